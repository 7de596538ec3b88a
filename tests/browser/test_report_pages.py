"""Reports in a real browser: they ask nobody for anything, complain of nothing, and work with mouse, keyboard and on a phone."""

from __future__ import annotations

import base64

import pytest
from screenshots import PICTURES

pytestmark = pytest.mark.browser
PAGES = {"run": "report.html", "study": "comparison.html", "round": "auction.html"}
WIDE, PHONE = (1280, 900), (390, 844)


@pytest.fixture(params=["en", "ja"])
def lang(request):
    return request.param


@pytest.fixture
def report(tab, results, lang):
    tab.open((results / f"run-{lang}" / "report.html").as_uri())
    tab.wait("document.querySelector('#week-shown').textContent")
    return tab


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_for_itself_alone_and_fits(tab, results, lang, kind):
    url = (results / f"{kind}-{lang}" / PAGES[kind]).as_uri()
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        tab.size(*size)
        tab.open(url)
        assert tab.run("document.documentElement.lang") == lang
        assert tab.wait("document.querySelectorAll('.chart .main-svg').length") > 0, "no chart was drawn"
        assert tab.run("document.querySelectorAll('.chart:empty').length") == 0, "a chart is empty"
        tab.picture(PICTURES / f"{kind}-{lang}-{name}.png")
        tab.picture(PICTURES / f"{kind}-{lang}-{name}-whole.png", whole=True)
        assert tab.run("document.documentElement.scrollWidth") <= size[0], f"wider than the window: {name}"
    assert tab.requests() == [url] * 2


@pytest.mark.parametrize("kind", PAGES)
def test_every_control_of_a_page_works_without_a_complaint(tab, results, lang, kind):
    tab.open((results / f"{kind}-{lang}" / PAGES[kind]).as_uri())
    tab.wait("document.querySelector('.chart .main-svg') !== null")
    tab.run("document.querySelectorAll('details').forEach(d => d.querySelector('summary').click())")
    tab.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    tab.run(
        """document.querySelectorAll('main select').forEach(s => {
          s.selectedIndex = s.options.length - 1; s.dispatchEvent(new Event('change', {bubbles: true})); });
        document.querySelectorAll('main input[type=range]').forEach(r => { for (const to of [r.max, r.min]) {
          r.value = to; for (const kind of ['input', 'change']) r.dispatchEvent(new Event(kind, {bubbles: true})); } });
        document.querySelectorAll('main input:is([type=checkbox], [type=radio])').forEach(c => c.click());
        document.querySelectorAll('main button:not(.modebar-btn):not(:disabled)').forEach(b => b.click())"""
    )
    tab.picture(PICTURES / f"{kind}-{lang}-used-whole.png", whole=True)
    assert len(tab.requests()) == 1


@pytest.mark.parametrize("kind", PAGES)
def test_tab_reaches_all_that_can_be_used(tab, results, kind):
    tab.open((results / f"{kind}-en" / PAGES[kind]).as_uri())
    tab.wait("document.querySelector('.chart .main-svg') !== null")
    count = """[...document.querySelectorAll('a[href], button:not(:disabled), select, input, summary, [tabindex="0"]')].filter(
      e => e.checkVisibility({visibilityProperty: true})).map(e => { e.dataset.reach = ''; return e; }).length"""
    assert tab.run(count) > 5
    tab.run("document.addEventListener('focusin', e => { delete e.target.dataset.reach; })")
    first, *_ = tab.reached_by_tab()
    assert first == "Skip to the result"
    left = tab.run("[...document.querySelectorAll('[data-reach]')].map(e => e.id || e.outerHTML.slice(0, 80))")
    assert not left


def test_the_day_picker_shows_the_day(report):
    first = report.run("document.querySelector('#why-date').value")
    before = report.run("document.querySelector('#why-table tbody').textContent")
    report.click("#why-after")
    assert report.run("document.querySelector('#why-date').value > document.querySelector('#why-date').min")
    assert report.run("document.querySelector('#why-table tbody').textContent") != before
    assert report.run("document.querySelectorAll('#why-table tbody tr').length") == 48
    report.run(
        "(d => { d.value = '2023-08-15'; d.dispatchEvent(new Event('change')); })(document.querySelector('#why-date'))"
    )
    assert report.run("document.querySelector('#why-shown').textContent").startswith("2023-08-15")
    report.run("(d => { d.value = d.min; d.dispatchEvent(new Event('change')); })(document.querySelector('#why-date'))")
    assert report.run("document.querySelector('#why-date').value") == first
    assert report.run("document.querySelector('#why-before').disabled")
    assert report.run("document.querySelector('#why-table tbody').textContent") == before


def test_the_week_follows_buttons_slider_and_date(report, lang):
    def shown() -> tuple[str, str]:
        axis = "document.querySelector('#chart-week').layout.xaxis.range[0]"
        return report.run("document.querySelector('#week-date').value"), report.run(
            f"new Date({axis}).toISOString().slice(0, 10)"
        )

    assert shown() == ("2023-04-01", "2023-04-01")
    report.click("#week-after")
    assert shown() == ("2023-04-08", "2023-04-08")
    report.run("document.querySelector('#week-slide').focus()")
    report.press("ArrowRight", 3)
    assert shown() == ("2023-04-11", "2023-04-11")
    report.run(
        "(d => { d.value = '2023-12-24'; d.dispatchEvent(new Event('change')); })(document.querySelector('#week-date'))"
    )
    assert shown() == ("2023-12-24", "2023-12-24")
    report.run("document.querySelector('#week-details summary').focus()")
    report.press("Enter")
    report.wait("document.querySelectorAll('#week-table tbody tr').length === 7 * 48")
    report.run("document.querySelector('#week-controls').scrollIntoView({block: 'center', behavior: 'instant'})")
    report.picture(PICTURES / f"run-{lang}-week.png")
    report.run("document.querySelector('#why').scrollIntoView({behavior: 'instant'})")
    assert report.run(
        "document.querySelector('#why h2').getBoundingClientRect().top >= document.querySelector('#picker').offsetHeight"
    )
    report.picture(PICTURES / f"run-{lang}-why.png")


def test_another_year_is_drawn(report):
    months = "JSON.stringify(document.querySelector('#chart-months').data.map(t => t.y))"
    before, named = report.run(months), report.run("document.querySelector('[data-year]').textContent")
    report.run("(s => { s.value = '1'; s.dispatchEvent(new Event('change')); })(document.querySelector('#year'))")
    report.wait("document.querySelector('#week-date').value.startsWith('2024')")
    assert report.run(months) != before
    assert report.run("document.querySelector('[data-year]').textContent") != named


def test_the_report_prints_on_a4(report, lang):
    report.call("Emulation.setEmulatedMedia", media="print")
    report.size(703, 1040)  # 186 mm × 275 mm: A4 less the margins of the page
    report.run("window.dispatchEvent(new Event('beforeprint'))")  # as the browser's print command does
    report.browser.listen(0.5)
    report.picture(PICTURES / f"run-{lang}-paper-whole.png", whole=True)
    assert report.run("document.documentElement.scrollWidth") <= 703
    assert not report.run("document.querySelector('#week-controls').checkVisibility()")
    pdf = base64.b64decode(report.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
    (PICTURES / f"run-{lang}.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF") and pdf.count(b"/MediaBox") > 1
