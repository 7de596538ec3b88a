"""A workbook as a spreadsheet sees it: every formula worked out from the numbers alone, by a small evaluator of its own."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from scipy.optimize import brentq

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TOKEN = re.compile(
    r"(?P<ref>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<name>[A-Z]+)(?=\()|(?P<other>\d+\.?\d*|<=|[-+*/^(),])"
)


class Workbook:
    """Cells by sheet and address: numbers, words, formulas with the value written beside them."""

    def __init__(self, path: Path) -> None:
        self.numbers: dict[tuple[str, str], float] = {}
        self.words: dict[tuple[str, str], str] = {}
        self.formulas: dict[tuple[str, str], str] = {}
        self.cached: dict[tuple[str, str], float] = {}
        self.sheets: list[str] = []
        with zipfile.ZipFile(path) as book:
            shared = [
                "".join(node.text or "" for node in item.iter(f"{{{NS['m']}}}t"))
                for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", NS)
            ]
            listed = ElementTree.fromstring(book.read("xl/workbook.xml")).findall(".//m:sheet", NS)
            self.sheets = [str(sheet.get("name")) for sheet in listed]
            for position, name in enumerate(self.sheets, 1):
                root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{position}.xml"))
                for node in root.findall(".//m:c", NS):
                    self._add((name, str(node.get("r"))), node, shared)

    def _add(self, at: tuple[str, str], node: ElementTree.Element, shared: list[str]) -> None:
        value, formula = node.find("m:v", NS), node.find("m:f", NS)
        if value is None or value.text is None:
            return
        if formula is not None:
            assert node.get("t") is None, f"{at}: the value of a formula is no number"
            self.formulas[at], self.cached[at] = str(formula.text), float(value.text)
        elif node.get("t") == "s":
            self.words[at] = shared[int(value.text)]
        else:
            self.numbers[at] = float(value.text)

    def calculated(self) -> dict[tuple[str, str], float]:
        """All formulas, worked out from the numbers; what was written beside them is not looked at."""
        done: dict[tuple[str, str], float] = {}
        busy: set[tuple[str, str]] = set()

        def cell(at: tuple[str, str]) -> float | None:
            if at in self.formulas:
                if at not in done:
                    assert at not in busy, f"{at} looks at itself"
                    busy.add(at)
                    done[at] = value(at)
                return done[at]
            return self.numbers.get(at)

        def look(sheet: str, first: str, last: str) -> float | list[float | None]:
            if not last:
                return cell((sheet, first)) or 0.0
            return [cell((sheet, address)) for address in _between(first, last)]

        def value(at: tuple[str, str]) -> float:
            written, end = [], 0
            for found in TOKEN.finditer(self.formulas[at]):
                assert found.start() == end, f"{at}: {self.formulas[at]}"
                end = found.end()
                if found["ref"]:
                    sheet, _, address = found["ref"].rpartition("!")
                    first, _, last = address.replace("$", "").partition(":")
                    written.append(f"look({(sheet.strip(chr(39)) or at[0])!r}, {first!r}, {last!r})")
                else:
                    written.append(f"f_{found['name']}" if found["name"] else found["other"].replace("^", "**"))
            assert end == len(self.formulas[at]), f"{at}: {self.formulas[at]}"
            return float(eval("".join(written), {"look": look, **FUNCTIONS}))

        for at in self.formulas:
            cell(at)
        return done

    def row(self, sheet: str, label: str, *, last: bool = False) -> int:
        """Line of a label in the first column."""
        lines = [int(a[1:]) for (s, a), word in self.words.items() if s == sheet and word == label and a[0] == "A"]
        return (max if last else min)(lines)


def _between(first: str, last: str) -> Iterator[str]:
    (a, line), (b, other) = (re.fullmatch(r"([A-Z]+)(\d+)", x).groups() for x in (first, last))
    for column in range(_number(a), _number(b) + 1):
        for row in range(int(line), int(other) + 1):
            yield f"{_name(column)}{row}"


def _number(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - 64
    return number


def _name(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _flat(values: object) -> Iterator[float]:
    for value in values if isinstance(values, list | tuple) else [values]:
        if isinstance(value, list):
            yield from _flat(value)
        elif value is not None:
            yield value


def _irr(flows: list[float | None], guess: float) -> float:
    """Root nearest to the guess, between bounds that widen until they hold one."""

    def present(rate: float) -> float:
        return sum(flow / (1.0 + rate) ** t for t, flow in enumerate(_flat(flows)))

    width = 1e-4
    while present(low := max(guess - width, -0.999)) * present(high := guess + width) > 0.0:
        width *= 2.0
        assert width < 1e3, "no rate"
    return float(brentq(present, low, high, xtol=1e-14))


FUNCTIONS = {
    "f_SUM": lambda *values: sum(_flat(values)),
    "f_MIN": lambda *values: min(_flat(values)),
    "f_MAX": lambda *values: max(_flat(values)),
    "f_AVERAGE": lambda *values: (lambda listed: sum(listed) / len(listed))(list(_flat(values))),
    "f_ROUND": round,
    "f_IF": lambda condition, yes, no: yes if condition else no,
    "f_NPV": lambda rate, values: sum(v / (1.0 + rate) ** t for t, v in enumerate(_flat(values), start=1)),
    "f_SUMPRODUCT": lambda a, b: sum(x * y for x, y in zip(a, b, strict=True)),
    "f_IRR": _irr,
}
