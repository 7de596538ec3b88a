"""Finance on the page, in cash_flow.csv and on the terminal: figures of the summary, bridges that add up, reasons for none."""

import csv
import io
import re
from contextlib import redirect_stdout
from typing import get_args

import pytest
from money_by_hand import CASES, OWN_ITEM
from page_reader import Page
from runs_by_hand import run_by_hand

from storage_opt.cli.show import print_table
from storage_opt.inputs.project_finance import KINDS_OF_ITEM
from storage_opt.inputs.schema_schemes import KINDS
from storage_opt.messages import LANGUAGES, language, text
from storage_opt.records.finance import Group
from storage_opt.reports import html
from storage_opt.reports.finance import GROUPS, MEASURES, OWN_NAMES, group_label, line_label, money_of
from storage_opt.reports.finance_bridge import bridge, life
from storage_opt.reports.finance_charts import GROUP_LOOKS
from storage_opt.reports.finance_table import cash_flow_table
from storage_opt.reports.outputs import WRITTEN, read_outputs
from storage_opt.reports.xlsx_cash_flow import LOAN

CHARTS = {"chart-cash", "chart-bridge", "chart-life"}

PER_CENT = {"en": " %", "ja": "%"}


@pytest.fixture(scope="module", params=CASES)
def outputs(request):
    return CASES[request.param]()


@pytest.fixture(scope="module")
def pages(outputs):
    return {name: Page(html.render(outputs, name)) for name in LANGUAGES}


@pytest.mark.parametrize("name", LANGUAGES)
def test_page_holds_every_line_and_total_of_the_summary(outputs, pages, name):
    flow = outputs.summary["finance"]["cash_flow"]
    raw = [float(attributes["value"]) for table, attributes in pages[name].values if table == "cash-flow"]
    rows = [line["amounts_jpy"] for line in flow["lines"]]
    rows += [flow["before_tax_jpy"], flow["project_jpy"]]
    rows += [flow["equity_jpy"]] if outputs.summary["finance"]["debt_jpy"] else []
    for row in rows:
        at = [i for i in range(len(raw)) if raw[i : i + len(row)] == row]
        assert at, "a row of the cash flow is not on the page"
        assert any(raw[i - 1] == pytest.approx(sum(row)) for i in at)
    assert OWN_ITEM in pages[name].text


@pytest.mark.parametrize("name", LANGUAGES)
def test_measures_without_a_value_say_why(outputs, pages, name):
    finance, page = outputs.summary["finance"], pages[name]
    for measure in MEASURES:
        assert text(f"finance.measure.{measure}", name) in page.text
    none = [measure for measure in MEASURES if finance[measure] is None]
    reasons = {"min_dscr": "debt", "mean_dscr": "debt", "llcr": "debt"}
    for measure in none:
        if measure.endswith(("irr", "irr_pre_tax")):
            label = text(f"finance_debt.measure.{measure}", name)
            assert text("finance_debt.irr_none", name, measure=label) in page.text
        else:
            assert text(f"finance.none.{reasons.get(measure, measure)}", name) in page.text
    shown = finance["project_irr"]
    sentence = page.text
    if shown is None:
        assert text("finance.answer.none", name, npv="@", rate="@").split("@")[0].strip() in sentence
    else:
        assert f"{100 * shown:.2f}{PER_CENT[name]}" in sentence


def test_charts_are_drawn_where_they_have_a_place(outputs, pages):
    for page in pages.values():
        drawn = page.data["finance"]
        has_debt = bool(outputs.summary["finance"]["debt_jpy"])
        assert set(drawn) == CHARTS | ({"chart-cover"} if has_debt else set())
        assert set(drawn) <= set(page.ids)


def test_bars_of_a_fiscal_year_sum_to_equity(outputs, pages):
    drawn, money = pages["en"].data["finance"]["chart-cash"]["data"], money_of(outputs.summary)
    factor, flow = money.scale().factor, outputs.summary["finance"]["cash_flow"]
    bars = [trace["y"] for trace in drawn if trace["type"] == "bar"]
    heights = [factor * sum(column) for column in zip(*bars, strict=True)]
    assert heights == pytest.approx(flow["equity_jpy"], abs=1e-5 * factor)
    running = [trace["y"][-1] for trace in drawn if trace["type"] == "scatter"]
    assert len(running) == 1 + money.has_debt
    for name, at in (("project", 0), ("equity", -1)):
        assert factor * running[at] == pytest.approx(sum(flow[f"{name}_jpy"]), abs=1e-5 * factor)


def test_bridges_reach_their_levels(outputs):
    money, years = money_of(outputs.summary), outputs.summary["years"]
    equity = outputs.summary["finance"]["cash_flow"]["equity_jpy"]
    n = len(years)
    steps = bridge(money, years)
    assert steps[0].amount_jpy == pytest.approx(sum(y["margin_jpy"] for y in years) / n)
    assert steps[-1].amount_jpy == pytest.approx(sum(equity[money.construction :]) / n)
    by_name = {step.name: step.amount_jpy for step in steps}
    assert by_name["after_wear"] == pytest.approx(sum(y["margin_jpy"] - y["wear_jpy"] for y in years) / n)
    assert by_name["after_contract"] == pytest.approx(sum(y["owner_net_jpy"] for y in years) / n)
    for found in (steps, life(money)):
        reached = 0.0
        for step in found:
            if step.is_level and reached:
                assert step.amount_jpy == pytest.approx(reached, abs=1e-6), step.name
            reached = step.amount_jpy if step.is_level else reached + step.amount_jpy
        assert found[-1].is_level
    assert life(money)[-1].amount_jpy == pytest.approx(sum(equity), abs=1e-6)


def test_cash_flow_file(outputs, tmp_path):
    outputs.write_data(tmp_path)
    finance = read_outputs(tmp_path).summary["finance"]
    assert finance == outputs.summary["finance"]
    with (tmp_path / "cash_flow.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    flow = finance["cash_flow"]
    assert [int(row["fiscal_year"]) for row in rows] == flow["fiscal_years"]
    assert [row["phase"] for row in rows] == ["operation" if time > 0 else "construction" for time in flow["times"]]
    assert [float(row[f"capex.{OWN_ITEM}_jpy"]) for row in rows] == next(
        line["amounts_jpy"] for line in flow["lines"] if line["name"] == OWN_ITEM
    )
    groups = re.compile(
        r"(capex|grant|market|scheme|fixed_cost|augmentation|decommissioning|working_capital|tax|debt)\."
    )
    for at, row in enumerate(rows):
        amounts = {name: float(value) for name, value in row.items() if groups.match(name)}
        assert sum(amounts.values()) == pytest.approx(float(row["equity_jpy"]), abs=1e-6)
        before = sum(value for name, value in amounts.items() if not name.startswith(("tax.", "debt.")))
        assert before == pytest.approx(float(row["before_tax_jpy"]), abs=1e-6)
        assert before - float(row["unlevered_tax_jpy"]) == pytest.approx(float(row["project_jpy"]), abs=1e-6)
        assert float(row["debt_balance_jpy"]) == flow["debt"][at]["balance_jpy"]
        assert row["dscr"] == "" if flow["debt"][at]["dscr"] is None else float(row["dscr"]) == flow["debt"][at]["dscr"]


def test_lines_of_one_name_are_summed_in_the_file():
    flow = CASES["hopeless"]().summary["finance"]["cash_flow"]
    flow["lines"] = [*flow["lines"], flow["lines"][0]]
    table = cash_flow_table({"cash_flow": flow})
    assert table["capex.battery_jpy"].to_pylist() == [2.0 * a for a in flow["lines"][0]["amounts_jpy"]]


def test_without_finance_there_is_neither_file_nor_section(tmp_path):
    outputs = run_by_hand()
    outputs.write_data(tmp_path)
    assert "cash_flow.csv" in WRITTEN
    assert not (tmp_path / "cash_flow.csv").exists()
    page = Page(html.render(outputs, "en"))
    assert "finance" not in page.ids
    assert page.data["finance"] == {}


@pytest.mark.parametrize("name", LANGUAGES)
def test_terminal_names_the_measures_however_narrow_it_is(outputs, name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    printed = io.StringIO()
    with language(name), redirect_stdout(printed):
        print_table(outputs, None, ())
    shown = printed.getvalue()
    finance = outputs.summary["finance"]
    assert text("finance.measure.project_irr", name) in shown
    if finance["project_irr"] is not None:
        assert f"{100 * finance['project_irr']:.2f}%" in shown
        assert f"{100 * finance['equity_irr']:.2f}%" in shown
    assert (text("finance.measure.min_dscr", name) in shown) == bool(finance["debt_jpy"])


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_line_and_group_has_a_name(name):
    assert set(KINDS_OF_ITEM) <= set(OWN_NAMES["capex"])
    for group, names in OWN_NAMES.items():
        assert all(line_label(group, line, name) != line for line in names)
        assert line_label(group, "my own", name) == "my own"
    streams = ("spot", "spot_fee", "intraday", "intraday_fee", "wheeling", "rr_fit", "rr_fit_fee", "rr_fit_activation")
    assert len({line_label("market", stream, name) for stream in streams}) == len(streams)
    for kind in KINDS:
        for payment in ("capacity_payment", "penalty", "rent", "difference", "refund", "support"):
            assert ": " in line_label("scheme", f"{kind}.{payment}", name)
    for line in ("grant", "profit_return", "grant_repayment"):
        assert line_label("grant", line, name)
    for line in LOAN:
        assert line_label("debt", line, name)
    others = {
        "augmentation": "augmentation",
        "decommissioning": "decommissioning",
        "working_capital": "working_capital",
    }
    for group, line in (others | {"tax": "corporate_tax"}).items():
        assert line_label(group, line, name)
    assert set(GROUPS) == set(get_args(Group)) == set(GROUP_LOOKS)
    assert all(group_label(group, name) for group in GROUPS)
