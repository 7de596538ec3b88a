"""Sheets on finance: every formula gives the figure written beside it, and those of the summary; a changed cell moves what follows."""

from dataclasses import replace

import pytest
from money_by_hand import CASES, OWN_ITEM, TERMS, financed
from runs_by_hand import run_by_hand
from workbook import Workbook

from storage_opt.finance.losses import LossRules, offset_losses
from storage_opt.messages import LANGUAGES, text
from storage_opt.reports import xlsx

SHEETS = ("finance", "cash_flow", "tax", "debt")


@pytest.fixture(scope="module", params=CASES)
def case(request, tmp_path_factory):
    outputs = CASES[request.param]()
    path = tmp_path_factory.mktemp("money") / "report.xlsx"
    xlsx.write(outputs, path, "en")
    return outputs, path


def title(name: str, language: str = "en") -> str:
    return text(f"reports.sheet.{name}", language)


def value_of(book: Workbook, calculated: dict, sheet: str, label: str, column: str) -> float | None:
    at = (title(sheet), f"{column}{book.row(title(sheet), label)}")
    return calculated.get(at, book.numbers.get(at))


def measure(book: Workbook, calculated: dict, name: str) -> float | None:
    return value_of(book, calculated, "finance", text(f"finance.measure.{name}", "en"), "B")


def test_every_formula_gives_the_figure_written_beside_it(case):
    book = Workbook(case[1])
    calculated = book.calculated()
    assert len(calculated) == len(book.cached) > 40
    for at, value in calculated.items():
        assert value == pytest.approx(book.cached[at], rel=1e-9, abs=1e-6), (at, book.formulas[at])


def test_measures_are_those_of_the_summary(case):
    outputs, path = case
    book, finance = Workbook(path), outputs.summary["finance"]
    calculated = book.calculated()
    for name in ("project_irr", "project_irr_pre_tax", "equity_irr"):
        found = measure(book, calculated, name)
        if finance[name] is None:
            assert found is None
            line = book.row(title("finance"), text(f"finance.measure.{name}", "en"))
            assert book.words[title("finance"), f"B{line}"] == "–"
            assert "no value" in book.words[title("finance"), f"D{line}"]
        else:
            assert found == pytest.approx(finance[name], abs=1e-9)
    for name in ("npv_jpy", "equity_npv_jpy", "capex_jpy", "grant_jpy", "min_dscr", "mean_dscr", "llcr", "debt_jpy"):
        found = measure(book, calculated, name)
        assert found == (None if finance[name] is None else pytest.approx(finance[name], rel=1e-9, abs=1e-6)), name


def test_rows_are_those_of_the_summary(case):
    outputs, path = case
    book, flow = Workbook(path), outputs.summary["finance"]["cash_flow"]
    calculated, sheet = book.calculated(), title("cash_flow")
    for key in ("before_tax", "project", "equity"):
        line = book.row(sheet, text(f"finance.flow.{key}", "en"))
        found = [
            value
            for (s, a), value in calculated.items()
            if s == sheet and a.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(line)
        ]
        total, *by_year = found[-1:] + found[:-1]
        assert by_year == pytest.approx(flow[f"{key}_jpy"], rel=1e-9, abs=1e-6), key
        assert total == pytest.approx(sum(flow[f"{key}_jpy"]), abs=1e-6)


def test_sheets_are_there_and_debt_only_with_a_loan(case):
    outputs, path = case
    wanted = SHEETS if outputs.summary["finance"]["debt_jpy"] else SHEETS[:-1]
    sheets = Workbook(path).sheets
    assert [s for s in sheets if s in {title(name) for name in SHEETS}] == [title(name) for name in wanted]
    assert sheets[-1] == title("notes")


def test_a_changed_cell_moves_what_follows(tmp_path):
    path = tmp_path / "report.xlsx"
    xlsx.write(CASES["levered"](), path, "en")
    book = Workbook(path)
    before = book.calculated()
    sheet, finance = title("cash_flow"), title("finance")
    # 1,000 more from the market in the first operating year: column E (two years of construction), no tax on it while losses stand
    line = book.row(sheet, "Spot revenue")
    book.numbers[sheet, f"E{line}"] += 1_000.0
    after = book.calculated()
    project = f"E{book.row(sheet, text('finance.flow.project', 'en'))}"
    tax = title("tax"), f"E{book.row(title('tax'), text('finance.tax.tax', 'en'))}"
    taxed = after[tax] - before[tax]
    assert 0.0 <= taxed < 1_000.0
    equity = f"E{book.row(sheet, text('finance.flow.equity', 'en'))}"
    assert after[sheet, equity] - before[sheet, equity] == pytest.approx(1_000.0 - taxed)
    assert after[sheet, project] > before[sheet, project]
    for name in ("project_irr", "equity_irr", "npv_jpy", "llcr"):
        assert measure(book, after, name) > measure(book, before, name), name
    # a discount rate of zero: the NPV is the sum of the row
    book.numbers[finance, f"B{book.row(finance, text('finance.sheet.input.discount_rate', 'en'))}"] = 0.0
    undiscounted = book.calculated()
    line = book.row(sheet, text("finance.flow.project", "en"))
    assert measure(book, undiscounted, "npv_jpy") == pytest.approx(undiscounted[sheet, f"B{line}"])
    # a dearer loan: more interest, less to equity
    book.numbers[finance, f"B{book.row(finance, text('finance.sheet.input.interest_rate', 'en'))}"] *= 2.0
    dearer = book.calculated()
    debt = title("debt")
    interest = debt, f"E{book.row(debt, text('finance.loan.interest', 'en'))}"
    assert dearer[interest] == pytest.approx(2.0 * undiscounted[interest])
    assert measure(book, dearer, "equity_irr") < measure(book, undiscounted, "equity_irr")
    assert measure(book, dearer, "min_dscr") < measure(book, undiscounted, "min_dscr")


def test_items_of_the_users_own_keep_their_name(tmp_path):
    for language in LANGUAGES:
        xlsx.write(CASES["merchant"](), tmp_path / "report.xlsx", language)
        book = Workbook(tmp_path / "report.xlsx")
        for sheet in ("finance", "cash_flow"):
            assert book.row(title(sheet, language), OWN_ITEM)
        assert book.row(title("cash_flow", language), "警備")


def test_a_run_without_finance_has_none_of_the_sheets(tmp_path):
    xlsx.write(run_by_hand(), tmp_path / "report.xlsx", "en")
    assert not {title(name) for name in SHEETS} & set(Workbook(tmp_path / "report.xlsx").sheets)


def test_losses_lapse_as_in_the_summary(tmp_path):
    outputs = CASES["merchant"]()
    xlsx.write(outputs, tmp_path / "report.xlsx", "en")
    book, tax = Workbook(tmp_path / "report.xlsx"), outputs.summary["finance"]["cash_flow"]["tax"]
    lapsed = _row(book, book.calculated(), "tax", "Losses lapsed")
    assert sum(lapsed) > 0.0
    assert lapsed[3] == pytest.approx(tax[2]["loss_left_jpy"] - tax[3]["loss_used_jpy"])
    assert not any([*lapsed[:3], *lapsed[4:]])


@pytest.mark.parametrize("factor", [0.4, 0.7, 1.3])
@pytest.mark.parametrize("years", [0, 1, 2, 4])
def test_tax_follows_another_revenue_as_the_tax_rules_have_it(tmp_path, factor, years):
    """Losses used and lapsed of the changed workbook against those that the run would have had."""
    terms = replace(TERMS, tax=replace(TERMS.tax, loss_years=years, loss_share=0.5))
    xlsx.write(run_by_hand(n_years=6, finance=financed(terms)), tmp_path / "report.xlsx", "en")
    book, sheet = Workbook(tmp_path / "report.xlsx"), title("cash_flow")
    line = book.row(sheet, "Spot revenue")
    for at, column in enumerate("EFGHIJ"):
        book.numbers[sheet, f"{column}{line}"] *= factor * (1.0 + 0.8 * (at % 2) - 0.9 * (at == 3))
    calculated = book.calculated()
    income = _row(book, calculated, "tax", "Income before losses")
    expected = offset_losses(income, LossRules("carry_forward", years, 0.5))
    for label, key in (("Losses offset", "loss_used_jpy"), ("Losses carried forward", "loss_left_jpy")):
        found = _row(book, calculated, "tax", label)
        assert found == pytest.approx([getattr(year, key) for year in expected], abs=1e-6), label
    rates = _row(book, calculated, "tax", "Effective rate")
    tax = [rate * year.taxable_jpy for rate, year in zip(rates, expected, strict=True)]
    assert _row(book, calculated, "tax", "Corporate tax") == pytest.approx(tax, abs=1e-6)


def _row(book: Workbook, calculated: dict, sheet: str, label: str) -> list[float]:
    line = book.row(title(sheet), label)
    at = [(title(sheet), f"{column}{line}") for column in "CDEFGHIJ"]
    return [calculated.get(cell, book.numbers.get(cell)) for cell in at]
