"""The markets of a project: from the checked file and the dated rules to facts of the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage_opt.errors import Fault
from storage_opt.inputs.schema_markets import BalancingSection, IntradaySection, MarketsSection, WheelingSection
from storage_opt.markets.choice import BalancingChoice
from storage_opt.markets.intraday import IntradayMarket
from storage_opt.markets.wheeling import WheelingCharge
from storage_opt.messages import Message, say
from storage_opt.records.rule_book import RuleBook
from storage_opt.units import jpy_per_mwh

PRICES = "prices"


@dataclass(frozen=True)
class MarketChoices:
    """Markets besides spot; ``None``: not used.

    Parameters
    ----------
    balancing, intraday, wheeling
        What the owner chose.
    is_intraday_bundled : bool
        Take intraday prices from the bundled synthetic set instead of the price files.
    """

    balancing: BalancingChoice | None = None
    intraday: IntradayMarket | None = None
    wheeling: WheelingCharge | None = None
    is_intraday_bundled: bool = False


def market_choices(
    section: MarketsSection,
    *,
    is_bundled: bool,
    area: str | None,
    power_mw: float,
    round_trip_efficiency: float,
    rules: RuleBook,
    on: date | None,
    unverified: list[Message],
) -> MarketChoices:
    """Read the markets besides spot.

    Parameters
    ----------
    section : MarketsSection
        As in the file.
    is_bundled : bool
        Whether spot prices come from the bundled set; then the other markets do as well, unless told otherwise.
    area : str or None
        For charges that differ by area.
    power_mw : float
        Rated power; bounds what is traded intraday. [MW]
    round_trip_efficiency : float
        Losses, where no loss rate was agreed. [-]
    rules : RuleBook
        Dated rules.
    on : date or None
        First day of operation; ``None``: the latest values known.
    unverified : list of Message
        Gets the defaults that stand for unverified facts.
    """
    return MarketChoices(
        None if section.balancing is None else _balancing(section.balancing, is_bundled),
        None if section.intraday is None else _intraday(section.intraday, power_mw, rules, on),
        None
        if section.wheeling is None
        else _wheeling(section.wheeling, area, round_trip_efficiency, rules, on, unverified),
        _from_bundle(None if section.intraday is None else section.intraday.source, is_bundled),
    )


def market_faults(section: MarketsSection, power_mw: float, area: str | None, rules: RuleBook) -> list[Fault]:
    """Find what the markets of a project cannot be: not eligible, contradictory, or without a rule."""
    faults = []
    balancing = section.balancing
    if balancing is not None:
        if "fcr_offline" in balancing.products:
            low, high = (rules.number("balancing_delivery.offline_power", on=None, bound=b) for b in ("low", "high"))
            if not low <= power_mw < high:
                faults.append(
                    Fault(
                        say("balancing.offline_size", power=power_mw, low=low, high=high),
                        say("balancing.offline_size.do"),
                    )
                )
        if len(set(balancing.products)) < len(balancing.products):
            faults.append(Fault(say("balancing.product_twice"), say("balancing.product_twice.do")))
        faults += [
            Fault(
                say("balancing.not_offered", key=f"markets.balancing.{key}", products=", ".join(stray)),
                say("balancing.not_offered.do"),
            )
            for key in ("activation", "duration_h")
            if (stray := sorted(set(getattr(balancing, key)) - set(balancing.products)))
        ]
        share = balancing.acceptance.share
        if share is not None and balancing.acceptance.kind != "fixed":
            faults.append(Fault(say("balancing.share_unused"), say("balancing.share_unused.do")))
        if balancing.acceptance.kind == "certain" and balancing.acceptance.factor != 1.0:
            faults.append(Fault(say("balancing.factor_unused"), say("balancing.factor_unused.do")))
    wheeling = section.wheeling
    if wheeling is not None and wheeling.energy_jpy_per_kwh is None:
        known = sorted({str(key[0]) for key in rules.rule("wheeling.energy_rate").series})
        if area not in known:
            faults.append(
                Fault(
                    say("balancing.no_wheeling_rate", area=area or "–", known=", ".join(known)),
                    say("balancing.no_wheeling_rate.do"),
                )
            )
    return faults


def _from_bundle(source: str | None, is_bundled: bool) -> bool:
    return is_bundled if source is None else source != PRICES


def _balancing(section: BalancingSection, is_bundled: bool) -> BalancingChoice | None:
    if not section.products:
        return None
    price = section.activation_price
    return BalancingChoice(
        products=tuple(section.products),
        rules_on=section.rules_on,
        reserve_while_charging=section.reserve_while_charging,
        backing=section.backing,
        backing_slots=section.backing_slots,
        acceptance=section.acceptance.kind,
        accepted_share=section.acceptance.share,
        accepted_factor=section.acceptance.factor,
        duration_h={str(name): hours for name, hours in section.duration_h.items()},
        activation={str(name): share for name, share in section.activation.items()},
        activation_price_jpy_per_mwh=None if isinstance(price, str) else jpy_per_mwh(price),
        levels=section.price_levels if section.acceptance.kind == "curve" and any(section.activation.values()) else 1,
        is_bundled=_from_bundle(section.source, is_bundled),
    )


def _intraday(section: IntradaySection, power_mw: float, rules: RuleBook, on: date | None) -> IntradayMarket:
    fee = section.fee_jpy_per_kwh
    if fee is None:
        fee = rules.number("intraday.trading_fee", on=on)
    return IntradayMarket(jpy_per_mwh(fee), power_mw if section.limit_mw is None else section.limit_mw)


def _wheeling(
    section: WheelingSection,
    area: str | None,
    round_trip_efficiency: float,
    rules: RuleBook,
    on: date | None,
    unverified: list[Message],
) -> WheelingCharge:
    rate = section.energy_jpy_per_kwh
    if rate is None:
        assert area is not None
        with_tax = rules.number("wheeling.energy_rate", on=on, or_latest=True, area=area, voltage=section.voltage)
        rate = with_tax / (1.0 + rules.number("levy.consumption_tax", on=on, or_latest=True))
    if section.treatment == "full":
        return WheelingCharge(jpy_per_mwh(rate), 1.0)
    if section.loss_rate is not None:
        return WheelingCharge(jpy_per_mwh(rate), section.loss_rate)
    loss = 1.0 - round_trip_efficiency
    unverified.append(say("balancing.default_loss_rate", value=loss))
    return WheelingCharge(jpy_per_mwh(rate), loss, follows_losses=True)
