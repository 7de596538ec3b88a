"""The door for rule files: what is refused, and how a book answers."""

from datetime import date
from pathlib import Path

import pytest

from storage_opt.errors import NoRuleInForceError, RuleFileError, UsageError
from storage_opt.inputs.rules import PACKAGE, RuleLibrary, read_rules, rule_book
from storage_opt.markets.product_rules import product_rules
from storage_opt.messages import language
from storage_opt.records.prices import PRODUCTS
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Grade

GOOD = """
fee:
  description: {en: Fee, ja: 手数料}
  unit: JPY/kWh
  values:
    2024-04-01: {value: 0.01, reference: a notice, grade: verified}
    2025-04-01: {value: null, reference: another notice, grade: verified}
    2026-04-01: {value: 0.06, reference: a third, grade: unverified, note: doubtful}
price:
  description: {en: Price, ja: 価格}
  unit: JPY/kW/year
  index: [area, month]
  values:
    2024-04-01:
      - {value: {tokyo: [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]}, reference: a table, grade: single_source}
      - {value: {chubu: {4: 40}}, reference: a call, grade: inferred, start: assumed}
    2025-04-01: {value: {tokyo: {4: 44}}, reference: a table, grade: verified}
    2026-04-01: {value: null, reference: the end, grade: verified}
"""


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "sample.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def book(file):
    return RuleBook(RuleLibrary({"sample": file(GOOD)}))


def refused(path) -> str:
    with pytest.raises(RuleFileError) as caught:
        read_rules(path)
    assert caught.value.exit_code == 3
    assert "sample.yaml" in caught.value.subject
    return caught.value.text("en")


def test_a_value_holds_from_its_date_until_the_next(book):
    assert book.value("sample.fee", on=date(2024, 4, 1)) == book.value("sample.fee", on=date(2025, 3, 31)) == 0.01
    assert book.value("sample.fee", on=date(2026, 4, 1)) == 0.06
    assert book.value("sample.fee", on=None) == 0.06


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2024, 3, 31), "holds from 2024-04-01"), (date(2025, 4, 1), "from 2025-04-01 on none is known")],
)
def test_before_the_first_value_and_in_a_gap_nothing_is_in_force(book, day, told):
    with pytest.raises(NoRuleInForceError) as caught:
        book.value("sample.fee", on=day)
    assert caught.value.exit_code == 3
    assert told in caught.value.text("en")
    assert "2024-04-01, 2026-04-01" in caught.value.text("en")
    assert not book.has("sample.fee", on=day)
    assert book.used == ()


def test_the_last_known_value_is_taken_on_request_and_marked_as_assumed(book):
    assert book.value("sample.fee", on=date(2025, 6, 1), or_latest=True) == 0.01
    assert book.value("sample.fee", on=date(2024, 6, 1), or_latest=True) == 0.01
    assert [use.is_assumed for use in book.used] == [True, False]
    assert "last known value (from 2024-04-01)" in book.used[0].fact.text("en")
    with pytest.raises(NoRuleInForceError):
        book.value("sample.fee", on=date(2024, 3, 31), or_latest=True)


def test_lines_of_one_date_may_differ_in_source_and_grade_and_later_lines_may_be_partial(book):
    april = {"month": 4}
    assert book.value("sample.price", on=date(2024, 5, 1), area="tokyo", month=3) == 3
    assert book.value("sample.price", on=date(2025, 5, 1), area="tokyo", **april) == 44
    assert book.value("sample.price", on=date(2025, 5, 1), area="tokyo", month=5) == 5
    assert book.value("sample.price", on=date(2025, 5, 1), area="chubu", **april) == 40
    assert [str(use.grade) for use in book.used] == ["single_source", "verified", "single_source", "inferred"]
    assert book.rule("sample.price").lines(area="chubu", **april)[0].is_start_assumed
    with pytest.raises(NoRuleInForceError, match=r"sample\.price \(area=chubu, month=4\)"):
        book.value("sample.price", on=date(2026, 4, 1), area="chubu", **april)


def test_used_values_are_kept_once_in_order_with_their_source(book):
    for _ in range(2):
        book.value("sample.fee", on=date(2026, 5, 1))
    book.value("sample.fee", on=date(2024, 5, 1))
    first, second = book.used
    assert (first.value, first.grade, first.reference, first.note) == (0.06, Grade.UNVERIFIED, "a third", "doubtful")
    assert (first.is_doubtful, second.is_doubtful) == (True, False)
    assert first.fact.text("en") == "rule sample.fee: 0.06 JPY/kWh from 2026-04-01, unverified (a third)"
    assert (
        first.fact.text("ja")
        == "制度値 手数料（sample.fee）: 0.06 円/kWh（2026-04-01 から適用）、未確認、出典: a third"
    )
    assert len(first.file.sha256) == 64


@pytest.mark.parametrize(
    ("name", "index", "told"),
    [
        ("sample.fees", {}, "Did you mean sample.fee"),
        ("nothing", {}, "Topics: sample"),
        ("sample.fee", {"area": "tokyo"}, "It depends on: –"),
        ("sample.price", {"area": "tokyo"}, "It depends on: area, month"),
        ("sample.price", {"area": "okinawa", "month": 4}, "knows no area okinawa. Known: chubu, tokyo"),
        ("sample.price", {"area": "chubu", "month": 5}, "no value for area=chubu, month=5"),
    ],
)
def test_questions_that_make_no_sense(book, name, index, told):
    with pytest.raises(UsageError) as caught:
        book.value(name, on=date(2024, 5, 1), **index)
    assert told in caught.value.text("en")


def test_numbers_and_words_are_kept_apart():
    book = rule_book()
    day = date(2026, 4, 1)
    assert book.number("balancing.minimum_bid", product="fcr", on=day) == 1.0
    assert book.text("balancing.direction", on=day) == "up"
    with pytest.raises(TypeError):
        book.number("balancing.direction", on=day)
    with pytest.raises(TypeError):
        book.text("balancing.minimum_bid", product="fcr", on=day)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("grade: unverified", "grade: certain", "sample.yaml\n * fee.values.2026-04-01 (line 8): unknown grade 'certain'"),
        ("grade: unverified", "grade: extrapolated", "Expected one of verified, single_source, inferred, unverified"),
        ("reference: a third, ", "", "fee.values.2026-04-01 (line 8): no reference"),
        ("2026-04-01: {value: 0.06", "2024-12-01: {value: 0.06", "not after 2025-04-01"),
        ("2026-04-01: {value: 0.06", "spring: {value: 0.06", "fee.values.spring (line 8): not a date"),
        ("2026-04-01: {value: 0.06", "2025-04-01: {value: 0.06", "given twice, in lines 7 and 8"),
        ("value: 0.06, ", "", "no value"),
        ("value: 0.06", "value: [1, 2]", "found [1, 2]. Expected a number"),
        ("value: 0.06", "value: .nan", "found nan. Expected a number"),
        ("note: doubtful", "notes: doubtful", "unknown notes"),
        ("note: doubtful", "note: 3", "note is not a text"),
        ("start: assumed", "start: known", "start is 'known'"),
        ("{en: Fee, ja: 手数料}", "{en: Fee, without tax, ja: 手数料}", "fee.description (line 3): missing or incomplete"),
        ("{en: Fee, ja: 手数料}", "{en: Fee}", "fee.description (line 3): missing or incomplete"),
        ("  unit: JPY/kWh\n", "", "fee.unit: missing"),
        ("unit: JPY/kWh\n", "unit: JPY/kWh\n  units: JPY\n", "fee.units (line 5): unknown key"),
        ("index: [area, month]", "index: area", "expected a list of names"),
        ("chubu: {4: 40}", "tokyo: {4: 40}", "a second value under the same date for tokyo, 4"),
        ("chubu: {4: 40}", "okinawa: {4: 40}", "unknown area 'okinawa'"),
        ("chubu: {4: 40}", "chubu: {13: 40}", "unknown month 13"),
        ("chubu: {4: 40}", "chubu: 40", "found 40. Expected one value per month"),
        ("chubu: {4: 40}", "chubu: [1, 2, 3]", "Expected one value per month"),
        ("    2024-04-01:\n      - {", "    2023-04-01: {value: null, reference: x, grade: verified}\n    2024-04-01:\n      - {",
         "null ends the validity of nothing"),
    ],
)  # fmt: skip
def test_faults_of_a_file_name_file_key_and_line(file, old, new, told):
    assert old in GOOD
    assert told in refused(file(GOOD.replace(old, new)))


def test_faults_are_told_together_and_in_both_languages(file):
    path = file(GOOD.replace("grade: unverified", "grade: certain").replace("reference: a call, ", ""))
    assert "RuleFileError: 2 problem(s)" in refused(path)
    with pytest.raises(RuleFileError) as caught, language("ja"):
        read_rules(path)
    assert "確度 'certain' は未知です" in caught.value.text("ja")


@pytest.mark.parametrize(
    "text", ["fee: 3\n", "fee:\n  description: {en: a, ja: b}\n  unit: h\n", "- fee\n", "fee: [\n"]
)
def test_files_without_the_form_of_one_are_refused(file, text):
    assert "Expected" in refused(file(text)) or "not valid YAML" in refused(file(text))


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("day", [date(2024, 4, 1), date(2025, 3, 14), date(2026, 3, 14), date(2028, 4, 1)])
def test_every_product_has_rules_whose_blocks_fill_the_day(product, day):
    rules = product_rules(rule_book(), product, day)
    assert rules.block_h * rules.blocks_per_day == 24
    assert 0 <= rules.duration_h <= rules.block_h
    assert rules.gate_close == (None if day < date(2026, 3, 14) else "D-1 14:00")


def test_product_rules_on_the_days_around_a_change():
    book = rule_book()
    eve, day = (product_rules(book, "composite", date(2026, 3, at)) for at in (13, 14))
    assert (eve.block_h, eve.duration_h, eve.price_cap_jpy_per_kw_slot, eve.procurement) == (3, 3, 19.51, "weekly")
    assert (day.block_h, day.duration_h, day.price_cap_jpy_per_kw_slot, day.procurement) == (0.5, 0.5, 15, "day_ahead")
    assert {use.name for use in book.used if use.is_doubtful} == {"balancing.duration", "balancing.minimum_bid"}


def blocks(language_: str) -> list[str]:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in page.split(f"```{language_}\n")[1:]]


def test_code_of_the_reference_page_runs(monkeypatch, capsys):
    monkeypatch.chdir(PACKAGE / "markets" / "rules")
    for block in blocks("python"):
        known: dict[str, object] = {}
        exec(block, known)
    assert known["cap"] == 10.0
    assert known["price"] == 15111.0
    assert [use.is_assumed for use in known["book"].used] == [False, True]


def test_example_file_of_the_reference_page_is_one(file):
    (text,) = blocks("yaml")
    rule = read_rules(file(text))["sample.price_cap"]
    assert [line.value for line in rule.lines(product="composite")] == [15.0, 10.0, None]
    assert [str(line.grade) for line in rule.lines(product="fcr")] == ["verified", "single_source", "verified"]


def test_words_of_a_value_are_told_in_the_language_of_the_reader():
    book = rule_book()
    book.value("ltda_price.decommission_share", round=3, on=date(2026, 1, 20))
    book.value("ltda_contract.loss_carried_over", on=date(2026, 1, 20))
    book.value("balancing.price_cap", product="rr_fit", on=date(2026, 1, 20))
    share, carried, unlimited = book.used
    assert "0.05 from 2025-04-01, unverified" in share.fact.text("en")
    assert "loss_carried_over: no from 2023-04-01, unverified" in carried.fact.text("en")
    assert (
        "（ltda_contract.loss_carried_over）: いいえ（2023-04-01 から適用）、未確認、出典: 確認できず"
        in carried.fact.text("ja")
    )
    assert "no limit JPY/kW/slot" in unlimited.fact.text("en")
    assert "上限なし 円/kW/コマ" in unlimited.fact.text("ja")
