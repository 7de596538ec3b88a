"""The cost-based price of a bid against published cost sets, hand cases and the limits of a round."""

from datetime import date

import pytest

from storage_opt.errors import ProjectError
from storage_opt.finance.bid_price import bid_price, levelised, over_ceiling
from storage_opt.inputs.rules import rule_book
from storage_opt.records.finance_terms import CapitalItem
from storage_opt.schemes.ltda_ceiling import price_ceiling
from storage_opt.schemes.refund import bid_capital_jpy, return_in_bid_jpy

DAY = date(2026, 11, 23)
KW = 50_000.0
ILLUSTRATIVE = [  # set, hours, years, JPY/kW/year as printed, rounded to hundreds
    ("A", 4, 20, 28_100), ("A", 4, 30, 23_600), ("A", 6, 20, 37_100), ("A", 6, 30, 30_900),
    ("B", 4, 20, 19_400), ("B", 4, 30, 16_700), ("B", 6, 20, 24_700), ("B", 6, 30, 20_900),
    ("C", 4, 20, 16_200), ("C", 4, 30, 14_000), ("C", 6, 20, 20_100), ("C", 6, 30, 17_200),
]  # fmt: skip


def plant(amount=8e9, **others):
    """Construction cost, and items of other names that are no construction."""
    other = (CapitalItem(name, jpy, is_construction=False) for name, jpy in others.items())
    return (CapitalItem("plant", amount), *other)


def bid(capital, round_=2, book=None, **terms):
    given = {"fixed_om_jpy": (200e6,) * 20, "property_tax_jpy": (), "contracted_kw": 40_000.0} | terms
    return bid_price(book or rule_book(), round_, capital=capital, **given)


def property_tax(book, capex, years):
    """Assessed value by the published reduction, never below its floor, from year 1 on."""
    r = book.number("tax.property_valuation_rate", on=DAY, life=17)
    floor, rate = (book.number(f"tax.property_{name}", on=DAY) for name in ("valuation_floor", "tax_rate"))
    return tuple(capex * rate * max(floor, (1 - r / 2) * (1 - r) ** year) for year in range(years))


@pytest.mark.parametrize(("set_", "hours", "years", "printed"), ILLUSTRATIVE)
def test_prices_of_the_cost_sets_are_those_of_the_facts(set_, hours, years, printed):
    book = rule_book()
    per_kw, per_kwh = (book.number(f"cost_sets.{part}", on=DAY, set=set_) for part in ("per_kw", "per_kwh"))
    capex = KW * (per_kw + per_kwh * hours)
    found = bid_price(
        book,
        2,
        capital=plant(capex),
        fixed_om_jpy=(book.number("cost_sets.fixed_om", on=DAY) * KW,) * years,
        property_tax_jpy=property_tax(book, capex, years),
        contracted_kw=KW,  # per kW before de-rating
        years=years,
    )
    assert found.return_rate == 0.05
    assert found.jpy_per_kw_year == pytest.approx(printed, abs=51)


def test_every_part_of_a_price_by_hand():
    capital = plant(8e9, grid_connection=500e6, land=100e6)
    found = bid(capital, contingency=0.1, property_tax_jpy=(50e6,) * 20)
    assert found.construction_jpy == 8e9
    assert found.contingency_jpy == pytest.approx(800e6)
    assert (found.grid_connection_jpy, found.other_capital_jpy) == (500e6, 100e6)
    assert found.decommissioning_jpy == pytest.approx(400e6 / 1.05**20)
    assert found.capital_jpy == pytest.approx(9_550_755_793, abs=1)
    assert found.capital_recovery == pytest.approx(0.0802425872)
    assert found.capital_charge_jpy == pytest.approx(766_377_354, abs=1_000)
    assert (found.fixed_om_jpy, found.property_tax_jpy) == pytest.approx((200e6, 50e6))
    assert found.annual_jpy == pytest.approx(found.capital_charge_jpy + 250e6)
    assert found.jpy_per_kw_year == pytest.approx(found.annual_jpy / 40_000)
    assert (found.contingency_share, found.years, found.round) == (pytest.approx(0.1), 20, 2)
    assert [note.name for note in found.notes] == ["finance.bid.reading", "finance.bid.true_up"]


def test_decommissioning_in_the_price_is_a_sinking_fund():
    without, with_ = (bid(plant(), decommissioning_jpy=jpy) for jpy in (0.0, 400e6))
    fund = 400e6 * 0.05 / (1.05**20 - 1)
    assert with_.annual_jpy - without.annual_jpy == pytest.approx(fund)


def test_capital_and_return_are_those_of_the_refund():
    """The first threshold of the refund is reckoned from the same capital."""
    found = bid(plant(), round_=3, contingency=0.1)
    terms = {"contingency": 0.1, "decommission_share": 0.05, "rate": 0.04, "years": 20}
    assert found.capital_jpy == pytest.approx(bid_capital_jpy(8e9, **terms))
    assert found.return_jpy == pytest.approx(return_in_bid_jpy(found.capital_jpy, 0.04, 20))


def test_the_capital_charge_returns_the_capital_with_its_return():
    found = bid(plant(), round_=1, decommissioning_jpy=0.0)
    left = found.capital_jpy
    for _ in range(found.years):
        left = left * (1 + found.return_rate) - found.capital_charge_jpy
    assert left == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize(("round_", "cap"), [(1, 0.05), (2, 0.05), (3, 0.04), (4, 0.04)])
def test_the_return_is_the_highest_of_the_round_or_lower(round_, cap):
    assert bid(plant(), round_).return_rate == cap
    assert bid(plant(), round_, wacc=0.03).return_rate == 0.03
    with pytest.raises(ProjectError) as caught:
        bid(plant(), round_, wacc=cap + 0.001)
    assert f"Expected at most {cap:.2%}, the highest that round {round_} allows" in caught.value.text("en")


def test_more_contingency_than_the_round_allows_is_refused_with_all_else():
    assert bid(plant(), contingency=0.1).contingency_jpy == pytest.approx(800e6)
    assert bid(plant(contingency=800e6)).contingency_share == pytest.approx(0.1)
    assert bid(plant(contingency=900e6), contingency=0.05).contingency_jpy == pytest.approx(400e6)
    with pytest.raises(ProjectError):
        bid(plant(), contingency=0.1001)
    with pytest.raises(ProjectError) as caught:
        bid(plant(contingency=880e6), wacc=0.06)
    told = caught.value.text("en")
    assert "880,000,000 JPY on a construction cost of 8,000,000,000 JPY. Expected at most 10%" in told
    assert "pre-tax return of the bid is 6.00%" in told
    assert "予備費" in caught.value.text("ja") and "事業報酬率" in caught.value.text("ja")
    assert caught.value.exit_code == 3


def test_property_tax_is_levelised_at_the_return_unless_told_otherwise():
    falling = tuple(100e6 * 0.87**year for year in range(20))
    at_return = bid(plant(), property_tax_jpy=falling).property_tax_jpy
    average = bid(plant(), property_tax_jpy=falling, property_tax_rate=0.0).property_tax_jpy
    assert average == pytest.approx(sum(falling) / 20)
    assert at_return > average
    assert sum(at_return / 1.05**t for t in range(1, 21)) == pytest.approx(
        sum(tax / 1.05**t for t, tax in enumerate(falling, start=1))
    )


def test_costs_after_support_do_not_count_and_missing_years_are_named():
    assert bid(plant(), fixed_om_jpy=(*(200e6,) * 20, 900e6)).fixed_om_jpy == pytest.approx(200e6)
    short = bid(plant(), fixed_om_jpy=(200e6,) * 15)
    assert short.fixed_om_jpy == pytest.approx(200e6)
    assert "15 of the 20 years" in short.notes[-1].text("en")
    assert bid(plant(), years=10, fixed_om_jpy=(1.0,) * 10).notes[-1].name == "contract.note.ltda_term"


def test_values_in_doubt_are_recorded_and_unused_ones_are_not():
    book = rule_book()
    bid(plant(), book=book, decommissioning_jpy=0.0)
    assert not {use.name for use in book.used} & {
        "ltda_price.contingency_max",
        "ltda_price.decommission_share",
        "ltda_price.cost_in_bid",
    }
    bid(plant(), book=book, property_tax_jpy=(1.0,) * 20)
    doubtful = {use.name for use in book.used if use.is_doubtful}
    assert {"ltda_price.decommission_share", "ltda_price.cost_in_bid"} <= doubtful


def test_a_price_above_costs_or_ceiling_is_warned_of():
    found = bid(plant(), decommissioning_jpy=0.0)  # (8e9 × 0.0802426 + 200e6) / 40,000 = 21,049
    assert over_ceiling(21_000.0, found, 100_000.0) == ()
    assert over_ceiling(found.jpy_per_kw_year, found, 100_000.0) == ()
    (cost,) = over_ceiling(30_000.0, found, 100_000.0)
    assert "30,000 JPY" in cost.text("en")
    assert (
        "21,049 JPY (capital charge 16,049, fixed costs 5,000, property tax 0; pre-tax return 5.00%, 20 years)"
        in cost.text("en")
    )
    assert "応札価格 21,049 円" in cost.text("ja")
    _, ceiling = over_ceiling(100_001.0, found, price_ceiling(rule_book(), 2, "tokyo"))
    assert "above the price ceiling of round 2, 100,000 JPY" in ceiling.text("en")
    (unknown,) = over_ceiling(20_000.0, found, price_ceiling(rule_book(), 4, "tokyo"))
    assert unknown.name == "finance.bid.no_ceiling"


def test_nothing_to_level_is_nothing():
    assert levelised((), 0.05) == 0.0
