"""The page of an auction: figures of the summary, every bid with its reason, supply curves, both languages, no request."""

import json
import re
import sys
from itertools import pairwise
from pathlib import Path, PurePath

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from page_reader import LOADING, Page
from small_round import ROWS, write_round

from storage_opt.inputs.round import read_round
from storage_opt.messages import LANGUAGES, catalogue, language
from storage_opt.reports.auction.outputs import auction_outputs
from storage_opt.reports.auction.page import render
from storage_opt.studies.round import auction

NAMES = ["</script><b>As it is</b>", "No cap"]


@pytest.fixture(scope="module")
def round_(tmp_path_factory):
    rows = (*ROWS, "short,kyushu,40,4,li_ion,japan,1000,500,0,0.02")
    no_cap = {"rules.lot_caps_mw": {"li_ion": None, "non_li": 30}, "rules.country_base": "lot_award"}
    variants = [{"name": NAMES[0]}, {"name": NAMES[1], "set": no_cap}]
    return read_round(write_round(tmp_path_factory.mktemp("page"), rows, variants=variants))


@pytest.fixture(scope="module")
def found(round_):
    return auction(round_)


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, round_, found):
    with language(request.param):
        outputs = auction_outputs(found, round_)
        return request.param, outputs, Page(render(outputs, request.param))


def data_of(page: Page) -> dict:
    return json.loads(next(text for attributes, text in page.scripts if attributes.get("id") == "report-data"))


def test_figures_of_the_tables_are_those_of_the_summary(made):
    _, outputs, page = made
    for table, names in (
        ("awards", ("bids", "awarded_mw")),
        ("money", ("public_cost_npv_jpy",)),
        ("energy", ("irr_median",)),
    ):
        values = [v for at, v in page.values if at == f"table-{table}"]
        for name in names:
            shown = [float(v["value"]) for v in values if v["data-name"] == name]
            assert shown == pytest.approx([r["figures"][name] for r in outputs.summary["rounds"]], rel=1e-12)


def test_differences_are_to_the_first_variant(made):
    _, outputs, page = made
    first, second = outputs.summary["rounds"]
    assert first["difference"] is None
    for name in ("awarded_mw", "public_cost_npv_jpy", "short_mw"):
        assert second["difference"][name] == second["figures"][name] - first["figures"][name]
    assert second["difference"]["awarded_mw"] > 0.0
    assert f"+{second['difference']['awarded_mw']:,.1f}" in page.text


def test_clearing_margins_stand_by_lot_and_for_the_pool(made, found):
    """Cheap is the last one awarded of its lot, dear the first that lost by price; China lost by the country rule."""
    _, outputs, _ = made
    first = outputs.summary["rounds"][0]
    prices = {a.bid.bid_id: a.bid.price_jpy_per_kw_year for a in found.results[0].clearing.awards}
    li_ion, pool = first["lots"]["li_ion"], first["pool"]
    assert li_ion["last_awarded_jpy_per_kw_year"] == prices["cheap"]
    assert li_ion["first_rejected_jpy_per_kw_year"] == prices["dear"] == pool["first_rejected_jpy_per_kw_year"]
    assert pool["last_awarded_jpy_per_kw_year"] == max(prices["cheap"], prices["other"]) and pool["target_mw"] == 100.0


def test_every_bid_stands_with_its_reason_and_no_name_breaks_the_page(made, found):
    lang, _, page = made
    for result in found.results:
        assert result.name in page.text
        for award in result.clearing.awards:
            assert award.bid.bid_id in page.text and award.reason.text(lang) in page.text


def test_page_asks_nobody_and_is_complete_in_its_language(made):
    lang, outputs, page = made
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    for _, attributes in page.tags:
        for name in LOADING & attributes.keys():
            assert attributes[name].startswith(("#", "data:,"))
    assert "round_page." not in page.text and "round.code." not in page.text
    assert ("約定容量" in page.text) == (lang == "ja")
    for fact in outputs.summary["unverified_facts"]:
        assert fact["text"] in page.text


def test_the_first_screen_asks_and_names_prices_and_heads_begin_with_a_capital(made):
    lang, outputs, page = made
    assert catalogue(lang)["round_page.question.cost"] in page.text
    names = [PurePath(source["name"]).name for source in outputs.manifest["prices"]]
    assert names and all(name in page.text for name in names)
    if lang == "en":
        heads = [
            text for name, text in catalogue("en").items()
            if re.fullmatch(r"round_page\.((head|figure|replay|rule|fate|panel)\.\w+|variant|fact|pool)", name)
        ]  # fmt: skip
        assert len(heads) > 40 and all(not head[0].islower() for head in heads)


def test_only_figures_of_the_tables_are_defined(made):
    lang, _, page = made
    shown = {a["data-name"] for _, a in page.values}
    defined = {name for name in catalogue(lang) if re.fullmatch(r"round_page\.figure\.\w+\.means", name)}
    for name in defined:
        assert (catalogue(lang)[name] in page.text) == (name.split(".")[2] in shown)


def test_supply_curves_hold_every_bid_once_with_its_width_and_the_cap(made, found):
    _, _, page = made
    charts = data_of(page)
    for place, result in enumerate(found.results):
        for lot in ("li_ion", "non_li"):
            chart = charts[f"curve-{place}-{lot}"]
            bids = [a for a in result.clearing.awards if a.bid.lot == lot]
            points = sorted(
                (x - w / 2, x + w / 2, y)
                for t in chart["data"]
                for x, w, y in zip(t["x"], t["width"], t["y"], strict=True)
            )
            assert len(points) == len(bids)
            assert points[0][0] == pytest.approx(0.0, abs=1e-3)
            assert points[-1][1] == pytest.approx(sum(a.bid.offered_kw for a in bids) / 1000, abs=1e-3)
            assert all(after[0] == pytest.approx(before[1], abs=1e-3) for before, after in pairwise(points))
            cap = result.clearing.rules.lot(lot).cap_kw
            lines = [shape["x0"] for shape in chart["layout"]["shapes"]]
            assert lines == ([] if cap is None else [cap / 1000])
    panels = {trace["xaxis"]: trace["x"] for trace in charts["chart-variants"]["data"]}
    assert panels["x"] == pytest.approx([r.figures.awarded_mw for r in found.results])
    areas = charts["chart-areas"]["data"]
    assert [sum(t["x"][at] for t in areas) for at in (0, 1)] == pytest.approx(
        [r.figures.awarded_mw for r in found.results], abs=1e-2
    )


def test_first_screen_says_who_wins_and_what_it_costs(made, found):
    lang, _, page = made
    figures = found.results[0].figures
    for number in (
        f"{figures.average_price_jpy_per_kw_year:,.0f}",
        f"{figures.public_cost_jpy_per_kw_year:,.0f}".replace("-", "−"),
    ):
        assert number in page.text
    counted = {
        "en": f"{figures.awards} of {figures.bids} battery bids",
        "ja": f"{figures.bids} 件のうち {figures.awards} 件が落札",
    }
    assert counted[lang] in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_replay_shows_errors_and_no_yen(lang):
    path = Path(__file__).parents[2] / "configs" / "rounds" / "round_2.yaml"
    round_ = read_round(path)
    with language(lang):
        outputs = auction_outputs(auction(round_), round_)
        page = Page(render(outputs, lang))
    (told,) = outputs.summary["rounds"]
    by_key = {row["key"]: row for row in told["replay"]}
    assert by_key["storage"]["published_mw"] == pytest.approx(961 + 409 + 360.646, abs=0.1)
    assert abs(by_key["storage"]["error_mw"]) < 30  # one bid of the smallest size
    assert {"decarbonized", "short", "source.nuclear"} <= by_key.keys()
    assert told["figures"]["average_price_jpy_per_kw_year"] is None and told["figures"]["yearly_jpy"] == 0.0
    assert all(lot["last_awarded_jpy_per_kw_year"] is None for lot in told["lots"].values())
    assert {"en": "Against the published result", "ja": "公表結果との比較"}[lang] in page.text


@pytest.mark.parametrize(
    ("spoken", "said", "country"),
    [
        ("en", "published (error +434 MW; rests on: assumptions)", "Assumed foreign country 1"),
        ("ja", "差 +434 MW", "仮定した外国 1"),
    ],
)
def test_a_replay_shows_its_error_first_and_no_empty_tables(spoken, said, country):
    """Bids of a replay have neither yen nor plants nor areas: no table of money or energy, no chart of areas."""
    replay = read_round(Path(__file__).parents[2] / "configs" / "rounds" / "round_3.yaml")
    with language(spoken):
        page = render(auction_outputs(auction(replay), replay), spoken)
    assert said in page[: page.index('id="matrix"')] and country in page
    assert 'id="table-awards"' in page and 'id="table-money"' not in page and 'id="table-energy"' not in page
    assert 'id="chart-countries"' in page and 'id="chart-areas"' not in page
