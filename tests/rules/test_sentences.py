"""Rules as sentences: name, index, date, value. The day before a rule starts is always a case."""

from pathlib import Path

import pytest
import yaml

from storage_opt.errors import NoRuleInForceError
from storage_opt.inputs.rules import rule_book

CASES = [
    case
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["that"])
def test_rule_says(case):
    book = rule_book()
    index = case.get("index", {})
    if case["expected"] == "none in force":
        with pytest.raises(NoRuleInForceError):
            book.value(case["rule"], on=case["date"], **index)
        assert book.used == ()
    else:
        assert book.value(case["rule"], on=case["date"], **index) == case["expected"]
        (use,) = book.used
        assert (use.name, use.index, use.on, use.value) == (case["rule"], index, case["date"], case["expected"])
        assert use.since <= case["date"]
