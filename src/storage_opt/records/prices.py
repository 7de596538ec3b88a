"""Observed or generated prices, as they leave the door."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage_opt.timeline import Period

AREAS = ("hokkaido", "tohoku", "tokyo", "chubu", "hokuriku", "kansai", "chugoku", "shikoku", "kyushu")


@dataclass(frozen=True)
class SourceFile:
    """A file that was read, for the manifest.

    Parameters
    ----------
    name : str
        Path as the user gave it, or ``bundled:…``.
    layout : str
        What the door recognised: ``canonical_csv``, ``canonical_parquet`` or ``jepx_spot``.
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
    """

    fiscal_year: int
    period: Period
    spot_jpy_per_mwh: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.spot_jpy_per_mwh.shape != (self.period.n_slots,):
            raise ValueError(f"{self.spot_jpy_per_mwh.shape} prices for {self.period.n_slots} slots")
        if not np.isfinite(self.spot_jpy_per_mwh).all():
            raise ValueError("prices must be finite; the door refuses gaps before it makes a PriceYear")


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
    """

    area: str | None
    years: tuple[PriceYear, ...]
    sources: tuple[SourceFile, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether any price was generated."""
        return any(source.is_synthetic for source in self.sources)
