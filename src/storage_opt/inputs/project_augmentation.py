"""Energy added in later years: from the checked file to facts of the owner."""

from __future__ import annotations

from storage_opt.assets.augmentation import AugmentationChoice
from storage_opt.errors import Fault
from storage_opt.inputs.schema import BatterySection
from storage_opt.inputs.schema_finance import FinanceSection
from storage_opt.messages import say


def augmentation_of(battery: BatterySection, finance: FinanceSection | None) -> AugmentationChoice:
    """Read how energy is added; it costs what is stated for it, else what a kWh of the plant costs."""
    cost = battery.augmentation_jpy_per_kwh
    if cost is None and finance is not None:
        cost = finance.capex_jpy_per_kwh
    return AugmentationChoice(battery.augmentation == "auto", cost, battery.augmentation_step_years)


def augmentation_faults(battery: BatterySection, finance: FinanceSection | None) -> list[Fault]:
    """Refuse to choose by value without a cost."""
    choice = augmentation_of(battery, finance)
    if not choice.is_auto or choice.cost_jpy_per_kwh is not None:
        return []
    return [Fault(say("project.augmentation_cost"), say("project.augmentation_cost.do"))]
