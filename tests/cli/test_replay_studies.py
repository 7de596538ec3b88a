"""``storage-opt replay`` of comparisons and of auctions: every case, draw and bid again, causes named, tampering seen."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1] / "studies"))
sys.path.insert(0, str(Path(__file__).parents[1] / "round"))
sys.path.insert(0, str(Path(__file__).parents[1] / "draws"))

from draw_study import DRAWS, draw_study
from money_study import BASE, DAYS, PAYMENT
from small_round import ROWS, write_round, write_year
from small_study import write_prices, write_study

from storage_opt.cli import _run
from storage_opt.messages import set_language

OWN = {"kind": "custom", "payment_jpy_per_kw_year": PAYMENT / 10_000, "payer": "capacity_contributions"}
DRAWN = {
    "count": 1, "seed": 7, "area": "kyushu", "power_mw": {40: 1, 50: 2}, "hours": 6, "chemistry": "li_ion",
    "capex": {"jpy_per_kw": {"low": 1000, "high": 9000}, "jpy_per_kwh": 500}, "connection_jpy_per_kw": 0,
}  # fmt: skip
RATES = {"rates": {2029: 0.02}}
ONE = ["--executor", "local:1"]


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language(None)


def compare_in(folder: Path, *words: str) -> Path:
    """A study in a folder of its own: its base lies in another, one scheme in a file."""
    (folder / "studies").mkdir()
    write_prices(folder, days=DAYS)
    (folder / "base.yaml").write_text(yaml.safe_dump(BASE))
    (folder / "own.yaml").write_text(yaml.safe_dump(OWN))
    own = {"kind": "custom", "file": "own.yaml"}
    schemes = [{"name": "none", "value": {"kind": "merchant"}}, {"name": "own", "value": own}]
    study = write_study(folder / "studies", base="../base.yaml", axes={"scheme": schemes}, hurdle={"project_irr": 0.06})
    assert _run(["compare", str(study), "--out", str(folder / "out"), *ONE, *words]) == 0
    return folder / "out"


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    return compare_in(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def cleared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    assert _run(["auction", str(write_round(folder)), "--out", str(folder / "out"), *ONE]) == 0
    return folder / "out"


@pytest.fixture
def copied(tmp_path):
    """Copy the folder of an output, with its inputs; change JSON files of the output."""

    def copy(out: Path, **edits) -> Path:
        shutil.copytree(out.parent, tmp_path / "copy")
        made = tmp_path / "copy" / out.name
        for name, edit in edits.items():
            content = json.loads((made / f"{name}.json").read_text())
            edit(content)
            (made / f"{name}.json").write_text(json.dumps(content))
        return made

    return copy


def replay(out: Path, *words: str, files: Path | None = None) -> int:
    return _run(["replay", str(out), "--files", str(files or out.parent), *ONE, *words])


def differing(capsys) -> dict[str, tuple[object, object]]:
    told = json.loads(capsys.readouterr().out)
    return {figure["name"]: (figure["before"], figure["after"]) for figure in told["figures"]}


def causes_of(capsys) -> list[tuple[str, str]]:
    return [(cause["kind"], cause["name"]) for cause in json.loads(capsys.readouterr().out)["causes"]]


def change_table(path: Path, name: str, value: object) -> None:
    """Give the last row of a table another value in a column."""
    table = pq.read_table(path)
    values = [*table[name].to_pylist()[:-1], value]
    pq.write_table(table.set_column(table.schema.get_field_index(name), name, pa.array(values)), path)


def test_a_comparison_is_repeated_from_its_manifest_and_its_prices_alone(comparison, tmp_path, capsys):
    """Neither the study nor its base nor the scheme file is read: only prices lie in the folder named."""
    (tmp_path / "studies").mkdir()
    shutil.copy(comparison.parent / "ten_days.csv", tmp_path)
    before = {path.name: path.read_bytes() for path in comparison.iterdir() if path.is_file()}
    assert replay(comparison, files=tmp_path / "studies") == 0
    told = capsys.readouterr().out
    objective = json.loads((comparison / "summary.json").read_text())["cases"][0]["figures"]["kept_jpy"] * 2
    assert f"none: objective {objective:,.0f} JPY, again {objective:,.0f} JPY" in told
    assert "The same: 2 cases; " in told
    assert {path.name: path.read_bytes() for path in comparison.iterdir() if path.is_file()} == before


def test_prices_that_changed_are_named_with_the_cases_that_moved(comparison, copied, capsys):
    out = copied(comparison)
    write_prices(out.parent, high=16.0, days=DAYS)
    assert replay(out, files=out.parent / "studies") == 3
    told = capsys.readouterr().out
    assert "Price file differs: ten_days.csv (SHA-256" in told and "differ as named above" not in told
    assert replay(out, "--json", files=out.parent / "studies") == 3
    figures = differing(capsys)
    assert figures["cases[own].solve.objective_jpy"][0] < figures["cases[own].solve.objective_jpy"][1]
    assert "cases[none].years[2023].margin_jpy" in figures and "cases[own].revenue.spot_jpy[2023]" not in figures
    assert any(name.startswith("cases[own].") and name.endswith("_jpy[2023]") for name in figures)
    assert not any("payment_jpy" in name for name in figures)


def test_a_file_of_prices_that_is_not_there_is_told(comparison, tmp_path, capsys):
    assert replay(comparison, files=tmp_path) == 3
    assert "ten_days.csv" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["owner_net_jpy", "public_cost_npv_jpy", "project_irr"])
def test_a_figure_of_a_case_changed_by_hand_is_seen(comparison, copied, capsys, name):
    def off(summary):
        summary["cases"][1]["figures"][name] *= 1 + 1e-4

    assert replay(copied(comparison, summary=off), "--json", files=comparison.parent / "studies") == 1
    assert list(differing(capsys)) == [f"cases[own].figures.{name}"]


@pytest.mark.parametrize(
    ("file", "column", "place"),
    [
        ("results", "solve.objective_jpy", "cases[own].solve.objective_jpy"),
        ("years", "capacity_payment_jpy", "cases[own].years[2024].capacity_payment_jpy"),
        ("results", "status", "cases[own].status"),
    ],
)
def test_a_table_changed_by_hand_is_seen(comparison, copied, capsys, file, column, place):
    out = copied(comparison)
    change_table(out / f"{file}.parquet", column, "failed" if column == "status" else 1e6)
    assert replay(out, "--json", files=comparison.parent / "studies") == 1
    assert list(differing(capsys)) == [place]


def test_a_line_of_a_cash_flow_that_is_a_yen_off_is_seen(comparison, copied, capsys):
    out = copied(comparison)
    for part in (out / "parts").iterdir():
        table = pq.read_table(part)
        detail = json.loads(table["detail"][0].as_py())
        finance = detail["kept"]["summary"]["finance"]
        amounts = max(
            (line["amounts_jpy"] for line in finance["cash_flow"]["lines"]), key=lambda line: max(map(abs, line))
        )
        largest = max(range(len(amounts)), key=lambda year: abs(amounts[year]))
        assert abs(amounts[largest]) > 1.5e6 * 10  # so that a millionth of it is more than what is changed
        amounts[largest] += 1.5
        changed = table.set_column(table.schema.get_field_index("detail"), "detail", pa.array([json.dumps(detail)]))
        pq.write_table(changed.replace_schema_metadata(table.schema.metadata), part)
    assert replay(out, "--json", files=comparison.parent / "studies") == 1
    figures = differing(capsys)
    assert len(figures) == 2 and all(before - after == 1.5 for before, after in figures.values())


def test_rules_packages_and_machine_of_a_comparison_are_named(comparison, copied, capsys):
    def other(manifest):
        manifest["versions"]["highspy"] = "1.0.0"
        manifest["platform"] = "elsewhere"
        case = manifest["cases"][0]
        case["rules"][0]["value"] = "another"
        case["rule_files"][0]["sha256"] = "0" * 64
        del manifest["cases"][1]["rules"], manifest["cases"][1]["rule_files"]

    out = copied(comparison, manifest=other)
    assert replay(out, "--json", files=comparison.parent / "studies") == 0
    kinds = [kind for kind, _ in causes_of(capsys)]
    assert kinds[:2] == ["version", "platform"] and {"rule", "rule_file"} <= set(kinds)


def test_a_comparison_that_keeps_too_little_is_refused(comparison, copied, capsys):
    def older(manifest):
        for case in manifest["cases"]:
            del case["folder"]

    assert replay(copied(comparison, manifest=older)) == 3
    told = capsys.readouterr().err
    assert "from which folder the paths of each case count" in told and "Run storage-opt compare again, once" in told


def test_a_comparison_without_its_parts_is_refused(comparison, copied, capsys):
    out = copied(comparison)
    shutil.rmtree(out / "parts")
    assert replay(out) == 3
    assert "cash flows cannot be compared: none, own" in capsys.readouterr().err


def test_draws_are_the_same_and_one_changed_by_hand_is_seen(tmp_path, capsys):
    out = tmp_path / "out"
    assert _run(["compare", str(draw_study(tmp_path, DRAWS | {"count": 3})), "--out", str(out), *ONE]) == 0
    capsys.readouterr()
    assert replay(out) == 0
    assert "2 cases, 6 draws of cases" in capsys.readouterr().out
    change_table(out / "draws.parquet", "figures.npv_jpy", 1.0)
    change_table(out / "draws.parquet", "drawn.capex", 7.0)
    assert replay(out, "--json") == 1
    assert set(differing(capsys)) == {"draws[contract][3].figures.npv_jpy", "draws[contract][3].drawn.capex"}


def test_failed_cases_and_settings_of_the_command_line_are_repeated(tmp_path, capsys):
    """A contract with a rate of a year, which JSON writes as text; a case without a plan stays one."""
    none = {"name": "no plan", "set": {"battery.soe_final_mwh": 20, "connection.import_limit_mw": 0}}
    base = BASE | {"scheme": OWN | {"indexation": {"kind": "cpi", "base_fiscal_year": 2028} | RATES}}
    study = write_study(tmp_path, base=base, cases=[none, {"name": "plan"}], axes=None, reference="plan")
    write_prices(tmp_path, days=DAYS)
    out = tmp_path / "out"
    assert _run(["compare", str(study), "--out", str(out), "--set", "battery.wear_jpy_per_mwh=700", *ONE]) == 4
    capsys.readouterr()
    set_language("ja")
    assert replay(out, "--lang", "ja") == 0
    told = capsys.readouterr().out
    assert "no plan: 目的関数値 結果なし、再計算 結果なし" in told and "一致しました: 2 ケース。" in told


def test_an_auction_is_repeated(cleared, capsys):
    assert replay(cleared) == 0
    told = capsys.readouterr().out
    assert told.count("2 of 4 batteries awarded") == 2 and "The same: 4 bids, who won and why; " in told
    assert replay(cleared, "--json", "--executor", "local:2") == 0
    assert json.loads(capsys.readouterr().out)["causes"] == []


def test_prices_and_candidates_of_an_auction_that_changed_are_named(cleared, copied, capsys):
    out = copied(cleared)
    table = out.parent / "candidates.csv"
    table.write_text(table.read_text().replace("cheap,kyushu,40,6,li_ion,japan,1000", "cheap,kyushu,40,6,li_ion,japan,9900"))  # fmt: skip
    assert replay(out, "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert [(cause["kind"], cause["name"]) for cause in told["causes"]] == [("table", "candidates.csv")]
    figures = {figure["name"]: (figure["before"], figure["after"]) for figure in told["figures"]}
    assert figures["awards[small][cheap].reason_code"] == ("cap_crossing", "cap_beyond")
    assert figures["awards[small][dear].awarded"] == (False, True)
    assert figures["awards[small][dear].stage"] == (None, "lot")
    write_year(out.parent, high=16.0)
    assert replay(out) == 3
    told = capsys.readouterr().out
    assert "Table of bids or candidates differs: candidates.csv (SHA-256" in told
    assert "Price file differs: year.csv (SHA-256" in told and "awards[small][dear].awarded: no, now yes" in told


def test_awards_and_payments_changed_by_hand_are_seen(cleared, copied, capsys):
    def off(summary):
        summary["rounds"][0]["figures"]["public_cost_npv_jpy"] *= 1 + 1e-4

    out = copied(cleared, summary=off)
    table = (out / "awards.csv").read_text().splitlines()
    (out / "awards.csv").write_text("\n".join([*table[:2], table[2].replace("false", "true", 1), *table[3:]]) + "\n")
    change_table(out / "years.parquet", "payment_jpy", 1.0)
    assert replay(out, "--json") == 1
    figures = differing(capsys)
    assert figures["awards[small][dear].awarded"] == (True, False)
    assert set(figures) == {
        "awards[small][dear].awarded",
        "rounds[small].figures.public_cost_npv_jpy",
        "candidates[small][other].years[2030].payment_jpy",
    }


def test_rules_and_packages_of_an_auction_are_named(cleared, copied, capsys):
    def other(manifest):
        manifest["versions"]["highspy"] = "1.0.0"
        term = next(rule for rule in manifest["rules"] if rule["name"] == "ltda_contract.term")
        term["value"] = 15
        manifest["rule_files"][0]["sha256"] = "0" * 64

    assert replay(copied(cleared, manifest=other)) == 0
    told = capsys.readouterr().out
    assert "Package differs: highspy 1.0.0, now " in told and "File of rules differs: " in told
    assert "Rule differs: ltda_contract.term[round=4] on 2026-04-01 = 15 year, now 20 year." in told


def test_an_auction_that_keeps_too_little_is_refused(cleared, copied, capsys):
    def older(manifest):
        for name in ("command_line", "variants", "rules"):
            del manifest[name]

    assert replay(copied(cleared, manifest=older)) == 3
    told = capsys.readouterr().err
    assert "whether the command line gave a table of bids" in told and "project that the candidates" in told
    assert "Run storage-opt auction again, once" in told


def test_given_bids_variants_and_schemes_beside_are_repeated(tmp_path, capsys):
    """Bids of the command line, a base and a scheme in files of their own, weights by number, a variant with another scheme."""
    (tmp_path / "base").mkdir()
    own = {"kind": "custom", "file": "own.yaml"}
    path = write_round(tmp_path, ROWS[:1], base="base/base.yaml", beside=[own])
    content = yaml.safe_load(path.read_text())
    inline = yaml.safe_load(write_round(tmp_path, ROWS[:1]).read_text())["base"]
    write_year(tmp_path / "base")
    content["population"] = DRAWN
    content["variants"] = [{"name": "beside"}, {"name": "alone", "set": {"beside": []}}]
    path.write_text(yaml.safe_dump(content))
    (tmp_path / "base" / "base.yaml").write_text(yaml.safe_dump(inline))
    (tmp_path / "base" / "own.yaml").write_text(yaml.safe_dump(OWN))
    more = tmp_path / "more.csv"
    more.write_text("bid_id,lot,offered_mw,price_jpy_per_kw_year\n007,li_ion,10,1000\n8,li_ion,20,99000\n")
    out = tmp_path / "out"
    assert _run(["auction", str(path), "--bids", str(more), "--out", str(out), *ONE]) == 0
    assert json.loads((out / "manifest.json").read_text())["command_line"] == {"bids": "more.csv"}
    for left in ("round.yaml", "base/base.yaml", "base/own.yaml"):
        (tmp_path / left).unlink()
    capsys.readouterr()
    assert replay(out) == 0
    assert capsys.readouterr().out.count("; again ") == 2
    more.write_text(more.read_text().replace("99000", "9"))
    assert replay(out, "--json") == 3
    figures = differing(capsys)
    assert figures["awards[alone][8].price_jpy_per_kw_year"] == (99000, 9)
