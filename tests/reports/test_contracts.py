"""A run under a contract: what the page, the workbook, CSV and the terminal show, against sums by hand."""

import csv
import json
import re
import zipfile
from copy import deepcopy
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from page_reader import Page
from runs_by_hand import contracted_run, run_by_hand
from test_html import MEGABYTE
from test_xlsx import NS, read

from storage_opt.cli.show import print_table
from storage_opt.messages import LANGUAGES, language, text
from storage_opt.reports import csv_export, html, xlsx
from storage_opt.reports.contracts import account_of

TAKEN, KEPT, NET = (70_666.0, 139_966.0), (5_074.0, 12_774.0), (125_069.0, 132_769.0)
MARGIN = (75_740.0, 152_740.0)


@pytest.fixture(scope="module")
def outputs():
    return contracted_run(grant=True)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, outputs):
    return Page(html.render(outputs, request.param))


def column(page: Page, table: str, name: str) -> list[float]:
    return [float(a["value"]) for found, a in page.values if found == table and a.get("data-name") == name]


def test_summary_holds_what_was_worked_out_by_hand(outputs):
    for year, taken, kept, net in zip(outputs.summary["years"], TAKEN, KEPT, NET, strict=True):
        assert (year["clawback_jpy"], year["kept_jpy"], year["owner_net_jpy"]) == pytest.approx((taken, kept, net))
        assert (year["penalty_jpy"], year["capacity_payment_jpy"], year["contracted_kw"]) == (5.0, 120_000.0, 800)
    first, second = outputs.summary["years"]
    assert (first["lost_margin_jpy"], second["lost_margin_jpy"]) == (pytest.approx(24_260.0), 0.0)
    assert (first["merchant_wear_jpy"], first["merchant_discharged_mwh"]) == (6_600.0, 6.6)
    other = outputs.summary["other_reading"]
    assert other["wear_deductible"] is True
    assert [y["clawback_jpy"] for y in other["years"]] == pytest.approx([65_626.0, 134_926.0])
    assert outputs.summary["upfront"] == [{"name": "grant", "amount_jpy": 1_000_000.0, "payer": "taxpayers"}]


def test_two_grants_of_one_name_are_summed():
    from storage_opt.records.contract import Payment

    run = run_by_hand(
        contract=True, upfront=(Payment("grant", 5.0, "taxpayers"), Payment("grant", 2.0, "network_users"))
    )
    assert run.summary["upfront_jpy"] == {"grant": 7.0}
    assert [p["payer"] for p in run.summary["upfront"]] == ["taxpayers", "network_users"]
    assert 'id="contract"' in html.render(run, "en")


def test_account_on_the_page_is_that_of_the_summary_and_sums_to_zero(page):
    overall, *owners = column(page, "account", "contract.owner_net_jpy")
    assert owners == pytest.approx(NET)
    assert overall == pytest.approx(sum(NET))
    names = ("contract.owner_net_jpy", "contract.side.capacity_contributions", "contract.side.market")
    for nets in zip(*(column(page, "account", name) for name in names), strict=True):
        assert sum(nets) == pytest.approx(0.0, abs=1e-9)
    assert column(page, "account", "contract.sum") == pytest.approx([0.0] * 3, abs=1e-9)
    parts = ("margin_jpy", "contract.payment.capacity_payment", "contract.penalty_jpy", "contract.clawback_jpy")
    for owner, *found in zip(
        column(page, "account", "contract.owner_net_jpy"), *(column(page, "account", p) for p in parts), strict=True
    ):
        assert sum(found) == pytest.approx(owner)


def test_a_side_that_does_not_add_up_is_seen(outputs):
    summary = deepcopy(outputs.summary)
    summary["years"][1]["public_net_jpy"] += 1.0
    shown = Page(html.render(replace(outputs, summary=summary), "en"))
    assert column(shown, "account", "contract.sum") == pytest.approx([1.0, 0.0, 1.0], abs=1e-9)


def test_first_screen_says_what_is_earned_kept_and_paid():
    english = Page(html.render(contracted_run(grant=True), "en")).text
    assert (
        "In the markets the plant earns 228,480 JPY in 28 days, 228 JPY per kW. Of it the owner keeps 17,848 JPY. "
        "The contract pays 239,990 JPY on top, so that the owner has 257,838 JPY. Before operation 1.00 million JPY is paid. "
        "Because of the contract energy is held back: a merchant would earn 252,740 JPY in the markets." in english
    )
    assert "Net of the owner in the period 257,838 JPY" in english
    assert "what is kept of the margin, less wear in 2 modelled years" in english
    japanese = Page(html.render(contracted_run(), "ja")).text
    assert "このうち事業者の手元に残るのは 1.8万円です。" in japanese
    assert "契約のために売り控えが生じています。契約がなければ市場収益は 25.3万円です。" in japanese


def test_terms_and_slices_are_shown_in_the_words_of_the_ministries():
    english = Page(html.render(contracted_run(), "en")).text
    for words in (
        "Long-term decarbonization auction (LTDA), round 3",
        "800 kW, 80.00% of the discharge power",
        "120,000 JPY in FY2028 (150 JPY per contracted kW)",
        "not deductible: the margin is shared before wear",
        "50,000 62 5.0 95.0 2,500",
        "beyond – 10.0 90.0 –",
    ):
        assert words in english, words
    japanese = Page(html.render(contracted_run(), "ja")).text
    for words in (
        "長期脱炭素電源オークション 第 3 回",
        "応札容量",
        "容量確保契約金額",
        "還付",
        "調整係数",
        "容量拠出金",
    ):
        assert words in japanese, words


def test_chart_has_the_years_and_the_merchant_on_the_curve(page):
    data = page.data["kept"]["data"]
    curve, everything, plan, merchant = data
    assert plan["x"] == pytest.approx(MARGIN)
    assert plan["y"] == pytest.approx(KEPT)
    assert merchant["x"] == pytest.approx([100_000.0, MARGIN[1]])
    assert merchant["y"] == pytest.approx([7_500.0, KEPT[1]])
    at_edge = dict(zip(curve["x"], curve["y"], strict=True))
    assert (at_edge[0.0], at_edge[50_000.0]) == (0.0, 2_500.0)
    assert everything["x"] == everything["y"]
    assert page.data["kept"]["layout"]["yaxis"]["range"][1] < everything["y"][1]
    assert "chart-kept" in page.ids


@pytest.mark.parametrize("name", LANGUAGES)
def test_both_readings_stand_side_by_side(name):
    shown = Page(html.render(contracted_run(), name))
    assert "readings" in shown.ids
    for mean in ("105,316", "100,276"):
        assert f"−{mean}" in shown.text
    without = Page(html.render(contracted_run(other=False), name))
    assert "readings" not in without.ids
    assert "wear_deductible: true" in without.text


def test_a_run_without_contract_has_no_section():
    shown = Page(html.render(run_by_hand(), "en"))
    assert not {"contract", "account", "owner", "chart-kept"} & set(shown.ids)
    assert shown.data["kept"] is None


@pytest.mark.parametrize("name", LANGUAGES)
def test_page_of_twenty_years_under_a_contract_stays_below_six_megabytes(name):
    page = html.render(contracted_run(n_years=20, n_days=None), name)
    assert len(page.encode()) < 6 * MEGABYTE


@pytest.mark.parametrize("name", LANGUAGES)
def test_workbook_sums_live_and_checks_every_year(outputs, tmp_path, name):
    path = tmp_path / "report.xlsx"
    xlsx.write(outputs, path, name)
    sheets = read(path)
    assert list(sheets)[1] == text("reports.sheet.contracts", name)
    head, _, *rows = sheets[text("reports.sheet.contracts", name)]
    owner = head.index(text("reports.measure.contract.owner_net_jpy", name))
    assert [row[owner] for row in rows[:2]] == pytest.approx(NET)
    assert rows[2][-1] == 0.0
    assert [row[-1] for row in rows] == [0.0] * 3
    formulas, values = formulas_of(path, 2)
    assert len(formulas) == 2 * 2 + len(head) - 3 - 1
    for cell, formula in formulas.items():
        first, last, digits = re.fullmatch(r"(?:ROUND\()?SUM\(([A-Z]+\d+):([A-Z]+\d+)\)(,3\))?", formula).groups()
        total = sum(value for place, value in values.items() if within(place, first, last))
        assert values[cell] == pytest.approx(total, abs=1e-3 if digits else 1e-6), (cell, formula)


def formulas_of(path, position: int) -> tuple[dict[str, str], dict[str, float]]:
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{position}.xml"))
    cells = root.findall(".//m:c", NS)
    formulas = {c.get("r"): c.find("m:f", NS).text for c in cells if c.find("m:f", NS) is not None}
    numbers = {
        c.get("r"): float(c.find("m:v", NS).text) for c in cells if c.find("m:v", NS) is not None and c.get("t") != "s"
    }
    return formulas, numbers


def within(place: str, first: str, last: str) -> bool:
    (column, row), (left, top), (right, bottom) = (
        re.fullmatch(r"([A-Z]+)(\d+)", p).groups() for p in (place, first, last)
    )
    return left <= column <= right and int(top) <= int(row) <= int(bottom)


def test_a_workbook_that_does_not_add_up_says_so(outputs, tmp_path):
    summary = deepcopy(outputs.summary)
    summary["years"][1]["schemes"][0]["net_to_owner_jpy"] += 1.0
    path = tmp_path / "report.xlsx"
    xlsx.write(replace(outputs, summary=summary), path, "en")
    _, _, *rows = read(path)["Contracts"]
    assert [row[-1] for row in rows] == [0.0, -1.0, -1.0]


def test_csv_by_year_and_month(outputs, tmp_path):
    csv_export.write(outputs, tmp_path)
    by_year, by_month = (
        list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8").splitlines()))
        for name in ("contracts.csv", "contract_months.csv")
    )
    assert [float(row["net_to_owner_jpy"]) for row in by_year] == pytest.approx(
        [n - m for n, m in zip(NET, MARGIN, strict=True)]
    )
    for row in by_year:
        sums = (
            float(row["payment_jpy"])
            - float(row["penalty_jpy"])
            - float(row["clawback_jpy"])
            + float(row["support_jpy"])
        )
        assert sums == pytest.approx(float(row["net_to_owner_jpy"]))
        months = [r for r in by_month if r["year"] == row["year"]]
        assert sum(int(r["amount_jpy"]) for r in months) == float(row["payment_jpy"]) - float(row["penalty_jpy"])
    penalties = [r for r in by_month if r["payment"] == "penalty" and r["amount_jpy"] != "0"]
    assert [(r["month"], r["amount_jpy"]) for r in penalties] == [("2028-06", "-5"), ("2029-06", "-5")]
    assert {r["month"] for r in by_month if r["year"] == "1"} == {
        *(f"2028-{m:02d}" for m in range(4, 13)),
        *(f"2029-{m:02d}" for m in range(1, 4)),
    }
    csv_export.write(run_by_hand(), tmp_path / "..")
    assert not (tmp_path / ".." / "contracts.csv").exists()


@pytest.mark.parametrize("name", LANGUAGES)
def test_terminal_shows_few_years_their_mean_and_fits(name, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    with language(name):
        print_table(contracted_run(n_years=20, grant=True), None, ())
    shown = capsys.readouterr().out
    title = shown.index(text("cli.contract.title", name))
    table = shown[title:].split("\n\n")[0]
    assert all(len(line) <= 100 for line in shown[:title].splitlines())
    assert len(re.findall(r"^ +\d+: 20\d\d", shown, re.MULTILINE)) == 2 * 3
    assert shown.count(text("cli.more_years", name, count=17)) == 2
    assert "125,069" not in table
    assert "0.125" in shown[title:]
    assert text("cli.contract.reading.yes", name) in shown
    assert f"{1_000_000:,}" in shown


def test_json_of_the_summary_has_no_number_that_json_lacks(outputs):
    json.dumps(outputs.summary, allow_nan=False)


def test_account_shows_only_what_there_is(outputs):
    names = [m.name for m in account_of(outputs.summary).columns]
    assert "contract.support_jpy" not in names
    assert "contract.side.offtaker" not in names
    assert names[-2:] == ["contract.side.market", "contract.sum"]
