"""A tiny round from candidates to awards: prices as the bid engine finds them, awards by hand, money summed anew from runs of their own."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from small_round import BASE, ROWS, write_round

from storage_opt.cli import _run
from storage_opt.inputs.project import project_of
from storage_opt.inputs.round import read_round
from storage_opt.inputs.round_project import project_content
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.records.bid import Target
from storage_opt.studies.bid import bid
from storage_opt.studies.executors import Dask, Local
from storage_opt.studies.round import auction
from storage_opt.studies.run import run

PARTS_RATE = 0.04


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("round")


@pytest.fixture(scope="module")
def found(folder):
    return auction(read_round(write_round(folder)))


def project_at(folder: Path, priced, price: float):
    content = project_content(BASE, priced.candidate, 4, {}, [], price)
    content["finance"]["public_discount_rate"] = PARTS_RATE
    return project_of(content, YamlFile({}), folder, "alone", base=folder)


def test_prices_are_those_of_the_bid_command(found, folder):
    for name, priced in found.results[0].priced.items():
        wanted = 0.03 if name == "other" else 0.02
        _, alone = bid(
            project_at(folder, priced, 0.0), "ltda_price_jpy_per_kw_year", Target("project_irr", wanted), in_full=False
        )
        assert priced.bid.price_jpy_per_kw_year == pytest.approx(alone.found.value, rel=1e-6)
        assert priced.figures.attained == pytest.approx(wanted, abs=1e-7)
        assert priced.figures.cost_based_jpy_per_kw_year == pytest.approx(alone.cost_based.jpy_per_kw_year, rel=1e-9)


def test_awards_follow_from_the_bids_by_hand(found):
    """Caps of 30 MW, the crossing bid is taken; cells of one foreign country stay below 30 % of 30 MW, so 52 MW of China lose."""
    awards = {award.bid.bid_id: award for award in found.results[0].clearing.awards}
    prices = {name: award.bid.price_jpy_per_kw_year for name, award in awards.items()}
    assert prices["china"] < prices["cheap"] < prices["dear"]
    kw = {name: award.bid.offered_kw for name, award in awards.items()}
    assert 30_000 < kw["cheap"] < 40_000 and kw["cheap"] == kw["dear"] and kw["china"] == round(1.5 * kw["cheap"])
    assert {name: award.reason_code for name, award in awards.items()} == {
        "cheap": "cap_crossing",
        "dear": "cap_beyond",
        "china": "country",
        "other": "cap_crossing",
    }
    assert [award.awarded for award in awards.values()] == [True, False, False, True]
    assert awards["cheap"].price_jpy_per_kw_year == prices["cheap"]


def test_figures_sum_what_runs_alone_pay(found, folder):
    """Payments, refunds and energy of the two winners, from their cash flows and ledgers."""
    result = found.results[0]
    cost = kw_years = shifted = refund = 0.0
    for name in ("cheap", "other"):
        priced = result.priced[name]
        alone = run(project_at(folder, priced, priced.bid.price_jpy_per_kw_year))
        paid, refunded = (
            [
                amount
                for line in alone.finance.flow.lines
                if line.name == f"ltda.{name}"
                for amount in line.amounts_jpy[1:]
            ]
            for name in ("capacity_payment", "refund")
        )
        kw = priced.figures.contracted_kw
        for year, of_year in enumerate(alone.years, start=1):
            assert paid[year - 1] == round(priced.bid.price_jpy_per_kw_year * kw)
            assert 0.85 < -refunded[year - 1] / of_year.ledger.margin_jpy < 0.95
            cost += (paid[year - 1] + refunded[year - 1]) * 1.04**-year
            kw_years += kw * 1.04**-year
            shifted += of_year.system.shifted_mwh * 1.04**-year
            refund -= refunded[year - 1] / 2
    figures = result.figures
    assert shifted > 0.0
    assert figures.public_cost_npv_jpy == pytest.approx(cost, rel=1e-9)
    assert figures.public_cost_jpy_per_kw_year == pytest.approx(cost / kw_years, rel=1e-9)
    assert figures.public_cost_jpy_per_mwh_shifted == pytest.approx(cost / shifted, rel=1e-6)
    assert figures.refund_jpy == pytest.approx(refund, rel=1e-6)


def test_parts_of_a_bid_and_its_years_sum_to_its_figures(found):
    """Cost items and what no cost explains give the price; years give the means."""
    for priced in found.results[0].priced.values():
        figures, parts = priced.figures, priced.bid.parts_jpy_per_kw_year
        costs = sum(amount for name, amount in parts.items() if name != "beyond_cost")
        assert costs == pytest.approx(figures.cost_based_jpy_per_kw_year)
        assert max(figures.price_jpy_per_kw_year, costs) == pytest.approx(sum(parts.values()))
        assert ("beyond_cost" in parts) == priced.is_over_cost
        for name in ("margin_jpy", "refund_jpy", "discharged_mwh", "shifted_mwh"):
            of_years = sum(getattr(year, name) for year in priced.years) / 2
            assert getattr(figures, name) == pytest.approx(of_years) and of_years > 0.0
        assert figures.kept_jpy == pytest.approx(figures.margin_jpy - figures.refund_jpy)
        paid = sum(year.payment_jpy - year.penalty_jpy - year.refund_jpy + year.public_net_jpy for year in priced.years)
        assert paid == pytest.approx(0.0, abs=1.0)
    assert any(priced.is_over_cost for priced in found.results[0].priced.values())


def test_figures_by_hand(found):
    result = found.results[0]
    bids = {award.bid.bid_id: award.bid for award in result.clearing.awards}
    won = [bids["cheap"], bids["other"]]
    figures = result.figures
    kw = sum(bid.offered_kw for bid in won)
    yearly = sum(bid.offered_kw * bid.price_jpy_per_kw_year for bid in won)
    assert (figures.bids, figures.barred, figures.awards) == (4, 0, 2)
    assert figures.awarded_mw == pytest.approx(kw / 1000) and figures.without_plant_mw == 0.0
    assert figures.yearly_jpy == pytest.approx(yearly)
    assert figures.average_price_jpy_per_kw_year == pytest.approx(yearly / kw)
    assert figures.awarded_power_mw == 90.0
    assert figures.awarded_mwh == pytest.approx((40 * 6 + 50 * 8) / 0.9)
    assert (figures.irr_min, figures.irr_median, figures.irr_max) == pytest.approx((0.02, 0.025, 0.03), abs=1e-7)
    shares = [bid.offered_kw / kw for bid in won]
    assert figures.area_hhi == pytest.approx(sum(s * s for s in shares)) and figures.country_hhi == 1.0
    assert {s.name: s.awarded_kw for s in result.by_area} == {"kyushu": won[0].offered_kw, "tohoku": won[1].offered_kw}
    assert figures.short_mw == pytest.approx(100 - kw / 1000)


def test_variants_share_their_candidates_and_their_prices(tmp_path):
    """A change of caps alone finds no bid twice; another contract finds all anew for the same projects."""
    path = write_round(
        tmp_path,
        variants=[
            {"name": "as it is"},
            {"name": "wide", "set": {"rules.lot_caps_mw": {"li_ion": 200, "non_li": 30}, "rules.target_mw": 300}},
            {"name": "no refund", "set": {"contract.refund_rates": [0.0, 0.0, 0.0]}},
        ],
    )
    found = auction(read_round(path))
    first, wide, free = found.results
    assert found.solved == 8
    assert first.priced == wide.priced
    assert {n: p.candidate for n, p in first.priced.items()} == {n: p.candidate for n, p in free.priced.items()}
    assert all(free.priced[n].bid.price_jpy_per_kw_year < p.bid.price_jpy_per_kw_year for n, p in first.priced.items())
    assert free.figures.refund_jpy == 0.0 < first.figures.refund_jpy
    assert free.figures.shifted_mwh >= first.figures.shifted_mwh
    assert wide.figures.awards == 4  # within 200 MW, and China stays below 60 MW


def test_monitoring_cut_is_settled_at_the_cut_price(tmp_path):
    """An item above twice its reference is cut to that; the plant then runs, refunds and is paid at the lower price."""
    rules = {"lot_caps_mw": {"li_ion": 30, "non_li": 30}, "target_mw": 100, "fill_stage": False}
    monitored = rules | {"monitoring": {"factor": 2, "reference_jpy_per_kw_year": {"fixed_om": 2750}}}
    found = auction(
        read_round(
            write_round(tmp_path, ROWS[:2], variants=[{"name": "a"}, {"name": "b", "set": {"rules": monitored}}])
        )
    )
    plain, cut = found.results
    award = next(a for a in cut.clearing.awards if a.awarded)
    name = award.bid.bid_id
    fixed = award.bid.parts_jpy_per_kw_year["fixed_om"]
    assert award.price_jpy_per_kw_year == pytest.approx(award.bid.price_jpy_per_kw_year - (fixed - 5500))
    figures = cut.priced[name].figures
    assert figures.price_jpy_per_kw_year == award.price_jpy_per_kw_year
    assert figures.payment_jpy == pytest.approx(award.price_jpy_per_kw_year * award.bid.offered_kw, abs=1.0)
    assert figures.project_irr < plain.priced[name].figures.project_irr == pytest.approx(0.02, abs=1e-7)
    assert cut.figures.yearly_jpy < plain.figures.yearly_jpy
    assert cut.priced["dear"] == plain.priced["dear"]  # lost, so nothing of it is settled anew


def test_bids_that_may_not_enter_are_barred_and_say_why(tmp_path):
    rows = (
        ROWS[0],
        "short,kyushu,40,4,li_ion,japan,1000,500,0,0.02",
        "small,kyushu,20,6,li_ion,japan,1000,500,0,0.02",
    )
    variants = [
        {"name": "warn"},
        {"name": "enforce", "set": {"eligibility": "enforce"}},
        {"name": "3 h", "set": {"minimum_hours": 3}},
        {"name": "8 h", "set": {"minimum_hours": 8}},
    ]
    warn, enforce, three, eight = auction(read_round(write_round(tmp_path, rows, variants=variants))).results
    barred = [
        {a.bid.bid_id: a.bid.barred.text("en") for a in r.clearing.awards if a.bid.barred is not None}
        for r in (warn, enforce, three)
    ]
    no_lot = "no lot takes it: 4 h at bid power, at least 6 h expected"
    assert barred[0] == {"short": no_lot}
    assert barred[1].keys() == {"short", "small"}
    assert barred[1]["small"].startswith("may not enter: power (expected at least 30 MW)")
    assert barred[2] == {}
    assert three.clearing.awards[1].bid.lot == "li_ion"
    assert all(award.reason_code == "barred" for award in eight.clearing.awards)
    assert warn.figures.barred == 1 and enforce.figures.barred == 2


def test_bids_above_their_costs_are_flagged_or_barred(tmp_path):
    """A target far above the 4 % before tax of the round cannot be bid with costs alone."""
    rows = (ROWS[0], ROWS[1].replace(",0.02", ",0.3").replace("dear", "greedy"))
    variants = [{"name": "flag"}, {"name": "bar", "set": {"over_cost": "bar"}}]
    flag, bar = auction(read_round(write_round(tmp_path, rows, variants=variants))).results
    figures = flag.priced["greedy"].figures
    assert figures.price_jpy_per_kw_year > figures.cost_based_jpy_per_kw_year
    assert flag.priced["greedy"].is_over_cost and flag.priced["greedy"].bid.barred is None
    told = bar.priced["greedy"].bid.barred.text("en")
    price, cost = figures.price_jpy_per_kw_year, figures.cost_based_jpy_per_kw_year
    assert told == f"needs {price:,.0f} JPY/kW/year, but its costs allow {cost:,.0f}"
    assert (flag.figures.barred, bar.figures.barred) == (0, 1 + bar.priced["cheap"].is_over_cost)


def test_a_target_out_of_reach_bars_the_bid_alone(tmp_path):
    rows = (ROWS[0], "never,kyushu,40,6,li_ion,japan,1000000000000,500,0,0.9")
    found = auction(read_round(write_round(tmp_path, rows)))
    never = found.results[0].priced["never"]
    assert never.figures is None and never.bid.barred.text("en") == "no price brings project IRR after tax to 90.00%"
    assert found.exit_code == 0 and found.results[0].figures.awards == 1


def test_command_writes_resumes_and_replaces(tmp_path, capsys):
    path, out = write_round(tmp_path, ROWS[:2]), tmp_path / "out"
    assert _run(["auction", str(path), "--out", str(out), "--executor", "local:1", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "1 × beyond the cap of its lot" in shown and "2 bids found, 0 taken" in shown
    awards = pyarrow.csv.read_csv(out / "awards.csv").to_pylist()
    assert list(awards[0])[:6] == ["bid_id", "lot", "offered_kw", "price_jpy_per_kw_year", "awarded", "reason"]
    assert [(a["bid_id"], a["awarded"]) for a in awards] == [("cheap", True), ("dear", False)]
    summary = json.loads((out / "summary.json").read_text())
    first = pq.read_table(out / "candidates.parquet")
    assert pq.read_table(out / "years.parquet").num_rows == 4
    assert _run(["auction", str(path), "--out", str(out), "--resume", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["counts"]["solved"], again["counts"]["resumed"]) == (0, 2)
    assert again["rounds"] == summary["rounds"] and pq.read_table(out / "candidates.parquet").equals(first)
    (out / "notes.txt").write_text("mine")
    assert _run(["auction", str(path), "--out", str(out)]) == 3


def test_given_bids_clear_without_pricing(tmp_path, capsys, monkeypatch):
    """Payments only: 10 and 20 MW for 20 years at 4 %."""

    def never(*_):
        raise AssertionError("nothing is to be solved")

    monkeypatch.setattr("storage_opt.studies.round.price_candidate", never)
    path = write_round(tmp_path, projects=None, base=None, target=None, bids="mine.csv")
    (tmp_path / "more.csv").write_bytes(
        "bid_id,lot,offered_mw,price_jpy_per_kw_year,area\r\nä,li_ion,10,1000,tokyo\r\nb,li_ion,20,2000,tokyo\r\n".encode(
            "utf-8-sig"
        )
    )
    assert (
        _run(["auction", str(path), "--bids", str(tmp_path / "more.csv"), "--out", str(tmp_path / "o"), "--json"]) == 0
    )
    figures = json.loads(capsys.readouterr().out)["rounds"][0]["figures"]
    annuity = sum(1.04**-year for year in range(1, 21))
    assert figures["without_plant_mw"] == figures["awarded_mw"] == 30.0
    assert figures["public_cost_npv_jpy"] == pytest.approx((10e3 * 1000 + 20e3 * 2000) * annuity)
    assert figures["public_cost_jpy_per_kw_year"] == pytest.approx(5000 / 3)
    assert figures["average_price_jpy_per_kw_year"] == pytest.approx(5000 / 3)
    assert figures["public_cost_jpy_per_mwh_shifted"] is None and figures["shifted_mwh"] == 0.0


def test_a_run_that_fails_is_told_in_its_row(tmp_path, capsys, monkeypatch):
    """One bad case does not stop the others; the exit code is its own."""
    from storage_opt.errors import NoPlanError
    from storage_opt.messages import say
    from storage_opt.studies import round as page

    found = page.price_candidate

    def fails_once(project, job, bench):
        if job.name == "dear":
            raise NoPlanError(say("cli.interrupted"))
        return found(project, job, bench)

    monkeypatch.setattr(page, "price_candidate", fails_once)
    path = write_round(tmp_path, ROWS[:2])
    assert _run(["auction", str(path), "--out", str(tmp_path / "o"), "--executor", "local:1", "--json"]) == 4
    summary = json.loads(capsys.readouterr().out)
    assert summary["counts"]["failed"] == 1 and summary["rounds"][0]["figures"]["awards"] == 1
    rows = {row["candidate_id"]: row for row in pq.read_table(tmp_path / "o" / "candidates.parquet").to_pylist()}
    assert rows["dear"]["exit_code"] == 4 and rows["dear"]["message"] and rows["cheap"]["awarded"]


def test_grants_beside_the_auction_lower_the_bid_and_count_for_the_public(tmp_path):
    granted = {"contract": {"grants_allowed": True}, "beside": [{"kind": "capex_grant", "rate": 0.5}]}
    found = auction(
        read_round(write_round(tmp_path, ROWS[:1], variants=[{"name": "a"}, {"name": "g", "set": granted}]))
    )
    plain, grant = (result.priced["cheap"].figures for result in found.results)
    assert grant.price_jpy_per_kw_year < plain.price_jpy_per_kw_year
    assert grant.grant_jpy == pytest.approx(0.5 * plain.capex_jpy)
    paid = sum(year.public_net_jpy * 1.04**-n for n, year in enumerate(found.results[1].priced["cheap"].years, start=1))
    assert grant.public_cost_npv_jpy > -paid  # the grant is in it
    assert any("grants_allowed" in told["en"] for told in found.results[1].warnings)


def test_schemes_beside_the_contract_add_no_contracted_kw(tmp_path):
    """A yardstick of 1,000 JPY per kW of power takes as much every year, and the bid asks for as much more."""
    own = {
        "kind": "custom",
        "name": "y",
        "payment_jpy_per_kw_year": -1000,
        "term_years": 20,
        "payer": "capacity_contributions",
    }
    free = {"contract": {"refund_rates": [0.0, 0.0, 0.0]}}
    found = auction(
        read_round(
            write_round(
                tmp_path,
                (ROWS[1].replace(",9000,", ",90000,"),),
                variants=[{"name": "a", "set": free}, {"name": "y", "set": free | {"beside": [own]}}],
            )
        )
    )
    alone, beside = (result.priced["dear"] for result in found.results)
    kw = alone.figures.contracted_kw
    assert kw < 40_000 and [year.contracted_kw for year in beside.years] == [kw, kw]
    more = beside.bid.price_jpy_per_kw_year - alone.bid.price_jpy_per_kw_year
    assert more * kw == pytest.approx(1000 * 40_000, rel=1e-6)
    assert beside.figures.contracted_kw_years == alone.figures.contracted_kw_years
    assert beside.figures.public_cost_npv_jpy == pytest.approx(alone.figures.public_cost_npv_jpy, rel=1e-6)


def test_price_may_be_what_costs_allow(tmp_path):
    found = auction(read_round(write_round(tmp_path, ROWS[:1], price="cost_based")))
    figures = found.results[0].priced["cheap"].figures
    assert figures.price_jpy_per_kw_year == pytest.approx(figures.cost_based_jpy_per_kw_year, rel=1e-12)
    assert not found.results[0].priced["cheap"].is_over_cost


def test_order_of_candidates_moves_no_price(found, tmp_path):
    again = auction(read_round(write_round(tmp_path, ROWS[::-1])))
    for name, priced in found.results[0].priced.items():
        other = again.results[0].priced[name]
        assert other.bid == priced.bid and other.figures == priced.figures
        assert replace(priced.candidate) == other.candidate


@pytest.mark.parametrize("place", ["two processes", "cluster"])
def test_a_round_is_the_same_on_any_executor(found, folder, place):
    """To the last bit: bids, figures and years."""
    if place == "cluster":
        distributed = pytest.importorskip("distributed", reason="dask is not installed (extra cluster)")
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
            there = auction(
                read_round(folder / "round.yaml"), executor=Dask(made.scheduler_address.removeprefix("tcp://"))
            )
    else:
        there = auction(read_round(folder / "round.yaml"), executor=Local(2))
    assert there.results[0].priced == found.results[0].priced
    assert there.results[0].figures == found.results[0].figures
    assert there.results[0].clearing.awards == found.results[0].clearing.awards
