"""Every seeded fault is refused, by name, in both languages, and the page that shows them is what is printed."""

from __future__ import annotations

import re

import pytest
from seeded_faults import FAULTS, PAGE, page, told


@pytest.mark.parametrize("seeded", FAULTS, ids=lambda seeded: seeded.what)
def test_fault_is_told(tmp_path, seeded):
    code, text = told(seeded, tmp_path)
    assert code == seeded.code, text
    for part in seeded.says:
        assert part in text, f"{part!r} is not in:\n{text}"
    assert len(re.findall(r"^ \* ", text, flags=re.MULTILINE)) == seeded.faults, text
    assert len(re.findall(r"^   \S", text, flags=re.MULTILINE)) == seeded.faults, text
    assert "Traceback" not in text


@pytest.mark.parametrize("seeded", FAULTS, ids=lambda seeded: seeded.what)
def test_fault_is_told_in_japanese(tmp_path, seeded):
    code, text = told(seeded, tmp_path, "ja")
    assert code == seeded.code
    assert re.search(r"[ぁ-ん]", text), text


def test_page_is_what_is_printed():
    assert PAGE.read_text(encoding="utf-8") == page()
