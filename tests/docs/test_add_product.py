"""The page on adding a product, done to a copy of the package: name, rules, texts; then its project runs."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pages import run_page

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "add_product.md").read_text(encoding="utf-8")
EDIT = re.compile(r"```python\n# (\S+), (instead of|after) the line that begins with ([^\n]+)\n(.*?)```", re.S)
RULES = re.compile(r"```yaml\n# (\S+), at the end of the values of each of these rules\n(.*?)```", re.S)


def edited(root: Path) -> int:
    """Do the edits of the page below ``root``; returns how many there were."""
    edits = EDIT.findall(PAGE)
    for path, where, beginning, line in edits:
        file = root / path
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = [at for at, each in enumerate(lines) if each.lstrip().startswith(beginning)]
        lines[at : at + 1] = [line] if where == "instead of" else [lines[at], line]
        file.write_text("".join(lines), encoding="utf-8")
    for path, added in RULES.findall(PAGE):
        file = root / path
        text = file.read_text(encoding="utf-8")
        for name, value in re.findall(r"^(\w+): \{(.*)\}$", added, re.M):
            head, begin, rest = text.partition(f"\n{name}:\n")
            assert begin, name
            section, end, after = rest.partition("\n\n")
            text = head + begin + section.rstrip() + f"\n    {value}" + end + after
        file.write_text(text, encoding="utf-8")
    return len(edits)


def write_prices(path: Path) -> None:
    """Ten days: cheap at noon, with a price of the product."""
    rows, at = ["slot_start,spot_jpy_per_kwh,ramp_jpy_per_kw_slot,ramp_acceptance"], datetime(2025, 4, 1)
    for slot in range(480):
        price = 6 if 20 <= slot % 48 < 28 else 14
        rows.append(f"{at.isoformat()},{price},3.0,0.5")
        at += timedelta(minutes=30)
    path.write_text("\n".join(rows) + "\n")


def test_a_product_is_added_as_the_page_says(tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "market_data", copy / "market_data")
    assert edited(copy) == 5
    work = tmp_path / "work"
    work.mkdir()
    write_prices(work / "ramp.csv")
    monkeypatch.setenv("PYTHONPATH", str(copy / "src"))
    assert run_page(PAGE, work) == 1
    assert "ramp" in (work / "out" / "summary.json").read_text(encoding="utf-8")
