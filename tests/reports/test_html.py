"""The page: its figures are those of the summary, it asks nobody for anything, it breaks nowhere."""

import re

import numpy as np
import pytest
from page_reader import Page
from runs_by_hand import MARGIN_OF_DAY, run_by_hand

from storage_opt.messages import LANGUAGES
from storage_opt.reports import html, slots
from storage_opt.reports.measures import measures_of
from storage_opt.reports.page.frame import frame_of, written

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def outputs():
    return run_by_hand()


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, outputs):
    return Page(html.render(outputs, request.param))


def column(page: Page, name: str) -> list[tuple[float, str]]:
    return [(float(raw), text) for found, raw, text in page.figures if found == name]


def test_key_figures_equal_the_summary(page, outputs):
    years = outputs.summary["years"]
    paths = {
        "margin_jpy": lambda y: y["margin_jpy"],
        "margin_per_kw": lambda y: y["margin_jpy"] / 1_000,
        "revenue.spot": lambda y: y["revenue_jpy"]["spot"],
        "cost.spot_fee": lambda y: y["variable_cost_jpy"]["spot_fee"],
        "wear_jpy": lambda y: y["wear_jpy"],
        "charged_mwh": lambda y: y["charged_mwh"],
        "discharged_mwh": lambda y: y["discharged_mwh"],
        "full_equivalent_cycles": lambda y: y["full_equivalent_cycles"],
        "cycles_per_day": lambda y: y["cycles_per_day"],
        "energy_mwh": lambda y: y["energy_mwh"],
        "days": lambda y: y["days"],
    }
    for name, value_of in paths.items():
        _, *by_year = column(page, name)
        assert [raw for raw, _ in by_year] == [value_of(year) for year in years], name
    assert paths.keys() | {"purchase_price", "sale_price", "spread"} == {name for name, _, _ in page.figures}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_written_as_its_value_rounded(outputs, language):
    frame = frame_of(outputs, language)
    by_name = {m.name: m for m in frame.measures.of_year}
    for name, raw, text in Page(html.render(outputs, language)).figures:
        assert text == written(float(raw), by_name[name], frame.scale)


def test_figures_are_those_worked_out_by_hand(page):
    assert [text for _, text in column(page, "margin_jpy")] == ["228,480", "75,740", "152,740"]
    assert [text for _, text in column(page, "margin_per_kw")] == ["228", "76", "153"]
    assert [text for _, text in column(page, "revenue.spot")] == ["231,000", "77,000", "154,000"]
    assert [text for _, text in column(page, "cost.spot_fee")] == ["2,520", "1,260", "1,260"]
    assert [text for _, text in column(page, "cycles_per_day")] == ["0.200", "0.200", "0.200"]
    assert [text for _, text in column(page, "purchase_price")] == ["7.50", "5.00", "10.00"]
    assert [text for _, text in column(page, "spread")] == ["22.50", "15.00", "30.00"]


def test_first_screen_says_what_is_earned_and_what_is_proven():
    english = Page(html.render(run_by_hand(), "en")).text
    assert "Margin of the period 228,480 JPY 228 JPY per kW in 28 days; not scaled to a year." in english
    assert "no plan can earn more than 217,280 JPY (margin less wear in 2 modelled years)" in english
    assert "gap 0%" in english
    assert "Upper bound: perfect foresight" in english
    japanese = Page(html.render(run_by_hand(), "ja")).text
    assert "市場収益（対象期間の合計） 22.8万円" in japanese
    assert "21.7万円（市場収益から劣化費用を引いた額、全 2 年の合計）を超える運用計画は存在しません" in japanese
    assert "完全予見による上限" in japanese


def test_whole_years_are_shown_as_a_mean_per_kw_and_year():
    run = run_by_hand(n_days=None)
    mean = (366 * MARGIN_OF_DAY[0] + 365 * MARGIN_OF_DAY[1]) / 2
    assert measures_of(run).overall["margin_jpy"] == pytest.approx(mean)
    text = Page(html.render(run, "en")).text
    assert "Margin per year 2.98 million JPY" in text
    assert (
        f"{mean / 1_000:,.0f} JPY per kW and year. Mean of 2 years, from 1.98 million JPY to 3.98 million JPY." in text
    )


def test_one_year_needs_no_mean_and_no_choice_of_year():
    page = Page(html.render(run_by_hand(n_years=1, n_days=None), "en"))
    assert len(column(page, "margin_jpy")) == 1
    assert "chart-years" not in page.ids
    assert any(attributes.get("id") == "picker" and "hidden" in attributes for _, attributes in page.tags)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["feasible", "relaxed"])
def test_what_is_not_proven_is_said(status, language):
    page = Page(html.render(run_by_hand(status=status, at_once=status == "relaxed"), language))
    words = {
        ("feasible", "en"): "Gap wider than asked",
        ("feasible", "ja"): "ギャップ未達",
        ("relaxed", "en"): "Not a plan",
        ("relaxed", "ja"): "実行不能",
    }
    assert words[status, language] in page.text
    assert ("1.0%" in page.text) == (status == "feasible")


def test_synthetic_prices_are_labelled_on_the_page_and_in_every_chart():
    label = {"en": "SYNTHETIC PRICES", "ja": "合成価格"}
    for language in LANGUAGES:
        page = Page(html.render(run_by_hand(synthetic=True), language))
        assert label[language] in page.text
        year = page.data["by_year"][0]
        for chart in (page.data["years"], page.data["week"], year["months"], year["soe"], year["price"]):
            assert label[language] in [note["text"] for note in chart["layout"]["annotations"]]
        assert label[language] not in Page(html.render(run_by_hand(), language)).text


def test_warnings_unverified_facts_and_sources_are_listed(page):
    assert "0.86" in page.text
    for word in (
        "spot_summary_2023.csv",
        "aaaaaaaaaaaa…",
        "17,568",
        "case.yaml",
        "→ windows reach=0 n=3",
        "100 / 50 / 3",
    ):
        assert word in page.text, word
    assert "some/folder" not in page.text


def test_rules_used_are_listed_with_grade_and_source():
    words = {
        "en": ("Dated rules used", "1 MW", "unverified", "no limit"),
        "ja": ("使用した制度値", "1 MW", "未確認", "上限なし"),
    }
    for language in LANGUAGES:
        text = Page(html.render(run_by_hand(), language)).text
        rule = {
            "en": ("balancing.minimum_bid (product=fcr)", "EPRX notice 2026-07-30"),
            "ja": ("最低入札量［一次調整力］（balancing.minimum_bid）", "EPRX お知らせ（2026-07-30）"),
        }
        for word in (*words[language], *rule[language], "2024-04-01"):
            assert word in text, word


def test_page_asks_nobody_for_anything(outputs):
    page = Page(html.render(outputs, "en"))
    assert [a for a in page.addresses() if not a.startswith(("#", "data:"))] == []
    assert not re.search(r"@import|url\(", "".join(page.styles))
    plotly = max((text for _, text in page.scripts), key=len)
    assert "http" not in html.render(outputs, "en").replace(plotly, "").replace("http-equiv", "")
    policy = next(a["content"] for t, a in page.tags if t == "meta" and "content" in a and "http-equiv" in a)
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "http" not in policy


def test_plotly_is_inlined_once(page):
    assert sum(len(text) > MEGABYTE for _, text in page.scripts) == 1


def test_ids_are_unique_labels_point_somewhere_and_language_is_named(page):
    assert len(page.ids) == len(set(page.ids))
    for tag, attributes in page.tags:
        if tag == "label" and "for" in attributes:
            assert attributes["for"] in page.ids
        if tag == "a" and attributes["href"].startswith("#"):
            assert attributes["href"][1:] in page.ids
        if attributes.get("role") in {"img", "region"}:
            assert attributes["aria-label"]
    assert next(attributes for tag, attributes in page.tags if tag == "html")["lang"] in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_cannot_become_code(language):
    name = "</script><script>alert('x')</script> & \"q\" \u2028 =1+1 {{ 7*7 }}"
    page = Page(html.render(run_by_hand(name=name), language))
    assert "alert('x')" in page.text
    assert "{{ 7*7 }}" in page.text
    assert not any("alert('x')" in text for _, text in page.scripts)
    assert len(page.scripts) == 3


def test_unnamed_area_and_a_year_without_trades_have_no_average_price():
    run = run_by_hand(area=None, trades=False)
    page = Page(html.render(run, "en"))
    assert "area not named" in page.text
    assert [text for name, _, text in page.figures if name == "spread"] == ["–", "–", "–"]
    assert Page(html.render(run, "ja")).text


@pytest.mark.parametrize("n_years", [3, 20])
def test_page_of_whole_years_stays_below_six_megabytes(n_years):
    page = html.render(run_by_hand(n_years=n_years, n_days=None), "ja")
    assert len(page.encode()) < 6 * MEGABYTE
    data = Page(page).data
    detailed = [year["slots"] is not None for year in data["by_year"]]
    assert detailed == sorted(detailed, reverse=True)
    assert sum(detailed) >= 3
    assert ("すべてのコマ" in data["detailed"]) == all(detailed)


def test_slots_come_back_as_they_are_in_the_dispatch_table():
    run = run_by_hand(at_once=True, own_load_mw=0.05)
    table = run.dispatch.to_pydict()
    years = slots.slots(run, room=10_000_000)
    parts = {
        name: np.concatenate([slots.unpacked(year[name]) for year in years])
        for name in years[0].keys() - {"start_ms", "count", "offers", "why"}
    }
    np.testing.assert_allclose(parts["price"], table["spot_jpy_per_kwh"], atol=5e-4)
    np.testing.assert_allclose(parts["soe"], table["soe_mwh"], atol=5e-4)
    charge, discharge = np.maximum(-parts["power"], 0) + parts["both"], np.maximum(parts["power"], 0) + parts["both"]
    np.testing.assert_allclose(charge, table["charge_mw"], atol=1e-3)
    np.testing.assert_allclose(discharge, table["discharge_mw"], atol=1e-3)
    np.testing.assert_allclose(discharge - charge - parts["own_load"], table["net_export_mw"], atol=1e-3)
    assert [year["count"] for year in years] == [14 * 48, 14 * 48]
    assert years[0]["start_ms"] == np.datetime64("2023-04-01", "ms").astype(int)


def characters(part) -> int:
    """Length of all packed arrays of a year."""
    if isinstance(part, list):
        return sum(map(characters, part))
    return (
        len(part["data"]) if "data" in part else sum(characters(p) for p in part.values() if isinstance(p, dict | list))
    )


def test_slots_that_have_no_room_are_left_out_from_the_end():
    run = run_by_hand(n_years=3)
    size = sum(map(characters, slots.slots(run, 10**7)[:2]))
    assert [year is not None for year in slots.slots(run, size + 1)] == [True, True, False]
    assert slots.slots(run, 0) == [None, None, None]


def test_charts_have_the_signs_a_reader_expects(page):
    first = page.data["by_year"][0]
    revenue, fee, margin = first["months"]["data"]
    assert (revenue["y"], fee["y"], margin["y"]) == ([77_000.0], [-1_260.0], [75_740.0])
    assert (revenue["type"], fee["marker"]["pattern"]["shape"], margin["type"]) == ("bar", "/", "scatter")
    assert [trace["y"] for trace in page.data["years"]["data"]][2] == [75_740.0, 152_740.0]
    levels = first["soe"]["data"][0]["y"]
    assert levels == sorted(levels, reverse=True)
    assert (levels[0], levels[-1]) == (0.5, 0.0)
    price, discharge, charge, soe = page.data["week"]["data"]
    assert price["line"]["shape"] == "hv"
    assert discharge["marker"].get("pattern") is None
    assert charge["marker"]["pattern"]["shape"] == "/"
    assert soe["yaxis"] == "y3"
