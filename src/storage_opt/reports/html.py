"""``report.html``: one file that opens offline."""

from __future__ import annotations

from markupsafe import Markup
from plotly.offline import get_plotlyjs

from storage_opt.reports.outputs import Outputs
from storage_opt.reports.page.basis import basis
from storage_opt.reports.page.bid import bid
from storage_opt.reports.page.charts import charts
from storage_opt.reports.page.contracts import contracts
from storage_opt.reports.page.finance import finance
from storage_opt.reports.page.frame import frame_of
from storage_opt.reports.page.head import head, tiles
from storage_opt.reports.page.rolling import rolling
from storage_opt.reports.page.streams import streams
from storage_opt.reports.page.tables import definitions, durations, key_figures, months, offers
from storage_opt.reports.template import template
from storage_opt.reports.texts import texts

PAGE_BYTES = 5_800_000
YEAR_BYTES = 20_000
FINANCE_BYTES = 150_000
"""Size that a page of up to twenty years keeps below, and what a year without its slots and finance take of it."""


def render(outputs: Outputs, language: str) -> str:
    """Make the page.

    Parameters
    ----------
    outputs : Outputs
        Content of an output folder.
    language : str
        ``en`` or ``ja``.

    Returns
    -------
    str
        HTML with everything in it; a content security policy forbids the browser any request.
    """
    frame, plotly = frame_of(outputs, language), get_plotlyjs()
    money = finance(frame)
    room = PAGE_BYTES - len(plotly) - YEAR_BYTES * len(frame.years) - (0 if money is None else FINANCE_BYTES)
    return template("report.html").render(
        t=frame.t,
        shared=frame.t,
        lang=language,
        plotly=Markup(plotly),
        head=head(frame),
        bid=bid(frame),
        tiles=tiles(frame),
        streams=streams(frame),
        rolling=rolling(frame),
        contract=contracts(frame),
        finance=money,
        years=key_figures(frame),
        months=months(frame),
        offers=offers(frame),
        durations=durations(frame),
        charts=charts(frame, room),
        notes={kind: texts(outputs, kind, language) for kind in ("warnings", "unverified_facts")},
        definitions=definitions(frame),
        basis=basis(frame),
    )
