"""A run with offers: what the page, the workbook, the tables and the terminal show of it, against the ledger and the sums by hand."""

import csv
import json
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc
import pytest
from page_reader import Page
from runs_by_hand import MARGIN_WITH_OFFERS, run_by_hand
from test_html import MEGABYTE, characters
from test_xlsx import read

from storage_opt.cli.show import print_table
from storage_opt.messages import LANGUAGES, language, text
from storage_opt.records.why import LIMITS
from storage_opt.reports import csv_export, html, slots, xlsx
from storage_opt.reports.offers import COLUMNS

HOURS = 100 * 2 / 48


@pytest.fixture(scope="module")
def outputs():
    return run_by_hand(n_years=1, offers=True)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, outputs):
    return Page(html.render(outputs, request.param))


def values(page: Page, table: str) -> list[float]:
    return [float(a["value"]) for name, a in page.values if name == table and a["value"]]


def test_summary_holds_the_offers_worked_out_by_hand(outputs):
    year = outputs.summary["years"][0]
    assert year["margin_jpy"] == pytest.approx(14 * MARGIN_WITH_OFFERS)
    assert year["reserved_share"] == pytest.approx(2 / 48)
    assert year["offers"] == {
        "rr_fit": pytest.approx(
            {
                "hours_share": 2 / 48,
                "offered_mw": 0.8,
                "acceptance": 0.5,
                "awarded_mw": 0.4,
                "paid_jpy_per_kw_slot": 4.0,
                "availability_jpy": 14 * 3_200,
                "activation_jpy": 14 * 800,
                "fee_jpy": 14 * 80,
            }
        )
    }
    assert year["months"][0]["offers"] == year["offers"]


def test_offers_equal_ledger_and_awards(outputs):
    offers, ledger = outputs.summary["years"][0]["offers"]["rr_fit"], outputs.ledger
    for key, stream, sign in (
        ("availability_jpy", "rr_fit", 1),
        ("activation_jpy", "rr_fit_activation", 1),
        ("fee_jpy", "rr_fit_fee", -1),
    ):
        booked = ledger.filter(pc.equal(ledger["stream"].cast("string"), stream))["amount_jpy"]
        assert offers[key] == pytest.approx(sign * pc.sum(booked).as_py())
    awards = outputs.awards
    assert offers["availability_jpy"] == pytest.approx(pc.sum(awards["expected_revenue_jpy"]).as_py())
    assert offers["awarded_mw"] == pytest.approx(pc.mean(awards["expected_award_mw"]).as_py())


def test_streams_on_the_first_screen_sum_to_the_margin_of_the_ledger(page, outputs):
    shown = values(page, "streams")
    assert len(shown) == 5  # spot, availability, called energy, spot fee, balancing fee
    assert sum(shown) == pytest.approx(pc.sum(outputs.ledger["amount_jpy"]).as_py())
    assert shown == sorted(shown, reverse=True)


def test_answer_names_markets_hours_and_gap():
    english = Page(html.render(run_by_hand(n_years=1, offers=True), "en")).text
    for words in (
        "At these prices the plant earns 130,620 JPY in 14 days, 131 JPY per kW. It is made up of 77,000 JPY from the spot market, "
        "56,000 JPY from the balancing market, less 2,380 JPY of fees and charges. In 4% of all hours the plant offers reserve",
        "spot market and the balancing market (tertiary 2 (RR-FIT))",
        "Hours reserved 4.2 %",
        "Largest possible gap 0%",
        "1 unverified fact",
    ):
        assert words in english, words
    japanese = Page(html.render(run_by_hand(n_years=1, offers=True), "ja")).text
    for words in (
        "13.1万円（1 kW 当たり 131 円）",
        "需給調整市場 5.6万円",
        "三次調整力② ΔkW 収入",
        "平均約定率",
        "全時間の 4% で",
    ):
        assert words in japanese, words


def test_a_relaxation_is_not_said_to_earn():
    page = html.render(run_by_hand(n_years=1, offers=True, status="relaxed", at_once=True), "en")
    assert "the plant earns" not in page
    assert "of all hours the plant offers" not in page
    assert "The relaxation reaches" in page


def test_offer_table_holds_the_figures_of_the_summary(page):
    assert values(page, "offers") == pytest.approx([HOURS, 0.8, 50, 0.4, 4, 14 * 3_200, 14 * 800, 14 * 80])
    assert values(page, "offers-1") == values(page, "offers")


def test_month_chart_stacks_every_stream_to_the_margin(page):
    *bars, margin = page.data["by_year"][0]["months"]["data"]
    assert len(bars) == 5
    assert sum(bar["y"][0] for bar in bars) == pytest.approx(margin["y"][0])
    looks = [(bar["marker"]["color"], bar["marker"]["pattern"]["shape"]) for bar in bars]
    assert len(set(looks)) == len(looks)


def test_week_stacks_offers_on_discharge(page):
    week = page.data["week"]
    assert len(week["data"]) == 5
    assert week["data"][4]["yaxis"] == week["data"][1]["yaxis"] == "y2"
    assert week["layout"]["barmode"] == "relative"


def test_slots_hold_offers_and_reasons_in_the_order_of_the_alternatives(page, outputs):
    year, table = page.data["by_year"][0]["slots"], outputs.why.to_pydict()
    assert page.data["why"]["names"] == slots.alternatives_of(outputs) == ["rest", "charge", "discharge", "rr_fit"]
    np.testing.assert_allclose(slots.unpacked(year["offers"][0]), outputs.dispatch["rr_fit_mw"], atol=5e-4)
    names = page.data["why"]["names"]
    for name, part in zip(names[1:], year["why"]["earned"], strict=True):
        np.testing.assert_allclose(slots.unpacked(part), table[f"{name}_earned_jpy_per_kw_slot"], atol=5.1e-4)
    np.testing.assert_allclose(slots.unpacked(year["why"]["chosen"]), table["chosen_jpy_per_kw_slot"], atol=5.1e-4)
    assert [names[int(at)] for at in slots.unpacked(year["why"]["next"])] == table["next_best"]
    assert [LIMITS[int(at)] or None for at in slots.unpacked(year["why"]["limit"])] == table["limit"]


def test_why_of_a_day_is_what_was_worked_out_by_hand(outputs):
    rows = outputs.why.to_pylist()
    bought, held, sold = rows[4], rows[10], rows[36]
    assert (bought["chosen"], bought["chosen_mw"]) == ("charge", 1.0)
    assert bought["chosen_jpy_per_kw_slot"] == pytest.approx(2.45)
    assert (held["chosen"], held["chosen_mw"]) == ("rr_fit", 0.8)
    assert held["chosen_jpy_per_kw_slot"] == pytest.approx(1.775)
    assert (held["next_best"], held["next_best_jpy_per_kw_slot"], held["limit"]) == ("rest", 0.0, None)
    assert sold["chosen"] == "discharge"
    assert sold["chosen_jpy_per_kw_slot"] == pytest.approx(3.2)
    assert (sold["next_best"], sold["limit"]) == ("rr_fit", None)
    assert sold["next_best_jpy_per_kw_slot"] == pytest.approx(1.775)
    assert rows[0]["chosen"] == "rest"
    assert rows[0]["charge_earned_jpy_per_kw_slot"] == pytest.approx(-0.05)


def test_without_values_of_energy_the_page_says_so_and_holds_no_nan():
    run = run_by_hand(n_years=1, offers=True, valued=False)
    assert run.why["chosen_jpy_per_kw_slot"].null_count == run.why["next_best"].null_count == 14 * 48
    for lang in LANGUAGES:
        page = Page(html.render(run, lang))
        assert text("reports.chart.no_value", lang) in page.data["words"].values()
        part = page.data["by_year"][0]["slots"]["why"]["value"]
        assert np.isnan(slots.unpacked(part)).all()


def test_page_holds_no_nan_and_no_address(page):
    assert "NaN" not in json.dumps(page.data, ensure_ascii=False)
    assert "nan" not in page.text.split()
    assert "http" not in json.dumps(page.data, ensure_ascii=False)
    assert [a for a in page.addresses() if not a.startswith(("#", "data:"))] == []


def test_packed_numbers_come_back_whatever_their_size():
    for given in ([0.0, math.nan, -32.767, 32.767], [327.67, -327.67, math.nan], [1e6, math.nan, -1e6, 0.01]):
        part = slots._packed(np.array(given))
        np.testing.assert_allclose(slots.unpacked(part), given, atol=part["step"] / 2)
    assert characters({"a": {"data": "123"}, "b": [{"data": "45"}], "count": 7}) == 5


def test_three_whole_years_with_offers_stay_below_six_megabytes():
    page = html.render(run_by_hand(n_years=3, n_days=None, offers=True), "ja")
    assert len(page.encode()) < 6 * MEGABYTE
    assert all(year["slots"] is not None for year in Page(page).data["by_year"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_workbook_has_a_sheet_of_offers(outputs, lang, tmp_path):
    xlsx.write(outputs, tmp_path / "report.xlsx", lang)
    sheets = read(tmp_path / "report.xlsx")
    heads, _, *rows = sheets[text("reports.sheet.offers", lang)]
    assert heads[4:] == [text(f"reports.measure.{m.name}", lang) for m in COLUMNS]
    expected = [HOURS, 0.8, 50, 0.4, 4, 14 * 3_200, 14 * 800, 14 * 80]
    assert [row[2] for row in rows] == ["2023-04", text("reports.sheet.whole_year", lang)]
    for row in rows:
        assert row[3] == text("balancing.product.rr_fit", lang)
        assert row[4:] == pytest.approx(expected)


def test_awards_are_written_as_text_line_by_line(outputs, tmp_path):
    csv_export.write(outputs, tmp_path)
    content = (tmp_path / "awards.csv").read_bytes()
    assert b"\0" not in content
    with (tmp_path / "awards.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == outputs.awards.num_rows == 14 * 2
    for row, expected in zip(rows, outputs.awards.to_pylist(), strict=True):
        assert row["product"] == expected["product"]
        assert float(row["expected_revenue_jpy"]) == expected["expected_revenue_jpy"]
    starts = [row["block_start"] for row in rows]
    assert starts[0] == "2023-04-01T05:00:00+09:00"
    assert all(before < after for before, after in pairwise(starts))


@pytest.mark.parametrize("width", ["40", "80", "200"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_shows_groups_of_streams_and_every_digit(outputs, lang, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    with language(lang):
        print_table(outputs, None, ())
    shown = capsys.readouterr().out
    assert text("cli.column.balancing", lang).split("\n")[0] in shown
    parts = [line.split() for line in shown.splitlines() if "1: 2023" in line]  # a narrow table goes on below
    assert [cell for part in parts for cell in part[2:]] == [
        "14",
        "2.0",
        "0.131",
        "131",
        "0.077",
        "0.056",
        "0.002",
        "0.007",
        "0.240",
        "4%",
    ]


def test_terminal_of_a_run_without_offers_has_no_empty_columns(capsys):
    with language("en"):
        print_table(run_by_hand(), None, ())
    shown = capsys.readouterr().out
    assert "balancing" not in shown
    assert "other" not in shown


@pytest.mark.parametrize(
    ("steps", "named", "absent"),
    [
        (["lp", "ties"], "HiGHS", "recursion"),
        (["recursion: smallest bids repaired", "recursion: smallest bids exact"], "exact recursion", "HiGHS"),
    ],
)
def test_head_names_what_solved_the_years(outputs, steps, named, absent):
    problems = [problem | {"steps": steps} for problem in outputs.manifest["problems"]]
    page = html.render(replace(outputs, manifest=outputs.manifest | {"problems": problems}), "en")
    said = page[page.index("optimized together") :][:160]
    assert named in said
    assert absent not in said
