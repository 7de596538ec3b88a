"""Write docs/reference/synthetic_fit.md, generated against published statistics; a test checks that it is up to date.

python docs/reference/make_synthetic.py
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from storage_opt.inputs.bundled import bundled_spot_files
from storage_opt.inputs.bundled_balancing import bundled_balancing
from storage_opt.inputs.synthetic.balancing_levels import level_of
from storage_opt.inputs.synthetic.balancing_rules import era_of
from storage_opt.inputs.synthetic.calendar import SEASONS, days_of, season_indices
from storage_opt.inputs.synthetic.calibration import EQUAL_SHARE, template
from storage_opt.inputs.synthetic.dataset import BUNDLED_FISCAL_YEARS, BUNDLED_SEED
from storage_opt.inputs.synthetic.generate import generate_spot
from storage_opt.inputs.synthetic.intraday import PUBLISHED, generate_intraday, system_price
from storage_opt.markets.acceptance import accepted_share
from storage_opt.markets.acceptance_fit import fit_acceptance
from storage_opt.records.awards_market import PRODUCTS
from storage_opt.records.prices import AREAS

HERE = Path(__file__).parent
PAGE = HERE / "synthetic_fit.md"
HEAD = (
    "mean",
    "std",
    "p5",
    "p95",
    "floor_share",
    "spike_share",
    "spread",
    "tb2h",
    "tb4h",
    "day_correlation",
    "weekend_ratio",
)
MORE = (
    *("week_correlation", "slot_day_correlation", "spread_p10", "spread_p50", "spread_p90"),
    *("floor_run", "spike_run", "peak_share", "valley_share", "max"),
)
NAMES = {
    "floor_share": "at 0.01 %", "spike_share": "≥ 30 %", "spread": "max−min", "tb2h": "TB2h", "tb4h": "TB4h",
    "day_correlation": "ac1", "weekend_ratio": "weekend", "week_correlation": "ac7", "slot_day_correlation": "slot ac (day)",
    "spread_p10": "spread p10", "spread_p50": "p50", "spread_p90": "p90", "floor_run": "floor run", "spike_run": "≥ 30 run",
    "peak_share": "peak 16–21 h %", "valley_share": "valley 8–15 h %",
}  # fmt: skip
NO_SLACK = ("day_correlation", "weekend_ratio")
SLACK = 0.5
AFTER = "2026-09-01"
# Correlations and shares of equal prices: price_statistics 4.5.
COUPLING = {
    2023: (0.76, 0.92, 0.78, 30, 86, 80, 18), 2024: (0.75, 0.91, 0.77, 27, 76, 75, 9), 2025: (0.82, 0.86, 0.67, 29, 77, 71, 8),
}  # fmt: skip


@cache
def spot(year: int, regime: str) -> np.ndarray:
    """Generate the spot prices of the bundled seed."""
    return generate_spot(year, seed=BUNDLED_SEED, regime=regime)


@cache
def published() -> dict[tuple[int, str], dict[str, float]]:
    """Read the published statistics by fiscal year and area."""
    lines = (HERE / "published_spot.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {(int(r.pop("fy")), r.pop("area")): {k: float(v) for k, v in r.items()} for r in rows}


def statistics(prices: np.ndarray, fiscal_year: int) -> dict[str, float]:
    """Compute the same statistics of generated prices, shape (slots,)."""
    days = prices.reshape(-1, 48)
    ordered, daily = np.sort(days, axis=1), days.mean(axis=1)
    weekend = np.array([day.weekday() >= 5 for day in days_of(fiscal_year)])
    spread, peak, valley = ordered[:, -1] - ordered[:, 0], days.argmax(axis=1) + 1, days.argmin(axis=1) + 1
    return {
        "mean": prices.mean(), "std": prices.std(), "max": prices.max(),
        "p5": np.percentile(prices, 5), "p95": np.percentile(prices, 95),
        "floor_share": 100 * (prices == 0.01).mean(), "spike_share": 100 * (prices >= 30).mean(), "spread": spread.mean(),
        "tb2h": (ordered[:, -4:].mean(axis=1) - ordered[:, :4].mean(axis=1)).mean(),
        "tb4h": (ordered[:, -8:].mean(axis=1) - ordered[:, :8].mean(axis=1)).mean(),
        "day_correlation": correlation(daily[1:], daily[:-1]), "week_correlation": correlation(daily[7:], daily[:-7]),
        "slot_day_correlation": np.mean([correlation(days[1:, s], days[:-1, s]) for s in range(48)]),
        "weekend_ratio": daily[weekend].mean() / daily[~weekend].mean(),
        **{f"spread_p{p}": np.percentile(spread, p) for p in (10, 50, 90)},
        "floor_run": run_length(prices == 0.01), "spike_run": run_length(prices >= 30),
        "peak_share": 100 * ((peak >= 33) & (peak <= 42)).mean(),
        "valley_share": 100 * ((valley >= 17) & (valley <= 30)).mean(),
    }  # fmt: skip


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two series."""
    return float(np.corrcoef(one, other)[0, 1])


def run_length(mask: np.ndarray) -> float:
    """Mean length of runs."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]]))).reshape(-1, 2)
    return float((edges[:, 1] - edges[:, 0]).mean()) if edges.size else 0.0


def digits(value: float) -> str:
    """Two decimals below 10, one below 100."""
    return f"{value:.2f}" if abs(value) < 9.995 else f"{value:.1f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Lay a table out."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def limits() -> dict[tuple[str, str], tuple[float, float]]:
    """Span of the three published years, widened by 10 % or half a unit."""
    known, found = published(), {}
    for area in AREAS:
        for name in HEAD:
            values = [known[year, area][name] for year in BUNDLED_FISCAL_YEARS]
            slack = 0.0 if name in NO_SLACK else SLACK
            found[area, name] = min(min(values) * 0.9, min(values) - slack), max(max(values) * 1.1, max(values) + slack)
    return found


def spot_tables(market: dict[int, np.ndarray]) -> str:
    """Headline statistics by year and area, structure, and what lies outside."""
    known, allowed, outside, parts, more = published(), limits(), [], [], []
    for year, prices in market.items():
        rows = []
        for area, mine in zip(AREAS, prices, strict=True):
            made = statistics(mine, year)
            rows.append([area, *(f"{digits(made[n])} / {digits(known[year, area][n])}" for n in HEAD)])
            more.append([area, str(year), *(f"{digits(made[n])} / {digits(known[year, area][n])}" for n in MORE)])
            low_high = ((n, made[n], *allowed[area, n]) for n in HEAD)
            outside += [
                f"FY{year} {area} {n}: {v:.3f}, allowed {a:.3f} to {b:.3f}"
                for n, v, a, b in low_high
                if not a <= v <= b
            ]
        parts.append(f"**FY{year}**\n\n" + table(["area", *(NAMES.get(n, n) for n in HEAD)], rows))
    count = len(HEAD) * len(AREAS) * len(market)
    verdict = f"{count - len(outside)} of {count} values lie within the span of the three published years widened by 10 % or half a unit"
    parts.append(verdict + (". Outside: " + "; ".join(outside) if outside else "; none lies outside") + ".")
    more.sort(key=lambda row: AREAS.index(row[0]))
    return "\n\n".join([*parts, table(["area", "FY", *(NAMES.get(n, n) for n in MORE)], more)])


def shape_table(market: dict[int, np.ndarray]) -> str:
    """Root mean square difference of the mean price by half-hour, for each season."""
    rows = []
    for row, area in enumerate(AREAS):
        cells = []
        for year, prices in market.items():
            days, season = prices[row].reshape(-1, 48), season_indices(year)
            difference = [days[season == s].mean(axis=0) - template(year).shape[row, s] for s in range(len(SEASONS))]
            cells += [f"{np.sqrt((d**2).mean()):.2f}" for d in difference]
        rows.append([area, *cells])
    head = ["area", *(f"FY{year} {season}" for year in market for season in SEASONS)]
    return table(head, rows)


def coupling_tables(market: dict[int, np.ndarray]) -> str:
    """Correlations and equal prices of pairs."""
    place = AREAS.index
    pairs = [("tokyo", "kansai"), ("kansai", "kyushu"), ("tokyo", "hokkaido")]
    equal = [("tokyo", "kansai"), ("kansai", "kyushu"), ("tokyo", "tohoku")]
    rows = []
    for n, (a, b) in enumerate(pairs):
        cells = [f"{correlation(p[place(a)], p[place(b)]):.2f} / {COUPLING[y][n]}" for y, p in market.items()]
        rows.append([f"correlation {a}–{b}", *cells])
    for n, (a, b) in enumerate(equal):
        cells = [f"{100 * (p[place(a)] == p[place(b)]).mean():.0f} / {COUPLING[y][3 + n]}" for y, p in market.items()]
        rows.append([f"{a} = {b}, %", *cells])
    rows.append(
        [
            "all nine equal, %",
            *(f"{100 * (p.max(0) == p.min(0)).mean():.0f} / {COUPLING[y][6]}" for y, p in market.items()),
        ]
    )
    for (a, b), share in EQUAL_SHARE.items():
        cells = [f"{100 * (p[place(a)] == p[place(b)]).mean():.0f} / {100 * share[y]:.0f}" for y, p in market.items()]
        rows.append([f"{a} = {b}, %, against the input", *cells])
    return table(["", *(f"FY{year}" for year in market)], rows)


def intraday_table() -> str:
    """Intraday less system price, both regimes."""
    rows = []
    for regime, years in (("normal", (2023, 2024, 2025)), ("crisis", (2020, 2021, 2022))):
        for year in years:
            prices = spot(year, regime)
            made, system = generate_intraday(year, prices, seed=BUNDLED_SEED, regime=regime), system_price(prices)
            gap, wide = made.mean_jpy_per_kwh - system, made.high_jpy_per_kwh - made.low_jpy_per_kwh
            values = (
                *(gap.mean(), gap.std(), correlation(made.mean_jpy_per_kwh, system), wide.mean()),
                *(made.trades.mean(), made.volume_mwh.mean()),
            )
            formats = ("{:.2f}", "{:.2f}", "{:.3f}", "{:.2f}", "{:.0f}", "{:.0f}")
            cells = [f"{f.format(v)} / {f.format(w)}" for f, v, w in zip(formats, values, PUBLISHED[year], strict=True)]
            rows.append([str(year), *cells])
    return table(["FY", "mean", "std", "correlation", "high − low", "trades per slot", "MWh per slot"], rows)


def solar_table() -> str:
    """Effect of the solar factor, FY2024."""
    rows = []
    for factor in (0.8, 1.0, 1.2, 1.5):
        prices = generate_spot(2024, seed=BUNDLED_SEED, solar_scale=factor)
        cells = []
        for area in ("tokyo", "kyushu"):
            made = statistics(prices[AREAS.index(area)], 2024)
            midday = prices[AREAS.index(area)].reshape(-1, 48)[:, 20:28].mean()
            cells += [f"{made['mean']:.2f}", f"{midday:.2f}", f"{made['floor_share']:.1f}", f"{made['tb4h']:.1f}"]
        rows.append([str(factor), *cells])
    head = [f"{area} {name}" for area in ("Tokyo", "Kyushu") for name in ("mean", "10–14 h", "at 0.01 %", "TB4h")]
    return table(["solar factor", *head], rows)


def balancing_tables() -> str:
    """Volumes and prices of all Japan by product, and of the areas under the rules of September 2026."""
    parts = []
    for title, year, rules in (
        ("FY2023, by date", 2023, "delivery"),
        ("FY2024, by date (rr_fit to 13 March 2025)", 2024, "delivery"),
        ("FY2025, by date (to 13 March 2026)", 2025, "delivery"),
        ("Rules of 1 September 2026 on the days of FY2024", 2024, AFTER),
    ):
        books = {area: bundled_balancing(area, year, rules) for area in AREAS}
        rows = []
        for product in PRODUCTS:
            runs = {area: book.of(product)[0] for area, book in books.items() if book.of(product)}
            if runs:
                rows.append([product, *against(runs, product, rules)])
        head = [
            "product",
            "requirement MW",
            "offer MW",
            "award MW",
            "blocks with award %",
            "price",
            "worst area, price",
        ]
        parts.append(f"**{title}**\n\n" + table(head, rows))
    return "\n\n".join(parts)


def against(runs: dict, product: str, rules: str) -> list[str]:
    """Give sums over areas, generated / published; the area whose price is farthest off."""
    made, known, prices = np.zeros(4), np.zeros(4), {}
    paid = np.zeros(2)
    for area, run in runs.items():
        level = level_of(era_of(run.first_day) if rules == "delivery" else era_of_date(rules), product)
        days = np.bincount(run.seasons, minlength=4) / run.n_days
        row = AREAS.index(area)
        mine = [run.requirement_mw.mean(), run.offer_mw.mean(), run.award_mw.mean(), (run.award_mw > 0).mean() / 9]
        theirs = [(x[row] * days).sum() for x in (level.requirement, level.offer, level.award, level.share / 9)]
        made, known = made + mine, known + theirs
        income = np.nansum(run.mean_jpy_per_kw_slot * run.award_mw) / run.award_mw.size
        expected = np.nansum(level.price[row] * level.award[row] * days)
        paid += (income, expected)
        if theirs[2] > 1.0:
            prices[area] = income / mine[2], expected / theirs[2]
    worst = max(prices, key=lambda area: abs(prices[area][0] / prices[area][1] - 1.0))
    cells = [f"{a:.0f} / {b:.0f}" for a, b in zip(made[:3], known[:3], strict=True)]
    cells.append(f"{100 * made[3]:.0f} / {100 * known[3]:.0f}")
    cells.append(f"{paid[0] / made[2]:.2f} / {paid[1] / known[2]:.2f}")
    return [*cells, f"{worst} {prices[worst][0]:.2f} / {prices[worst][1]:.2f}"]


def era_of_date(rules: str) -> str:
    """Key of the statistics for rules on an ISO date."""
    return str(era_of(date.fromisoformat(rules)))


def acceptance_table() -> str:
    """Tabulate acceptance of composite and fcr by area under the rules of September 2026, night and evening of autumn."""
    rows = []
    for product in ("composite", "fcr"):
        for area in AREAS:
            (run,) = bundled_balancing(area, 2024, AFTER).of(product)
            prices = np.array([1.0, 3.0, 5.0, 7.0, 10.0])
            q = accepted_share(prices[:, None, None], fit_acceptance(run, 10.0))[:, SEASONS.index("autumn")]
            rows.append([product, area, *(f"{v:.2f}" for v in (*q[:, 4], *q[:, 34]))])
    head = [f"{when}, {price}" for when in ("02:00", "17:00") for price in (1, 3, 5, 7, 10)]
    return table(["product", "area", *head], rows)


def crisis_table() -> str:
    """Headline statistics of the crisis years."""
    names, known, rows = (
        ("mean", "std", "p95", "floor_share", "spike_share", "spread", "tb4h", "day_correlation", "spike_run", "max"),
        published(),
        [],
    )
    for year in (2020, 2021, 2022):
        prices = spot(year, "crisis")
        for area, mine in zip(AREAS, prices, strict=True):
            made = statistics(mine, year)
            rows.append([str(year), area, *(f"{digits(made[n])} / {digits(known[year, area][n])}" for n in names)])
    return table(["FY", "area", *(NAMES.get(n, n) for n in names)], rows)


def page() -> str:
    """Return the page as it should be."""
    market = {}
    for year, path in zip(BUNDLED_FISCAL_YEARS, bundled_spot_files(), strict=True):
        column = pq.read_table(path, columns=["spot_jpy_per_kwh"]).column(0).to_numpy()
        market[year] = column.reshape(len(AREAS), -1)
    return f"""# Synthetic data against published statistics

Made from the bundled files (seed {BUNDLED_SEED}) and the generator by `make_synthetic.py`. Every cell is generated / published.
What the generator does, and where it may not be believed: [synthetic.md](synthetic.md).

## Spot, regime normal

Prices in JPY/kWh, shares in % of slots, runs in slots. max−min, TB2h, TB4h: mean over days of the highest less the lowest
slot, of the top less the bottom four, eight slots. ac1, ac7: correlation of the daily mean with the day, the week before.
slot ac: of a half-hour with the same half-hour of the day before. weekend: Saturdays and Sundays over weekdays.

{spot_tables(market)}

## Shape: mean price by half-hour

Root mean square over the 48 half-hours of generated less published mean. [JPY/kWh]

{shape_table(market)}

## Coupling

The last eight rows compare with the shares given to the generator, of which some are inferred (calibration.py).

{coupling_tables(market)}

## Intraday less system price

[JPY/kWh]; the system price is stood in for by a weighted mean of the areas.

{intraday_table()}

## Solar factor, FY2024

{solar_table()}

## Balancing results

All Japan: mean MW per block, share of blocks with an award (mean of areas), award-weighted price in JPY/kW/slot; last column:
the area with an award of more than 1 MW whose price is farthest off. Seasons not published are those inferred in
`balancing_statistics.csv`.

{balancing_tables()}

## Acceptance under the rules of 1 September 2026

Share of autumn days on which an offer at 1, 3, 5, 7, 10 JPY/kW/slot is awarded, in the half-hours from 02:00 and 17:00;
bundled results on the days of FY2024.

{acceptance_table()}

## Spot, regime crisis

{crisis_table()}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
