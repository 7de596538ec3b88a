"""A study whose money a hand can follow: one year of a day that repeats, two operating years, no taxes, no charges."""

from pathlib import Path

from small_study import write_prices, write_study

DAYS, CAPEX, RATE = 366, 200.0e6, 0.04
BASE = {
    "battery": {"power_mw": 10, "energy_mwh": 40, "soe_initial_mwh": 0, "round_trip_efficiency": 0.81},
    "markets": {"spot": {"fee_jpy_per_kwh": 0}},
    "prices": {"source": "ten_days.csv"},
    "finance": {
        "life_years": 2, "capex_jpy": CAPEX, "public_discount_rate": RATE, "grant": {"disposal": "none"},
        "tax": {"rate": 0, "property_tax_rate": 0}, "grid_charges": {"generator": False},
    },
}  # fmt: skip
PAYMENT = 20_000_000
CONTRACT = {"kind": "custom", "payment_jpy_per_kw_year": 2_000, "payer": "capacity_contributions"}


def money_study(folder: Path, **keys: object) -> Path:
    """A merchant and a contract that pays 20 million a year, unless other axes are given."""
    path = write_study(folder, **({"base": BASE, "axes": {"scheme": [{"kind": "merchant"}, CONTRACT]}} | keys))
    write_prices(folder, days=DAYS)
    return path


def annuity(rate: float) -> float:
    """Present value of 1 a year for two years."""
    return 1 / (1 + rate) + 1 / (1 + rate) ** 2


def two_year_irr(outlay: float, yearly: float) -> float:
    """Rate at which two equal years pay back: x² · outlay = yearly · (x + 1), x = 1 + rate."""
    return (yearly + (yearly**2 + 4 * outlay * yearly) ** 0.5) / (2 * outlay) - 1
