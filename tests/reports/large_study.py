"""A study of any number of cases, made of a few solved ones: long names, a life of twenty years, a warning of its own for each case."""

from dataclasses import asdict, replace

from storage_opt.messages import say
from storage_opt.records.case_figures import CaseFigures
from storage_opt.reports.texts import packed

YEARS = 20
SCHEMES = (
    "長期脱炭素電源オークション 第3回",
    "容量市場と補助金 1/2",
    "契約なしの市場運用",
    "Capacity market & <b>grant</b>",
)


def large(comparison, count):
    """Spread the cases of a small study over ``count`` energies and schemes, no two with the same figures."""
    rows = [_row(comparison, at) for at in range(count)]
    first = rows[0].solved.figures
    rows = [replace(row, difference=_less(row.solved.figures, first)) for row in rows]
    return replace(comparison, rows=tuple(rows), reference=rows[0].name, sweep=None, draws=None)


def _row(comparison, at):
    small = comparison.rows[at % len(comparison.rows)]
    scheme, mwh = SCHEMES[at % len(SCHEMES)], 20 + at // len(SCHEMES)
    axes = {"battery.energy_mwh": f"{mwh} MWh", "scheme": scheme}
    project = {"battery": {"energy_mwh": mwh}, "scheme": {"kind": "custom"}}
    grown = 1.0 + at / 7_919
    figures = {k: v * grown if isinstance(v, float) else v for k, v in asdict(small.solved.figures).items()}
    kept = dict(small.solved.kept)
    year = kept["summary"]["years"][0]
    years = [
        {k: v * grown * 1.01**n if isinstance(v, float) else v for k, v in year.items()} | {"fiscal_year": 2029 + n}
        for n in range(YEARS)
    ]
    own = packed(say("project.default.efficiency", value=0.5 + at / 10_000))
    kept |= {
        "summary": kept["summary"] | {"years": years},
        "texts": kept["texts"] | {"warnings": [*kept["texts"]["warnings"], own]},
    }
    solved = replace(small.solved, key=f"{at:064x}", figures=CaseFigures(**figures), kept=kept)
    return replace(small, name=f"{mwh} MWh · {scheme}", axes=axes, project=project, outcome=solved)


def _less(figures, base):
    pairs = ((name, getattr(figures, name), getattr(base, name)) for name in asdict(figures))
    return {name: None if value is None or of_base is None else value - of_base for name, value, of_base in pairs}
