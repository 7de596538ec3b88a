"""Tables of bids and candidates: what is wrong is told with its row, all of it together."""

import pytest

from storage_opt.inputs.round_bids import read_bids, read_candidates
from storage_opt.inputs.rules import rule_book
from storage_opt.schemes.round_lot import LotFinder

LOTS = LotFinder(rule_book(), 4, ("li_ion", "non_li", "pumped_and_ldes", "lng"))
BIDS = "bid_id,lot,offered_kw,price_jpy_per_kw_year\n"
CANDIDATES = "project_id,area,power_mw,hours,chemistry,capex_jpy_per_kw,capex_jpy_per_kwh\n"


def faults(read, tmp_path, content, encoding="utf-8"):
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode(encoding))
    return [fault.text("en") for fault in read(path)]


def of_bids(tmp_path, content, **how):
    return faults(lambda path: read_bids(path, LOTS)[1], tmp_path, content, **how)


def of_candidates(tmp_path, content, **how):
    return faults(lambda path: read_candidates(path)[1], tmp_path, content, **how)


WRONG = {
    "price is text": (BIDS + "a,li_ion,1000,dear\n", " * t.csv, row 2: price_jpy_per_kw_year is 'dear'. Expected a number of at least 0."),
    "price below zero": (BIDS + "a,li_ion,1000,-5\n", " * t.csv, row 2: price_jpy_per_kw_year is '-5'. Expected a number of at least 0."),
    "price not finite": (BIDS + "a,li_ion,1000,inf\n", " * t.csv, row 2: price_jpy_per_kw_year is 'inf'. Expected a number of at least 0."),
    "no name": (BIDS + ",li_ion,1000,5\n", " * t.csv, row 2: bid_id is empty. Expected a text."),
    "twice": (BIDS + "a,li_ion,1000,5\nb,li_ion,1,5\na,li_ion,1,5\n", " * t.csv, row 4: bid_id a is given twice, first in row 2."),
    "no size": (BIDS + "a,li_ion,,5\n", " * row 2 of t.csv: 0 sizes. Expected one of offered_kw and offered_mw.\n   Sizes are contracted, that is de-rated, capacity."),
    "size of nothing": (BIDS + "a,li_ion,0,5\n", " * t.csv, row 2: offered_kw is '0'. Expected a number above 0."),
    "half a kW": (BIDS + "a,li_ion,0.3,5\n", " * row 2 of t.csv: 0.3 kW is less than 1 kW. Capacity is bid in whole kW."),
    "unknown lot": (BIDS + "a,storage,1000,5\n", " * row 2 of t.csv: the round has no lot storage.\n   Lots of the round: li_ion, non_li, pumped_and_ldes, lng."),
    "no lot": (BIDS + "a,,1000,5\n", " * row 2 of t.csv: the lot of the battery is not clear.\n   Give lot (li_ion, non_li, pumped_and_ldes, lng), or chemistry and hours that lead to one."),
    "unknown column": (BIDS.replace("lot", "Lots") + "a,li_ion,1000,5\n", " * t.csv: unknown column 'Lots'.\n   Did you mean lot?"),
    "column missing": ("bid_id,offered_kw,lot\na,1000,li_ion\n", " * t.csv: no column price_jpy_per_kw_year."),
    "column doubled": (BIDS.replace("lot", "bid_id") + "a,li_ion,1000,5\n", " * t.csv: two columns are called bid_id."),
    "no row": (BIDS, " * t.csv: no row below the header. Expected at least one."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_bids_are_told_with_their_row(name, tmp_path):
    content, expected = WRONG[name]
    assert of_bids(tmp_path, content) == [expected]


WRONG_CANDIDATES = {
    "area": ("a,kyusyu,50,6,li_ion,1,1\n", " * t.csv, row 2: area is 'kyusyu'. Expected one of hokkaido, tohoku, tokyo, chubu, hokuriku, kansai, chugoku, shikoku, kyushu."),
    "power": ("a,kyushu,0,6,li_ion,1,1\n", " * t.csv, row 2: power_mw is '0'. Expected a number above 0."),
    "hours": ("a,kyushu,50,0.5,li_ion,1,1\n", " * t.csv, row 2: hours is '0.5'. Expected a number from 1 to 100."),
    "cell": ("a,kyushu,50,6,lithium,1,1\n", " * t.csv, row 2: chemistry is 'lithium'. Expected one of li_ion, non_li."),
    "cost": ("a,kyushu,50,6,li_ion,,1\n", " * t.csv, row 2: capex_jpy_per_kw is empty. Expected a number of at least 0."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_CANDIDATES)
def test_wrong_candidates_are_told_with_their_row(name, tmp_path):
    row, expected = WRONG_CANDIDATES[name]
    assert of_candidates(tmp_path, CANDIDATES + row) == [expected]


def test_all_faults_of_a_table_are_told_together_and_long_lists_are_cut(tmp_path):
    told = of_candidates(tmp_path, CANDIDATES + "a,x,0,6,li_ion,1,1\nb,kyushu,50,6,li_ion,no,-1\n")
    assert [line.split(":")[0] for line in told] == [" * t.csv, row 2"] * 2 + [" * t.csv, row 3"] * 2
    many = of_candidates(tmp_path, CANDIDATES + "".join(f"c{n},x,50,6,li_ion,1,1\n" for n in range(30)))
    assert len(many) == 21 and many[-1] == " * t.csv: 10 more faults."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_are_read_in_the_encodings_of_spreadsheets(encoding, end, tmp_path):
    path = tmp_path / "t.csv"
    content = "bid_id,offered_mw,price_jpy_per_kw_year,chemistry,hours,cell_country,has_priority,part.fixed_om\n蓄電所,12.3456,20000,non_li,8,日本,yes,500\n"
    path.write_bytes(content.replace("\n", end).encode(encoding))
    (bid,), told = read_bids(path, LOTS)
    assert not told
    assert (bid.bid_id, bid.lot, bid.offered_kw, bid.cell_country, bid.has_priority) == (
        "蓄電所", "non_li", 12_346, "日本", True,
    )  # fmt: skip
    assert bid.parts_jpy_per_kw_year == {"fixed_om": 500.0}


def test_other_sources_need_no_lot_and_unreadable_files_are_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("bid_id,source,offered_mw,price_jpy_per_kw_year\nn,nuclear,1000,90000\n")
    (bid,), told = read_bids(path, LOTS)
    assert not told and bid.lot is None and bid.source == "nuclear"
    assert read_bids(tmp_path / "none.csv", LOTS)[1][0].text("en").startswith(" * none.csv: cannot be read")
    assert of_bids(tmp_path, "\0PK") and of_bids(tmp_path, "")
    assert len(of_bids(tmp_path, BIDS + "a,li_ion\nb,li_ion,5,5,5\n")) >= 2


def test_candidates_take_defaults_where_cells_are_empty(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        CANDIDATES.replace("\n", ",cell_country,certified_plan,target_return\n") + "a,Kyushu,50,6,li_ion,1,2,,,\n"
    )
    (candidate,), told = read_candidates(path)
    assert not told and candidate.area == "kyushu"
    assert (candidate.cell_country, candidate.certified_plan, candidate.target, candidate.connection_jpy_per_kw) == (
        None, None, None, 0.0,
    )  # fmt: skip
