"""Returns and bids of six plants: areas by hours, capital cost set B, beside the time that each bid takes.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bids.py [--areas tokyo,kyushu,hokkaido] [--hours 3,6]

50 MW, 20 years from FY2029 on the three bundled (synthetic) price years, spot alone, wear 2,000 JPY/MWh, fading without
augmentation; capital cost of set B of rule ``cost_sets``, 5,000 JPY/kW-year, generator-side charge, decommissioning 5 %, taxes of
a company above 100 million; a sculpted loan of 18 years at 2.5 % with gearing up to 75 %. LTDA: round 3, with wear deductible (d)
or not (nd); a plant of 3 hours is not admitted and shown for comparison. A plant whose removal costs more than its last years bring
may have no rate of return: returns are shown without removal too. Processor seconds.
"""

from __future__ import annotations

import argparse
import time

from storage_opt.inputs.project import read_project
from storage_opt.inputs.revise import revised, with_hours, with_scheme
from storage_opt.records.bid import Target
from storage_opt.studies.bid import cost_based_price
from storage_opt.studies.bid_search import Search
from storage_opt.studies.bid_variables import variable_of
from storage_opt.studies.outlook import Outlook

FINANCE = {
    "life_years": 20, "capex_jpy_per_kwh": 30_000, "capex_jpy_per_kw": 45_000, "fixed_opex_jpy_per_kw_year": 5_000,
    "decommissioning": {"share_of_construction": 0.05},
    "debt": {"interest_rate": 0.025, "tenor_years": 18, "gearing_max": 0.75, "upfront_fee": 0.01},
}  # fmt: skip


def plant(area: str, hours: int):
    """Merchant of an area and duration."""
    options = {
        ("area",): area, ("start_fiscal_year",): 2029, ("eligibility",): "ignore", ("finance",): FINANCE,
        ("battery",): {
            "power_mw": 50, "energy_mwh": 324, "wear_jpy_per_mwh": 2000, "soe_initial_mwh": 0, "calendar_fade_per_year": 0.01,
            "cycle_fade_per_cycle": 3.0e-5, "availability": 0.97,
        },
        ("markets",): {"spot": {"fee_jpy_per_kwh": 0.04}},
        ("prices",): {"source": "bundled:synthetic", "fiscal_years": [2023, 2024, 2025]},
    }  # fmt: skip
    return with_hours(read_project(None, [], options), hours)


def percent(value: float | None) -> str:
    """A rate, or what stands for none."""
    return "none" if value is None else f"{100 * value:.2f} %"


def main() -> None:
    """One line per figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", default="tokyo,kyushu,hokkaido")
    parser.add_argument("--hours", default="3,6")
    asked = parser.parse_args()
    for area in asked.areas.split(","):
        for hours in map(int, asked.hours.split(",")):
            report(f"{area} {hours} h", plant(area, hours))


def report(head: str, merchant) -> None:
    """All figures of one plant."""
    outlook = Outlook(merchant)
    for name, share in (("merchant", None), ("grant 1/3", 1 / 3), ("grant 1/2", 0.5)):
        project = merchant if share is None else with_scheme(merchant, {"kind": "capex_grant", "rate": share})
        for kept, removal in (
            (project, "with removal"),
            (revised(project, {("finance", "decommissioning"): None}), "without"),
        ):
            found = outlook.of(kept).finance.measures
            rates = "  ".join(
                f"{words} {percent(rate):>9}"
                for words, rate in (
                    ("project", found.project_irr),
                    ("before tax", found.project_irr_pre_tax),
                    ("equity", found.equity_irr),
                )
            )
            print(f"{head:<13}{name:<11}{removal:<17} {rates}  NPV {found.npv_jpy / 1e6:>8,.0f} M", flush=True)
    bid(head, "grant for project 6 %", outlook, merchant, "grant_rate", Target("project_irr", 0.06))
    for wear in (False, True):
        scheme = {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 25_000, "wear_deductible": wear}
        contracted, outlook = with_scheme(merchant, scheme), Outlook(merchant)
        for rate in (0.05, 0.08):
            words = f"LTDA, equity {rate:.0%}, {'d' if wear else 'nd'}"
            bid(head, words, outlook, contracted, "ltda_price_jpy_per_kw_year", Target("equity_irr", rate))
    prospect = outlook.of(contracted)
    price = cost_based_price(prospect, prospect.project.schemes[0])
    print(
        f"{head:<13}{'cost-based, 4 %, 20 years':<28} {price.jpy_per_kw_year:>12,.0f}  contracted {price.contracted_kw:,.0f} kW",
        flush=True,
    )


def bid(head: str, words: str, outlook: Outlook, project, variable: str, target: Target) -> None:
    """One required value and what it took."""
    before = (outlook.evaluations, outlook.memory.solved, outlook.memory.recalled)
    began = time.process_time()
    search = Search(outlook, variable_of(project, variable), target)
    found = search.found()
    took = time.process_time() - began
    after = (outlook.evaluations, outlook.memory.solved, outlook.memory.recalled)
    cash_flows, solved, recalled = (a - b for a, b in zip(after, before, strict=True))
    value = (
        "not reached"
        if found.value is None
        else f"{found.value:,.4f}"
        if variable == "grant_rate"
        else f"{found.value:,.0f}"
    )
    counts = f"{cash_flows} cash flows, {solved} solved, {recalled} recalled"
    print(
        f"{head:<13}{words:<28} {value:>12}  attained {percent(found.attained):>8}  {took:>5.1f} s  {counts}"
        f"{'' if found.is_unique else '  NOT UNIQUE'}",
        flush=True,
    )


if __name__ == "__main__":
    main()
