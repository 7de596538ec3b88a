"""The project file as a schema: every key of the contract, its type, limits and default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import Efficiency, FiscalYear, NotNegative, Positive, Section, Share
from storage_opt.inputs.schema_compliance import ComplianceSection
from storage_opt.inputs.schema_finance import FinanceSection
from storage_opt.inputs.schema_markets import MarketsSection
from storage_opt.inputs.schema_rolling import CaptureRatioSection, Foresight, Ratio, RollingSection
from storage_opt.inputs.schema_schemes import SchemeSections
from storage_opt.inputs.schema_solar import SolarSection
from storage_opt.schemes.compliance import Enforcement

Area = Literal["hokkaido", "tohoku", "tokyo", "chubu", "hokuriku", "kansai", "chugoku", "shikoku", "kyushu"]


class AugmentationSection(Section):
    """Energy added at the start of an operating year."""

    year: Annotated[int, Field(ge=1)]
    energy_mwh: Positive


class BatterySection(Section):
    """The battery; see ``assets.Battery`` for meanings and units."""

    power_mw: Positive
    energy_mwh: Positive
    charge_power_mw: Positive | None = None
    round_trip_efficiency: Efficiency | None = None
    charge_efficiency: Efficiency | None = None
    discharge_efficiency: Efficiency | None = None
    soe_min_mwh: NotNegative = 0.0
    soe_initial_mwh: NotNegative | None = None
    soe_final_mwh: NotNegative | Literal["free"] | None = None
    self_discharge_per_day: Annotated[float, Field(ge=0, lt=1)] = 0.0
    auxiliary_mw: NotNegative = 0.0
    bid_power_mw: Positive | None = None
    bid_hours: Annotated[int, Field(ge=1, le=100)] | None = None
    wear_jpy_per_mwh: NotNegative = 0.0
    max_cycles_per_day: NotNegative | None = None
    max_cycles_per_year: NotNegative | None = None
    calendar_fade_per_year: Share = 0.0
    cycle_fade_per_cycle: Share = 0.0
    round_trip_fade_per_year: Share = 0.0
    end_of_life_share: Share | None = None
    availability: Annotated[float, Field(gt=0, le=1)] = 1.0
    augmentation: list[AugmentationSection] | Literal["auto"] = Field(default_factory=list)
    augmentation_jpy_per_kwh: NotNegative | None = None
    augmentation_step_years: Annotated[int, Field(ge=1)] = 5


class NoChargeSection(Section):
    """Hours of months without charging."""

    months: list[Annotated[int, Field(ge=1, le=12)]]
    hours: list[Annotated[int, Field(ge=0, le=23)]]


class ConnectionSection(Section):
    """Limits at the connection point."""

    export_limit_mw: Positive | None = None
    import_limit_mw: NotNegative | None = None
    no_charge: list[NoChargeSection] = Field(default_factory=list)


class PricesSection(Section):
    """Where prices come from."""

    source: str | list[str] = "bundled:synthetic"
    fiscal_years: list[FiscalYear] | None = None
    sequence: Annotated[list[FiscalYear], Field(min_length=1)] | None = None
    scale: NotNegative = 1.0
    trend: Annotated[float, Field(gt=-1, allow_inf_nan=False)] = 0.0
    resample: Literal["mean", "repeat"] | None = None
    gaps: Literal["refuse", "previous_day", "previous_week", "system"] = "refuse"
    accept_implausible: bool = False


class SolveSection(Section):
    """Solver settings."""

    method: Literal["certified", "exact", "lp", "mip"] = "certified"
    relative_gap: Annotated[float, Field(ge=0, le=1)] = 1.0e-4
    time_limit_s: Positive | None = None
    threads: Annotated[int, Field(ge=1, le=256)] = 1
    workers: Annotated[int, Field(ge=1, le=256)] | None = None
    minimum_bids: Literal["auto", "repair", "exact"] = "auto"


class ProjectFile(Section):
    """The whole project file."""

    name: Annotated[str, Field(min_length=1)] = "storage-opt"
    area: Area | None = None
    start_fiscal_year: FiscalYear | None = None
    battery: BatterySection
    connection: ConnectionSection = ConnectionSection()
    solar: SolarSection | None = None
    markets: MarketsSection = MarketsSection()
    scheme: SchemeSections = Field(default_factory=list)
    eligibility: Enforcement | None = None
    compliance: ComplianceSection | None = None
    prices: PricesSection = PricesSection()
    finance: FinanceSection | None = None
    foresight: Foresight = "perfect"
    rolling: RollingSection | None = None
    capture_ratio: Ratio | CaptureRatioSection | None = None
    solve: SolveSection = SolveSection()
