"""Write the part of docs/differences.md that comes from the rule files; a test checks that it is up to date.

python docs/make_differences.py
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from storage_opt.inputs.rule_lines import GRADES
from storage_opt.inputs.rules import rule_library
from storage_opt.records.rules import Rule, RuleValue, shown_index, shown_value

PAGE = Path(__file__).with_name("differences.md")
START = "<!-- from here on written by docs/make_differences.py -->\n"


def lines() -> Iterator[tuple[Rule, str, RuleValue]]:
    """Every dated value: its rule, its name with index, the value."""
    for rule in rule_library().values():
        for key, values in rule.series.items():
            index = shown_index(dict(zip(rule.index, key, strict=True)))
            for value in values:
                yield rule, f"{rule.name}({index})" if index else rule.name, value


def generated() -> str:
    """Return counts by topic and grade, then every unverified value."""
    found = list(lines())
    counts = Counter((rule.name.partition(".")[0], str(value.grade)) for rule, _, value in found)
    topics = sorted({topic for topic, _ in counts})
    total = Counter(grade for _, grade in counts.elements())
    parts = [
        f"{len(found)} dated values of {len(rule_library())} rules: "
        + ", ".join(f"{total[grade]} {grade}" for grade in GRADES)
        + ".\n",
        "| topic | " + " | ".join(GRADES) + " |\n|---|" + "--:|" * len(GRADES),
        *(
            f"| `{topic}` | " + " | ".join(str(counts[topic, grade] or "") for grade in GRADES) + " |"
            for topic in topics
        ),
        "\n### Every unverified value\n",
        "| rule | since | value | what is known |\n|---|---|---|---|",
    ]
    for rule, name, value in found:
        if str(value.grade) == "unverified":
            known = " | ".join(part for part in (value.reference, value.note) if part).replace("|", "·")
            shown = f"{shown_value(value.value)} {'' if rule.unit in ('text', '1', 'yes/no') else rule.unit}".strip()
            parts.append(f"| `{name}` | {value.since} | {shown} | {known} |")
    return "\n".join(parts) + "\n"


def page() -> str:
    """Return the page as it should be: its own words, then what the rule files say."""
    words, _, _ = PAGE.read_text(encoding="utf-8").partition(START)
    return words + START + "\n" + generated()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
