"""The explorer in a real browser: choose, compare, switch the language, run again, stop; nothing is asked of any other place."""

from __future__ import annotations

import pytest
from explored_site import explorer, make_results
from screenshots import PICTURES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(browser, results, tmp_path_factory):
    made = tmp_path_factory.mktemp("explored")
    make_results(made / "files", made / "results")
    for folder in ("study", "round", "damaged", "stranger"):
        for path in (made / "results" / folder).iterdir():
            path.unlink()
        (made / "results" / folder).rmdir()
    for folder in results.iterdir():
        (made / "results" / folder.name).mkdir()
        for path in folder.iterdir():
            if path.is_file():
                (made / "results" / folder.name / path.name).write_bytes(path.read_bytes())
    return made


@pytest.fixture
def visitor(root):
    with explorer(root / "results", root / "files") as visitor:
        yield visitor


@pytest.fixture
def page(tab, visitor):
    """The list, opened; whatever is done from here on asks only this server."""
    tab.open(visitor.server.url)
    yield tab
    assert all(url.startswith(visitor.server.url) for url in tab.requests())


def pick(visitor, side: str, place: str) -> str:
    return f"input[name={side}][value='{visitor.key(place)}']"


def test_the_list_is_filtered_and_speaks_two_languages(page):
    page.picture(PICTURES / "explore-list-en.png")
    assert page.run("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.scroll'))"), (
        "all columns are in view"
    )
    assert page.run("document.querySelectorAll('#folders tbody tr').length") == 8
    page.click("#filter")
    page.type("ltda auction")
    assert page.run("[...document.querySelectorAll('#folders tbody tr')].filter(r => !r.hidden).length") == 2
    assert page.run("document.querySelector('#filter-shown').textContent") == "2 of 8 shown"
    page.click_and_load("a.language")
    assert page.run("[document.documentElement.lang, document.querySelector('h1').textContent]") == ["ja", "計算結果"]
    page.picture(PICTURES / "explore-list-ja.png")
    page.size(390, 844)
    assert page.run("document.documentElement.scrollWidth") <= 390
    page.picture(PICTURES / "explore-list-ja-phone.png")


def test_two_runs_are_compared_with_the_mouse(page, visitor):
    page.click(pick(visitor, "a", "small"))
    page.click(pick(visitor, "b", "deep/er/large"))
    page.click_and_load("button[type=submit]")
    assert "battery.energy_mwh" in page.run("document.querySelector('#settings').textContent")
    page.picture(PICTURES / "explore-compare-en-whole.png", whole=True)
    page.click_and_load(".swap a")
    assert (
        page.run("document.querySelector('#figures [data-name=objective_jpy] td:nth-of-type(5)').textContent")
        == "−50.0%"
    )
    page.size(390, 844)
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_runs_with_finance_and_contract_are_compared(page, visitor):
    page.open(f"{visitor.server.url}ja/compare?a={visitor.key('small')}&b={visitor.key('run-ja')}")
    page.picture(PICTURES / "explore-compare-ja-whole.png", whole=True)
    assert page.run("document.querySelectorAll('#figures tbody').length") >= 4


def test_a_run_is_started_followed_and_opened_by_keyboard(page, visitor):
    page.open(f"{visitor.server.url}en/rerun?of={visitor.key('small')}")
    page.run("document.querySelector('#settings').focus()")
    page.type("battery.energy_mwh=60\nname=sixty")
    page.picture(PICTURES / "explore-rerun-en.png")
    reached = page.reached_by_tab()
    assert reached[:3] == ["project", "name", "Start the run"]
    page.run("document.querySelector('button[type=submit]').focus()")
    page.press("Enter")
    page.wait("document.querySelector('.state.done') !== null")
    page.picture(PICTURES / "explore-job-en-done.png")
    page.run("document.querySelector('a.button').focus()")
    page.press("Enter")
    page.wait("document.querySelector('#chart-week .main-svg')")
    assert "sixty" in page.run("document.querySelector('h1').textContent")
    page.wait("document.querySelector('#week-shown').textContent")


def test_faults_are_shown_and_can_be_mended(page, visitor):
    page.open(f"{visitor.server.url}ja/rerun?of={visitor.key('small')}")
    page.run("document.querySelector('#settings').focus()")
    page.type("battery.power_mw=-5")
    page.click_and_load("button[type=submit]")
    page.wait("document.querySelector('.state.failed') !== null")
    page.picture(PICTURES / "explore-job-ja-failed.png")
    assert "battery.power_mw" in page.run("document.querySelector('#told').textContent")
    page.click_and_load("a.button")
    assert page.run("document.querySelector('#settings').value") == "battery.power_mw=-5"


def test_a_run_is_stopped_from_its_page(page, visitor):
    page.open(f"{visitor.server.url}en/rerun?of={visitor.key('run-en')}")
    page.run("document.querySelector('#settings').focus()")
    page.type("finance.life_years=20\nscheme.term_years=20")
    page.click_and_load("button[type=submit]")
    page.wait("document.querySelector('.state.running') !== null")
    page.picture(PICTURES / "explore-job-en-running.png")
    page.click("button[type=submit]")
    page.wait("document.querySelector('.state.stopped') !== null")
    assert not (visitor.server.runner.root / "run-en-2").exists()


def test_every_page_of_the_explorer_is_reached_by_tab(page, visitor):
    reached = page.reached_by_tab()
    assert reached[0] == "Skip to the content"
    assert {"All results", "日本語", "filter", "a", "b", "Compare A and B"} <= set(reached)


@pytest.mark.parametrize("name", ["report.html", "comparison.html", "auction.html"])
def test_reports_open_within_the_explorer(page, visitor, name):
    place = {"report.html": "run-ja", "comparison.html": "study-ja", "auction.html": "round-ja"}[name]
    page.open(f"{visitor.server.url}en/open/{visitor.key(place)}/{name}")
    assert page.wait("document.querySelectorAll('.chart .main-svg').length") > 0
    assert page.run("origin") == "null", "a report must not be able to act as a page of ours"
