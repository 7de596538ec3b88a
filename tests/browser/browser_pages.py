"""A browser, pages to open in it, and a line that says when there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from devtools import Browser, Tab, browser_path
from screenshots import ROOT

from storage_opt.cli import _run
from storage_opt.messages import set_language

NO_BROWSER = (
    "browser tests: no Chromium found; make test-browser installs one where it can, STORAGE_OPT_BROWSER names one"
)

PLANT = {"power_mw": 10, "energy_mwh": 65, "wear_jpy_per_mwh": 100, "soe_initial_mwh": 0}
RUN = {
    "name": "Tokyo 10 MW, LTDA round 3",
    "area": "tokyo",
    "start_fiscal_year": 2029,
    "battery": PLANT,
    "prices": {"source": "bundled:synthetic", "fiscal_years": [2023, 2024]},
    "eligibility": "ignore",
    "scheme": {"kind": "ltda", "round": 3, "price_jpy_per_kw_year": 40_000, "term_years": 2},
    "finance": {"life_years": 2, "capex_jpy_per_kwh": 5_000, "fixed_opex_jpy_per_kw_year": 5000},
}
STUDY = {
    "name": "Merchant or LTDA, 3 or 6 hours",
    "base": {key: value for key, value in RUN.items() if key not in ("name", "scheme", "prices")}
    | {"prices": {"source": "bundled:synthetic", "fiscal_years": [2023]}},
    "axes": {
        "battery.energy_mwh": [{"name": "3 h", "value": 33}, {"name": "6 h", "value": 65}],
        "scheme": [{"name": "Merchant", "value": {"kind": "merchant"}}, {"name": "LTDA", "value": RUN["scheme"]}],
    },
    "reference": "3 h · Merchant",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line that these tests were left out."""
    if any(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"SKIPPED {NO_BROWSER}", yellow=True)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    program = browser_path()
    if program is None:
        pytest.skip(NO_BROWSER)
    browser = Browser(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A page of its own for each test, which may complain of nothing."""
    tab = Tab(browser)
    yield tab
    complaints = tab.complaints()
    tab.close()
    assert not complaints


@pytest.fixture(scope="session")
def results(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a run in each language, a comparison and an auction, small cases of bundled data."""
    made = tmp_path_factory.mktemp("results")
    for name, content in (("run", RUN), ("study", STUDY)):
        (made / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    made_by = {
        "run": ["run", str(made / "run.yaml")],
        "study": ["compare", str(made / "study.yaml")],
        "round": ["auction", str(ROOT / "configs" / "rounds" / "round_1.yaml")],
    }
    set_language("en")
    try:
        for name, words in made_by.items():
            first, second = (made / "shown" / f"{name}-{language}" for language in ("en", "ja"))
            assert _run([*words, "--out", str(first), "--lang", "en"]) == 0
            shutil.copytree(first, second)
            set_language("ja")
            again = ["report", str(second)] if name == "run" else [*words, "--resume", "--out", str(second)]
            assert _run([*again, "--lang", "ja"]) == 0
            set_language("en")
    finally:
        set_language(None)
    return made / "shown"
