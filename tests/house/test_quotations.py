"""Words of dated rules in Japanese: every source, note, unit, value and series, and nothing that no rule says."""

import ast
import errno
import os
import re
from pathlib import Path

import pytest
import yaml

import storage_opt
from storage_opt.inputs.rules import rule_library
from storage_opt.inputs.yaml_file import parse_yaml
from storage_opt.messages import LANGUAGES, Message, language, quoted, quoted_series, text
from storage_opt.messages.quotations import FORMS, SERIES, SOURCES, parts_of, quoted_system
from storage_opt.records.rules import Grade, told_rule, told_value
from storage_opt.records.study_answers import Fact
from storage_opt.studies.levers import LEVERS

LINES = [(rule, line) for rule in rule_library().values() for lines in rule.series.values() for line in lines]
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
WORDS = re.compile(r"[A-Za-z][A-Za-z'&-]*")
TITLES = {
    "METI", "OCCTO", "EPRX", "JEPX", "EGC", "FAQ", "Q&A", "ITmedia", "itmedia", "White & Case", "denkishimbun", "koreajoongangdaily",
    "pv-magazine", "e-aggrlab", "biglobe", "jukyu_shijyo", "column-lda", "column-auction", "balancing-market-products", "eye_sight",
}  # fmt: skip
"""Publishers and their columns, as they call themselves."""
BY_CODE = {
    "c(h) = 1 - exp(-u (h/4)^p) through the official 3 h and 4 h values of each month",
    "1/N, rounded up to three places",
    "2/N, then equal parts once they are greater",
    "1 - 0.1^(1/N), to three places",
    "not the official table",
}
"""Sources of values that a formula gives, and their note: said by the code that computes them, see the test below."""
SAME = {
    "1", "EUR", "EUR/MW", "EUR/MWh", "EUR/kWh", "GWh", "Hz", "INR/MWh", "MW", "MWh", "kW", "kWh",
}  # fmt: skip
"""Units that read the same in both languages."""


def is_title(source: str) -> bool:
    """Whether nothing but a title, an address, a page or a date is left to read."""
    rest = re.sub(
        r"https?://\S+|\b[\w.-]+\.(?:jp|com|net|energy|news|eu|ai|in|biz|au|kr|earth|ai)(?:/\S+)?", "", source
    )
    for title in sorted(TITLES, key=len, reverse=True):
        rest = rest.replace(title, "")
    return not WORDS.findall(re.sub(r"\bp\.\s*[\d-]+|\bNo\.\d+|\d\w*", "", rest))


def test_the_search_for_titles_finds_what_it_is_for():
    titles = [
        "EGC 014_03_00 p.33",
        "ITmedia 2025-03-20 p.3",
        "scix.co.jp column-lda",
        "White & Case 2023",
        "tmi.gr.jp 15106 (2023-10-27)",
    ]
    assert all(map(is_title, titles))
    phrases = [
        "memory",
        "not found",
        "as round 1",
        "EPRX FAQ on batteries",
        "reading of tyba.ai",
        "EPRX notice 2025-02-07",
    ]
    assert not any(map(is_title, phrases))


def test_every_source_that_is_more_than_titles_is_in_japanese():
    missing = set()
    for rule, line in LINES:
        told = quoted(line.reference, "ja")
        if not JAPANESE.search(told) and not is_title(told):
            missing.add((rule.name, line.reference))
        for part in line.reference.split(SOURCES):
            if quoted(line.reference, "ja") == "、".join(quoted(p, "ja") for p in line.reference.split(SOURCES)):
                assert is_title(part) or JAPANESE.search(quoted(part, "ja")), (rule.name, part)
    assert missing == set()


def test_every_note_is_in_japanese():
    assert {(rule.name, line.note) for rule, line in LINES if line.note and not in_parts(line.note, "notes")} == set()


def test_every_unit_and_every_value_that_is_a_word_is_in_japanese():
    assert {rule.unit for rule, _ in LINES if not in_parts(rule.unit, "units")} == SAME
    values = {line.value for _, line in LINES if isinstance(line.value, str) and not in_parts(line.value, "words")}
    assert {value for value in values if not re.fullmatch(r"D-\d+( \d\d:\d\d)?|[\d-]+", value)} == set()


def test_every_series_is_in_japanese():
    named = parts_of("ja")[SERIES]
    missing = {
        f"{part}={key}"
        for rule in rule_library().values()
        for keys in rule.series
        for part, key in zip(rule.index, keys, strict=True)
        if f"{part}={key}" not in named
        and (isinstance(key, str) or part not in named or (part == "round" and key > 99))
    }
    assert missing == set()


def test_nothing_is_translated_that_no_rule_says():
    said = BY_CODE | {str(grade) for grade in Grade} | words_of_levers()
    for rule, line in LINES:
        said |= {line.reference, *line.reference.split(SOURCES), line.note, rule.unit, str(line.value)}
    series = {
        f"{part}={key}"
        for rule in rule_library().values()
        for keys in rule.series
        for part, key in zip(rule.index, keys, strict=True)
    }
    series |= {part for rule in rule_library().values() for part in rule.index} | {"month=mean"}
    for name, texts in parts_of("ja").items():
        if name in FORMS:
            continue
        assert set(texts) - (series if name == SERIES else said) == set(), name


@pytest.mark.parametrize("words", sorted(BY_CODE))
def test_what_the_code_says_of_its_formulas_is_in_japanese(words):
    sources = [
        path.read_text(encoding="utf-8")
        for path in Path(storage_opt.__file__).parent.rglob("*.py")
        if "messages" not in path.parts
    ]
    assert any(f'"{words}"' in source for source in sources)
    assert JAPANESE.search(quoted(words, "ja"))


def words_of_levers():
    """Other values of a sweep that are words; each must have its Japanese."""
    fact = Fact("a.rule", {}, 1.0, "1", "unverified", "", False, ())
    words = {value for lever in LEVERS for value in lever.others(fact, {}) if isinstance(value, str)}
    assert "straight_line" in words and all(in_parts(word, "words") for word in words)
    return words


def in_parts(words, kind):
    return any(words in texts for name, texts in parts_of("ja").items() if name.startswith(kind))


def test_no_words_are_quoted_in_two_parts_with_two_meanings():
    seen = {}
    for name, texts in parts_of("ja").items():
        for words, told in texts.items() if name not in (SERIES, *FORMS) else ():
            assert seen.setdefault(words, told) == told, (name, words)


def test_english_is_as_in_the_files():
    for rule, line in LINES:
        assert quoted(line.reference, "en") == line.reference and quoted(line.note, "en") == line.note
        assert quoted(rule.unit, "en") == rule.unit
    assert (
        told_rule("a.b", {"en": "What", "ja": "何"}, {"area": "tokyo", "hours": 4}).text("en")
        == "a.b (area=tokyo, hours=4)"
    )
    assert told_rule("a.b", {"en": "What", "ja": "何"}, {"area": "tokyo"}).text("ja") == "何［東京］（a.b）"


def test_sentences_on_facts_speak_one_language():
    message = Message("rules.fact", {
        "rule": told_rule("ltda.x", {"en": "X", "ja": "募集量"}, {"round": 4}), "value": told_value("next_year"), "unit": "",
        "since": "2026-04-01", "grade": Message("rules.grade.unverified"), "reference": "memory",
    })  # fmt: skip
    assert message.text("en") == "rule ltda.x (round=4): next_year from 2026-04-01, unverified (memory)"
    assert (
        message.text("ja")
        == "制度値 募集量［第 4 回］（ltda.x）: 翌年度（next_year）（2026-04-01 から適用）、未確認、出典: 記憶による"
    )


@pytest.mark.parametrize(
    "number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR, errno.ENOSPC, errno.EADDRINUSE]
)
def test_what_the_system_says_is_in_japanese(number):
    assert JAPANESE.search(quoted_system(os.strerror(number), "ja")) and quoted_system(
        os.strerror(number), "en"
    ) == os.strerror(number)


@pytest.mark.parametrize(
    "wrong", ["a: b: c", "a:\n\tb: 1", 'a: "b', "a: [1, 2", "a: {b: 1", "a: *b", "a: 1\n b: 2", "- a\nb: 1", "a: @b"]
)
def test_what_is_wrong_with_yaml_is_said_in_japanese(wrong):
    with pytest.raises(yaml.YAMLError) as refused:
        parse_yaml(wrong)
    assert JAPANESE.search(quoted_system(refused.value.problem, "ja")), refused.value.problem


@pytest.mark.parametrize("step", [
    "lp", "mip", "ties", "polish", "windows in order", "recursion: smallest bids exact", "problem 12: recursion: smallest bids repaired",
    "recursion: 3 walks", "anchored days: 12 windows, reach 2", "priced windows: 4, up to 7 d",
    "priced windows: 4, up to 7 d, 2 with flags",
])  # fmt: skip
def test_steps_of_the_solver_are_in_japanese(step):
    told = quoted_system(step, "ja")
    assert JAPANESE.search(told) and not re.search("[a-z]{3,}", told) and quoted_system(step, "en") == step


def test_every_reason_of_the_solver_is_in_japanese():
    told = {}
    for path in sorted(Path(storage_opt.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("NotCoveredError", "NoPathError")
                and node.args
            ):
                said = node.args[0]
                parts = said.values if isinstance(said, ast.JoinedStr) else [said]
                if all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts):
                    told["".join(p.value if isinstance(p, ast.Constant) else "7" for p in parts)] = path.name
    assert len(told) > 20
    spared = {"offers of reserve in a two-stage programme"}  # a fault of whoever calls it from Python
    assert {words for words in told if not JAPANESE.search(quoted_system(words, "ja"))} == spared


def test_every_form_of_a_step_is_noted_by_the_solver():
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(storage_opt.__file__).parent.rglob("*.py")
        if "messages" not in path.parts
    )
    words = {
        word for name in ("steps", "reasons") for form in parts_of("ja")[name] for word in re.findall("[a-z]{2,}", form)
    }
    assert {word for word in words if word not in sources} == set()


def test_words_of_a_users_own_rules_stay_as_they_are():
    assert quoted("my own contract; p.3", "ja") == "my own contract、p.3"
    assert quoted_series({"company": "mine", "shelf": 3}, "ja") == "company=mine、shelf=3"
    assert [quoted("", lang) for lang in LANGUAGES] == ["", ""]


def test_the_language_in_force_decides(capsys):
    from storage_opt.cli.rule_rows import lines_of, row_json, row_text

    row = next(lines_of(rule_library()["ltda.bid_window"], None))
    with language("ja"):
        assert row_text(row).startswith("ltda.bid_window(round=1)  2023-04-01  2024-01  [文字]  確認済み")
        assert row_json(row)["source"] == "経済産業省 蓄電池産業に関する資料（2026-03）"
    with language("en"):
        assert (
            row_text(row).endswith("[text]  verified")
            and row_json(row)["source"] == "METI battery industry deck (2026-03)"
        )
    assert text("rules.unit", "ja", unit="JPY/kW/year") == " 円/kW/年"
