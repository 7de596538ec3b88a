"""The door for projects: a YAML file and options in, facts of the owner out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storage_opt.assets.augmentation import AugmentationChoice
from storage_opt.assets.battery import Augmentation, Battery
from storage_opt.assets.connection import ChargingBan, Connection, Site
from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.overrides import override, put
from storage_opt.inputs.project_augmentation import augmentation_faults, augmentation_of
from storage_opt.inputs.project_compliance import compliance_of
from storage_opt.inputs.project_faults import schema_faults
from storage_opt.inputs.project_finance import finance_faults, finance_of
from storage_opt.inputs.project_foresight import capture_ratio_of, foresight_faults, rolling_of
from storage_opt.inputs.project_limits import impossible
from storage_opt.inputs.project_markets import MarketChoices, market_choices, market_faults
from storage_opt.inputs.project_schemes import project_schemes
from storage_opt.inputs.rules import rule_book
from storage_opt.inputs.schema import BatterySection, PricesSection, ProjectFile, SolveSection
from storage_opt.inputs.scheme_context import SchemeContext
from storage_opt.inputs.scheme_file import with_scheme_files
from storage_opt.inputs.solar import SolarChoice, solar_faults, solar_of
from storage_opt.inputs.yaml_file import YamlFile, read_yaml
from storage_opt.markets.spot import SpotMarket
from storage_opt.messages import Message, say, text
from storage_opt.records.finance_terms import FinanceTerms
from storage_opt.records.foresight import KNOWN, CaptureRatio, RollingChoice
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.base import Plant, Scheme
from storage_opt.schemes.compliance import Compliance, Enforcement
from storage_opt.timeline import fiscal_year_of, fiscal_year_start
from storage_opt.units import jpy_per_mwh

DEFAULT_ROUND_TRIP_EFFICIENCY = 0.86
"""AC to AC. Modelling default of the project contract, not a measured value: named in the result when used."""

BUNDLED = "bundled:synthetic"


@dataclass(frozen=True)
class Project:
    """What the owner chose, checked, in internal units.

    Parameters
    ----------
    name, area : str, str or None
        As in the file.
    start_fiscal_year : int or None
        First operating year; ``None``: fiscal year of the first price.
    site, spot : Site, SpotMarket
        Assets, as they are in the first year, and market.
    augmentation : AugmentationChoice
        How energy is added in later years.
    markets : MarketChoices
        Markets besides spot.
    solar : SolarChoice or None
        Where the output of the solar plant comes from; ``None`` without one.
    schemes : tuple of Scheme
        Contracts, in the order of the file; a merchant where there is none.
    bid_power_mw : float
        Power offered to capacity schemes. [MW]
    bid_hours : int or None
        Hours declared to capacity schemes; ``None``: all that the plant gives. [h]
    finance : FinanceTerms or None
        Life, costs, tax, debt and rates; ``None``: no finance.
    prices : PricesSection
        Sources, years, scale, trend.
    price_paths : tuple of Path
        Files and folders to read; empty for the bundled set.
    solve : SolveSection
        Solver settings.
    foresight : str
        ``perfect`` or ``rolling``.
    rolling : RollingChoice
        How a year is walked, where it is.
    capture_ratio : CaptureRatio or None
        Share of perfect foresight that is counted on; ``None``: all of it.
    compliance : Compliance
        Statements that rounds and programmes ask for.
    eligibility : str or None
        What conditions of entry mean for a run; ``None``: the default of the command.
    unverified_facts : tuple of Message
        Defaults used that stand for unverified facts.
    rules : RuleBook
        Dated rules; holds what was asked so far.
    echo : mapping
        The file with all overrides, for the manifest.
    source : YamlFile
        The file as read.
    folder, base : Path
        From which paths in the file, and those of prices, count.
    subject : str
        What faults belong to.
    """

    name: str
    area: str | None
    start_fiscal_year: int | None
    site: Site
    spot: SpotMarket
    augmentation: AugmentationChoice
    markets: MarketChoices
    solar: SolarChoice | None
    schemes: tuple[Scheme, ...]
    bid_power_mw: float
    bid_hours: int | None
    finance: FinanceTerms | None
    prices: PricesSection
    price_paths: tuple[Path, ...]
    solve: SolveSection
    foresight: str
    rolling: RollingChoice
    capture_ratio: CaptureRatio | None
    compliance: Compliance
    eligibility: Enforcement | None
    unverified_facts: tuple[Message, ...]
    rules: RuleBook
    echo: Mapping[str, Any]
    source: YamlFile
    folder: Path = Path()
    base: Path = Path()
    subject: str = ""

    @property
    def is_rolling(self) -> bool:
        """Whether years are walked day by day."""
        return self.foresight == "rolling"

    @property
    def sight(self) -> str:
        """What plans know: ``perfect``, ``captured`` (perfect, cut by a ratio), ``rolling`` or ``known``."""
        if self.is_rolling:
            return KNOWN if self.rolling.forecaster == KNOWN else "rolling"
        return "perfect" if self.capture_ratio is None else "captured"

    @property
    def read_paths(self) -> tuple[Path, ...]:
        """Files of the user that the result rests on: prices, and a forecast."""
        forecast = self.rolling.forecast_file if self.is_rolling else None
        return self.price_paths if forecast is None else (*self.price_paths, forecast)

    def plant(self, start_fiscal_year: int, years: int = 1) -> Plant:
        """Return the plant as schemes see it.

        Parameters
        ----------
        start_fiscal_year : int
            First operating year.
        years : int
            Operating years where the project has no ``finance.life_years``.
        """
        battery = self.site.battery
        size = (battery.power_mw, self.bid_power_mw, battery.energy_mwh, battery.discharge_efficiency)
        return _plant(self.area, size, start_fiscal_year, self.finance, years, self.bid_hours)


def read_project(
    path: Path | None,
    overrides: Sequence[str] = (),
    options: Mapping[tuple[str, ...], Any] | None = None,
    files: Path | None = None,
) -> Project:
    """Read a project.

    Parameters
    ----------
    path : Path or None
        YAML file; ``None``: everything comes from ``options`` and ``overrides``.
    overrides : sequence of str
        ``battery.energy_mwh=300``; the value is read as YAML.
    options : mapping of key path to value, optional
        Values of command-line options; they go before ``overrides``.
    files : Path, optional
        Folder from which relative paths in the file count; default: that of the file.

    Raises
    ------
    ProjectError
        Unknown keys, wrong types, impossible limits: all faults together.
    UsageError
        An override without ``=``.
    """
    source = YamlFile({}) if path is None else read_yaml(path)
    subject = text("project.options") if path is None else str(path)
    content: dict[str, Any] = deepcopy(source.content)
    faults: list[Fault] = []
    for place, value in [*(options or {}).items(), *(override(given) for given in overrides)]:
        put(content, place, value, faults)
    if faults:
        raise ProjectError(subject, faults)
    folder = files or (Path.cwd() if path is None else path.parent)
    return project_of(
        content, source, folder, subject, base=Path.cwd() if ("prices", "source") in (options or {}) else folder
    )


def project_of(content: Mapping[str, Any], source: YamlFile, folder: Path, subject: str, *, base: Path) -> Project:
    """Check the content of a project file, overrides already in it.

    Parameters
    ----------
    content : mapping
        Keys and values.
    source : YamlFile
        File that faults point at.
    folder, base : Path
        From which paths count; ``base`` those of prices.
    subject : str
        What faults belong to.

    Raises
    ------
    ProjectError
        As :func:`read_project`.
    """
    content = with_scheme_files(content, folder)
    is_list = isinstance(content.get("scheme"), list)
    try:
        checked = ProjectFile.model_validate(content)
    except ValidationError as error:
        raise ProjectError(subject, schema_faults(error, source, ProjectFile, is_list=is_list, has_set=True)) from None
    rules = rule_book()
    faults: list[Fault] = [
        *impossible(checked),
        *market_faults(checked.markets, checked.battery.power_mw, checked.area, rules),
        *solar_faults(checked.solar, checked.area),
        *_bid_faults(checked.battery),
        *augmentation_faults(checked.battery, checked.finance),
        *finance_faults(checked.finance, checked.battery),
        *foresight_faults(checked, source),
    ]
    context = _scheme_context(checked, rules)
    schemes = project_schemes(checked.scheme, context, faults, is_list=is_list)
    if faults:
        raise ProjectError(subject, faults)
    read = _project(checked, content, source, folder, base, context, schemes)
    return replace(read, folder=folder, base=base, subject=subject)


def _bid_faults(b: BatterySection) -> list[Fault]:
    most = b.power_mw - b.auxiliary_mw
    power = most if b.bid_power_mw is None else b.bid_power_mw
    hours = b.energy_mwh * _efficiencies(b)[1] / power + 1e-9 if power > 0.0 else 0.0
    if b.bid_hours is not None and b.bid_hours > hours:
        return [Fault(say("scheme.bid_hours", value=b.bid_hours, most=int(hours)), say("scheme.bid_hours.do"))]
    if b.bid_power_mw is None or b.bid_power_mw <= most:
        return []
    return [Fault(say("scheme.bid_power", value=b.bid_power_mw, most=most), say("scheme.bid_power.do"))]


def _efficiencies(b: BatterySection) -> tuple[float, float]:
    """Charge and discharge efficiency."""
    if b.charge_efficiency is not None and b.discharge_efficiency is not None:
        return b.charge_efficiency, b.discharge_efficiency
    one_way = (DEFAULT_ROUND_TRIP_EFFICIENCY if b.round_trip_efficiency is None else b.round_trip_efficiency) ** 0.5
    return one_way, one_way


def _scheme_context(checked: ProjectFile, rules: RuleBook) -> SchemeContext:
    """Return the plant that schemes see; without first operating year that of the first table of de-rating factors stands in."""
    b, start = checked.battery, checked.start_fiscal_year
    finance = _finance(checked)
    bid_power_mw = b.power_mw - b.auxiliary_mw if b.bid_power_mw is None else b.bid_power_mw
    first = start
    if first is None:
        first = fiscal_year_of(rules.rule("derating.hours_tabulated").lines(bound="low")[0].since)
    size = (b.power_mw, bid_power_mw, b.energy_mwh, _efficiencies(b)[1])
    plant = _plant(checked.area, size, first, finance, 1, b.bid_hours)
    opex = None if finance is None else finance.fixed_cost_jpy(1, first)
    inflation = 0.0 if finance is None else finance.inflation
    return SchemeContext(plant, start is not None, rules, b.availability, inflation, opex)


def _finance(checked: ProjectFile) -> FinanceTerms | None:
    if checked.finance is None:
        return None
    voltage = None if checked.compliance is None else checked.compliance.voltage
    return finance_of(checked.finance, checked.battery.power_mw, checked.battery.energy_mwh, voltage)


def _plant(
    area: str | None,
    size: tuple[float, float, float, float],
    start: int,
    finance: FinanceTerms | None,
    years: int,
    bid_hours: int | None,
) -> Plant:
    """Return the plant as schemes see it: rated and bid power, energy, efficiency. [MW], [MW], [MWh], [-]"""
    power, bid_power, energy, efficiency = size
    life, capex, eligible = (
        (years, None, None) if finance is None else (finance.life_years, finance.capex_jpy, finance.grant_eligible_jpy)
    )
    return Plant(area, power, bid_power, energy, efficiency, start, life, capex, eligible, bid_hours)


def _project(
    checked: ProjectFile,
    content: Mapping[str, Any],
    source: YamlFile,
    folder: Path,
    base: Path,
    context: SchemeContext,
    schemes: tuple[Scheme, ...],
) -> Project:
    b, c, rules, unverified = checked.battery, checked.connection, context.rules, list[Message]()
    day = None if checked.start_fiscal_year is None else fiscal_year_start(checked.start_fiscal_year)
    eta_c, eta_d = _efficiencies(b)
    if b.charge_efficiency is None and b.round_trip_efficiency is None:
        unverified.append(say("project.default.efficiency", value=DEFAULT_ROUND_TRIP_EFFICIENCY))
    fee = checked.markets.spot.fee_jpy_per_kwh
    if fee is None:
        trading, settlement = (rules.number(f"spot.{part}_fee", on=day) for part in ("trading", "settlement"))
        fee = trading + settlement
        unverified.append(say("project.default.spot_fee", value=fee, trading=trading, settlement=settlement))
    battery = Battery(
        power_mw=b.power_mw,
        charge_power_mw=b.power_mw if b.charge_power_mw is None else b.charge_power_mw,
        energy_mwh=b.energy_mwh,
        charge_efficiency=eta_c,
        discharge_efficiency=eta_d,
        soe_min_mwh=b.soe_min_mwh,
        soe_initial_mwh=b.soe_initial_mwh,
        soe_final_mwh=None if isinstance(b.soe_final_mwh, str) else b.soe_final_mwh,
        soe_final_is_free=b.soe_final_mwh == "free",
        self_discharge_per_day=b.self_discharge_per_day,
        auxiliary_mw=b.auxiliary_mw,
        wear_jpy_per_mwh=b.wear_jpy_per_mwh,
        max_cycles_per_day=b.max_cycles_per_day,
        max_cycles_per_year=b.max_cycles_per_year,
        calendar_fade_per_year=b.calendar_fade_per_year,
        cycle_fade_per_cycle=b.cycle_fade_per_cycle,
        round_trip_fade_per_year=b.round_trip_fade_per_year,
        end_of_life_share=b.end_of_life_share,
        availability=b.availability,
        augmentation=tuple(Augmentation(a.year, a.energy_mwh) for a in b.augmentation if not isinstance(a, str)),
    )
    connection = Connection(
        **{k: v for k in ("export_limit_mw", "import_limit_mw") if (v := getattr(c, k)) is not None},
        no_charge=tuple(ChargingBan(tuple(ban.months), tuple(ban.hours)) for ban in c.no_charge),
    )
    sources = [checked.prices.source] if isinstance(checked.prices.source, str) else checked.prices.source
    plant, sun = (None, None) if checked.solar is None else solar_of(checked.solar, checked.area, folder, unverified)
    return Project(
        name=checked.name,
        area=checked.area,
        start_fiscal_year=checked.start_fiscal_year,
        site=Site(battery, connection, plant),
        spot=SpotMarket(jpy_per_mwh(fee)),
        augmentation=augmentation_of(b, checked.finance),
        markets=market_choices(
            checked.markets,
            is_bundled=sources == [BUNDLED],
            area=checked.area,
            power_mw=b.power_mw,
            round_trip_efficiency=eta_c * eta_d,
            rules=rules,
            on=day,
            unverified=unverified,
        ),
        solar=sun,
        schemes=schemes,
        bid_power_mw=context.plant.bid_power_mw,
        bid_hours=b.bid_hours,
        finance=_finance(checked),
        prices=checked.prices,
        price_paths=() if sources == [BUNDLED] else tuple(base / source for source in sources),
        solve=checked.solve,
        foresight=checked.foresight,
        rolling=rolling_of(checked, folder, unverified),
        capture_ratio=capture_ratio_of(checked.capture_ratio),
        compliance=compliance_of(checked.compliance),
        eligibility=checked.eligibility,
        unverified_facts=tuple(unverified),
        rules=rules,
        echo=content,
        source=source,
    )
