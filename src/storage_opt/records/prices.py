"""Observed or generated prices, as they leave the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from storage_opt.messages import Message
from storage_opt.timeline import Period

Floats = NDArray[np.float64]

AREAS = ("hokkaido", "tohoku", "tokyo", "chubu", "hokuriku", "kansai", "chugoku", "shikoku", "kyushu")
PRODUCTS = ("fcr", "s_frr", "frr", "rr", "rr_fit", "composite", "fcr_offline")
"""Balancing products; EPRX codes 1-0, 2-1, 2-2, 3-1, 3-2, 4-0 and 1-1."""


@dataclass(frozen=True)
class SourceFile:
    """A file that was read, for the manifest.

    Parameters
    ----------
    name : str
        Path as the user gave it, or ``bundled:…``.
    layout : str
        What the door recognised: ``canonical_csv``, ``canonical_parquet``, ``jepx_spot``, ``jepx_intraday``,
        ``eprx_result`` or ``imbalance``.
    sha256 : str
        Checksum of the bytes that were read.
    rows : int
        Data rows read.
    is_synthetic : bool
        Whether the prices were generated, not published.
    """

    name: str
    layout: str
    sha256: str
    rows: int
    is_synthetic: bool = False


@dataclass(frozen=True)
class Fill:
    """Slots without a published price that were filled by a rule the user named.

    Parameters
    ----------
    column : str
        Column of the canonical price table.
    rule : str
        ``previous_day``, ``previous_week`` or ``system``.
    slots : int
        How many slots were filled.
    periods : tuple of (str, str, int)
        First slot, last slot and number of slots of each run, Japan time.
    area : str or None
        Area of the series.
    """

    column: str
    rule: str
    slots: int
    periods: tuple[tuple[str, str, int], ...]
    area: str | None = None


@dataclass(frozen=True, eq=False)
class PriceYear:
    """Half-hourly prices of one area over one price year (or one shorter run of whole days).

    Parameters
    ----------
    fiscal_year : int
        Fiscal year of the first slot: the *price year*.
    period : Period
        Days covered.
    spot_jpy_per_mwh : ndarray of float, shape (period.n_slots,)
        Day-ahead area price without consumption tax. [JPY/MWh]
    intraday_jpy_per_mwh : ndarray of float, shape (period.n_slots,), optional
        Mean price of the intraday market; ``None`` when the files hold none. [JPY/MWh]
    imbalance_jpy_per_mwh : ndarray of float, shape (period.n_slots,), optional
        Imbalance price of the area, one price for surplus and shortage; may be negative. [JPY/MWh]
    availability_jpy_per_kw_slot : mapping of str to ndarray of float, shape (period.n_slots,)
        For each product with prices: availability price of 1 kW held over one 30-minute slot, as published
        (円/ΔkW·30分); NaN where nothing was awarded, so that there is no price. [JPY/kW per slot]
    acceptance : mapping of str to ndarray of float, shape (period.n_slots,)
        For each product for which it is known: share of an offer that is awarded, 0 to 1. [-]
    """

    fiscal_year: int
    period: Period
    spot_jpy_per_mwh: Floats
    intraday_jpy_per_mwh: Floats | None = None
    imbalance_jpy_per_mwh: Floats | None = None
    availability_jpy_per_kw_slot: Mapping[str, Floats] = field(default_factory=dict)
    acceptance: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        energy = [self.spot_jpy_per_mwh, self.intraday_jpy_per_mwh, self.imbalance_jpy_per_mwh]
        finite = [prices for prices in energy if prices is not None] + list(self.acceptance.values())
        for prices in (*finite, *self.availability_jpy_per_kw_slot.values()):
            if prices.shape != (self.period.n_slots,):
                raise ValueError(f"{prices.shape} prices for {self.period.n_slots} slots")
        if not all(np.isfinite(prices).all() for prices in finite):
            raise ValueError("prices must be finite; the door refuses gaps before it makes a PriceYear")
        for product, prices in self.availability_jpy_per_kw_slot.items():
            unknown = np.isnan(prices)
            if not (unknown | (prices >= 0)).all():
                raise ValueError(f"availability prices of {product} must not be negative")
            if not (self.acceptance.get(product, np.ones_like(prices))[unknown] == 0).all():
                raise ValueError(f"a slot without an availability price of {product} needs an acceptance of 0")
        if not all(((shares >= 0) & (shares <= 1)).all() for shares in self.acceptance.values()):
            raise ValueError("acceptance lies between 0 and 1")

    def scaled(self, factor: float) -> PriceYear:
        """Multiply every price by ``factor``; shares stay as they are."""
        return PriceYear(
            self.fiscal_year,
            self.period,
            self.spot_jpy_per_mwh * factor,
            None if self.intraday_jpy_per_mwh is None else self.intraday_jpy_per_mwh * factor,
            None if self.imbalance_jpy_per_mwh is None else self.imbalance_jpy_per_mwh * factor,
            {product: prices * factor for product, prices in self.availability_jpy_per_kw_slot.items()},
            self.acceptance,
        )


@dataclass(frozen=True)
class PriceBook:
    """All price years of one run, in order of time, with the files they came from.

    Parameters
    ----------
    area : str or None
        Market area; ``None`` for an unnamed series (a table without an area column).
    years : tuple of PriceYear
        At least one.
    sources : tuple of SourceFile
        Files read.
    fills : tuple of Fill
        What was filled where nothing was published, by the rule the user named.
    warnings : tuple of Message
        What a reader of any result must know: filled slots, accepted implausible files, columns left out.
    """

    area: str | None
    years: tuple[PriceYear, ...]
    sources: tuple[SourceFile, ...]
    fills: tuple[Fill, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether any price was generated."""
        return any(source.is_synthetic for source in self.sources)
