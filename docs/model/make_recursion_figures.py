"""Draw docs/model/figures/recursion_*.svg: value functions and best actions of one day of the bundled Tokyo prices and offers.

python docs/model/make_recursion_figures.py

All prices are synthetic. Smallest bids are left out, so that the pictures show the recursion and not its jumps at 1 MW.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

import storage_opt as so
from storage_opt.solve.one_store import StoreProblem, ValueFunction, solve_store
from storage_opt.solve.store_bridge import read_store
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.offer_places import offer_places
from storage_opt.studies.run import load_prices, next_case
from storage_opt.studies.year_problem import YearModel
from storage_opt.timeline import SLOT_H, SLOTS_PER_DAY

HERE = Path(__file__).parent
FOLDER = HERE / "figures"
PROJECT = HERE.parents[1] / "configs" / "balancing.yaml"
FIRST_DAY, N_DAYS, SHOWN_DAY = 135, 7, 3
"""A week in August; its fourth day is shown, one of the few on which discharging beats offering."""
HOURS = (9, 17)
CLOSE_UP_MWH = (0.0, 40.0)
ENERGIES = 201
SEEN = 20
"""Modes of fewer energies than these are too small to be seen: no line in the legend."""

INK, GREY, BLUE, ORANGE = "#222222", "#bbbbbb", "#1f5fa8", "#d9730d"
MODES = {
    "charge": "#2c7fb8",
    "idle": "#eeeeee",
    "discharge": "#d95f0e",
    "offer composite": "#238b45",
    "offer tertiary-2": "#b8de8f",
    "offer both products": "#66bd63",
    "discharge and offer": "#f4b183",
}


def week(*changes: str) -> StoreProblem:
    """Arrays of one week, smallest bids left out, energy at its end as at its start."""
    project = so.read_project(PROJECT, ["area=tokyo", *changes])
    book = load_prices(project)
    markets = MarketData(project, book)
    case = markets.add_to(next_case(project, book, markets.prices_of(book.years[0]), []))
    problem = YearModel(project.site, project.spot).problem(case)
    year = read_store(problem, offer_places(problem, case.offers), SLOT_H).store
    part = slice(FIRST_DAY * SLOTS_PER_DAY, (FIRST_DAY + N_DAYS) * SLOTS_PER_DAY)
    return replace(part_of(year, part), r_min_mw=np.zeros((part.stop - part.start, year.n_products)))


def part_of(problem: StoreProblem, part: slice, **changes: object) -> StoreProblem:
    """Cut some slots out of a problem."""
    names = [name for name in vars(problem) if isinstance(getattr(problem, name), np.ndarray)]
    return replace(problem, **{name: getattr(problem, name)[part] for name in names}, **changes)


@dataclass
class Picture:
    """Marks of one SVG file, in pixels."""

    width: float
    height: float
    marks: list[str] = field(default_factory=list)

    def line(self, points: Iterable[tuple[float, float]], colour: str, width: float = 1.5, dash: str = "") -> None:
        """Add straight lines through points."""
        at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 2.2, *, is_hollow: bool = False) -> None:
        """Add a small circle."""
        fill = "#ffffff" if is_hollow else colour
        self.marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{colour}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Add a filled rectangle."""
        self.marks.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{colour}"/>')

    def text(self, x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> None:
        """Add words."""
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{INK}"'
        self.marks.append(f"<text {place}>{escape(words)}</text>")

    def write(self, name: str) -> None:
        """Write the file."""
        frame = f'width="{self.width:.0f}" height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {frame} font-family="sans-serif">'
        ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
        (FOLDER / name).write_text("\n".join([head, ground, *self.marks, "</svg>", ""]), encoding="utf-8")


@dataclass(frozen=True)
class Axes:
    """A rectangle of a picture with its two scales."""

    picture: Picture
    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return self.left + across * self.width, self.top + self.height * (1.0 - up)

    def frame(self, title: str, x_ticks: Sequence[float], y_ticks: Sequence[float], x_words: str = "") -> None:
        """Add frame, scales and words around them."""
        p, bottom = self.picture, self.top + self.height
        for x in x_ticks:
            across = self.at(x, self.y_range[0])[0]
            p.line([(across, bottom), (across, bottom + 4)], INK, 1.0)
            p.text(across, bottom + 17, f"{x:g}", "middle", 11)
        for y in y_ticks:
            up = self.at(self.x_range[0], y)[1]
            p.line([(self.left - 4, up), (self.left, up)], INK, 1.0)
            p.text(self.left - 7, up + 4, f"{y:,g}", "end", 11)
        corners = [(0, 0), (self.width, 0), (self.width, self.height), (0, self.height), (0, 0)]
        p.line([(self.left + x, self.top + y) for x, y in corners], INK, 1.0)
        p.text(self.left, self.top - 8, title, size=13)
        p.text(self.left + self.width / 2, bottom + 34, x_words, "middle")


def ticks(low: float, high: float) -> list[float]:
    """About five round numbers in a range."""
    step = 10.0 ** np.floor(np.log10((high - low) / 2.0))
    step *= next(k for k in (1.0, 2.0, 5.0, 10.0) if (high - low) / (k * step) <= 6.0)
    return [float(k * step) for k in range(int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9)) + 1)]


def stretches(function: ValueFunction) -> list[tuple[int, int]]:
    """First and last point of every concave stretch: cut at gaps, jumps and convex kinks."""
    x, v, found, first = function.energy_mwh, function.value_jpy, [], 0
    for k in range(1, len(x) + 1):
        is_cut = k == len(x) or bool(function.starts[k])
        if is_cut:
            found.append((first, k - 1))
            first = k
        elif k - first >= 2 and (v[k - 1] - v[k - 2]) * (x[k] - x[k - 1]) < (v[k] - v[k - 1]) * (x[k - 1] - x[k - 2]):
            found.append((first, k - 1))
            first = k - 1
    return found


def draw_values(values: dict[int, ValueFunction], first: int) -> None:
    """``V_t`` less the straight line between its ends, at two hours, whole and close up; stretches in two colours in turn."""
    picture = Picture(920, 660)
    for row, hour in enumerate(HOURS):
        function = values[first + int(hour / SLOT_H)]
        x, v = function.energy_mwh, function.value_jpy
        slope = (v[-1] - v[0]) / (x[-1] - x[0])
        above = (v - v[0] - slope * (x - x[0])) / 1000.0
        parts = stretches(function)
        words = f"{hour:02d}:00, less {slope / 1000:.2f} JPY/kWh · {len(x)} points, {len(parts)} stretches"
        for column, (low, high) in enumerate(((float(x[0]), float(x[-1])), CLOSE_UP_MWH)):
            seen = np.append(above[(x >= low) & (x <= high)], np.interp([low, high], x, above))
            margin = 0.08 * np.ptp(seen)
            y_range = (float(seen.min() - margin), float(seen.max() + margin))
            place = (75 + 450 * column, 45 + 310 * row, 365, 215)
            axes = Axes(picture, *place, (low, high), y_range)
            draw_stretches(axes, x, above, parts, radius=2.4 if column else 1.4)
            axes.frame("close up" if column else words, ticks(low, high), ticks(*y_range), "stored energy, MWh")
        picture.text(15, 45 + 310 * row - 26, "1,000 JPY", size=11)
    picture.write("recursion_values.svg")


def draw_stretches(axes: Axes, x: np.ndarray, y: np.ndarray, parts: Sequence[tuple[int, int]], radius: float) -> None:
    """Draw the part of a function inside the frame, its points as dots and its cuts."""
    (low, high), picture = axes.x_range, axes.picture
    for i, (begin, end) in enumerate(parts):
        colour = (BLUE, ORANGE)[i % 2]
        inside = np.clip(x[begin : end + 1], low, high)
        if inside[0] == inside[-1]:
            continue
        if i and low < x[begin] < high:
            at = axes.at(x[begin], 0.0)[0]
            picture.line([(at, axes.top), (at, axes.top + axes.height)], GREY, 0.7, "3,3")
        part = np.interp(inside, x[begin : end + 1], y[begin : end + 1])
        picture.line([axes.at(*point) for point in zip(inside, part, strict=True)], colour)
        for k in range(begin, end + 1):
            if low <= x[k] <= high:
                picture.dot(*axes.at(x[k], y[k]), colour, radius)


def mode_of(c: float, d: float, r: np.ndarray) -> str:
    """Name of an action."""
    if c > 1e-6:
        return "charge"
    composite, tertiary = r[0] > 1e-6, r[1] > 1e-6
    if d > 1e-6:
        return "discharge and offer" if composite or tertiary else "discharge"
    if composite and tertiary:
        return "offer both products"
    return "offer composite" if composite else "offer tertiary-2" if tertiary else "idle"


def draw_modes(problem: StoreProblem, values: dict[int, ValueFunction], first: int, path: np.ndarray) -> None:
    """Best action at every stored energy of every slot of a day, each the problem of one slot with the value after it; the plan on top."""
    picture, high = Picture(920, 480), float(problem.ceiling_mwh[0])
    axes = Axes(picture, 75, 40, 640, 370, (0.0, 24.0), (0.0, high))
    energies, met = np.linspace(0.0, high, ENERGIES), Counter[str]()
    for slot in range(SLOTS_PER_DAY):
        t = first + slot
        found = []
        for energy in energies:
            one = part_of(problem, slice(t, t + 1), start_mwh=float(energy), final=values[t + 1])
            best = solve_store(one)
            found.append(mode_of(best.charge_mw[0], best.discharge_mw[0], best.reserve_mw[0]))
        met.update(found)
        edges = [0, *(k for k in range(1, ENERGIES) if found[k] != found[k - 1]), ENERGIES]
        for begin, end in pairwise(edges):
            # Every energy of the grid stands for half a step on either side.
            half = 0.5 * high / (ENERGIES - 1)
            low, top = max(0.0, energies[begin] - half), min(high, energies[end - 1] + half)
            (x0, y0), (x1, y1) = axes.at(slot * SLOT_H, top), axes.at((slot + 1) * SLOT_H, low)
            picture.box(x0, y0, x1 - x0 + 0.3, y1 - y0, MODES[found[begin]])
    steps = [axes.at(slot * SLOT_H, float(path[slot])) for slot in range(SLOTS_PER_DAY + 1)]
    picture.line(steps, "#ffffff", 4.0)
    picture.line(steps, "#000000", 2.0)
    axes.frame("stored energy at the start of the slot, MWh", range(0, 25, 3), ticks(0.0, high), "hour of the day")
    shown = [name for name in MODES if met[name] >= SEEN]
    for i, name in enumerate(shown):
        picture.box(735, 60 + 24 * i, 16, 14, MODES[name])
        picture.text(758, 72 + 24 * i, name)
    picture.line([(735, 67 + 24 * len(shown)), (751, 67 + 24 * len(shown))], "#000000", 2.0)
    picture.text(758, 72 + 24 * len(shown), "the week's plan")
    picture.write("recursion_modes.svg")


def draw_jump(values: dict[int, ValueFunction], slots: Sequence[int], final: float, reach: float) -> None:
    """``V_t`` near a fixed final energy, one to three slots before the end, where offers drain nothing."""
    picture = Picture(920, 350)
    for place, t in enumerate(slots):
        function = values[t]
        x, v = function.energy_mwh, function.value_jpy / 1000.0
        near = (x >= final - reach) & (x <= final + reach)
        margin = 0.08 * np.ptp(v[near])
        y_range = (float(v[near].min() - margin), float(v[near].max() + margin))
        axes = Axes(picture, 75 + 290 * place, 40, 205, 240, (final - reach, final + reach), y_range)
        for i in range(1, len(x)):
            if near[i] and near[i - 1] and not function.starts[i]:
                picture.line([axes.at(x[i - 1], v[i - 1]), axes.at(x[i], v[i])], BLUE)
        for i in np.flatnonzero(near):
            is_below = any(x[k] == x[i] and v[k] > v[i] for k in range(len(x)))
            picture.dot(*axes.at(x[i], v[i]), BLUE, 2.6, is_hollow=is_below)
        ends = "1 slot" if place == 0 else f"{max(values) - t} slots"
        axes.frame(f"1,000 JPY, {ends} before the end", ticks(*axes.x_range), ticks(*y_range), "stored energy, MWh")
    picture.write("recursion_jump.svg")


def main() -> None:
    """Solve and draw."""
    FOLDER.mkdir(exist_ok=True)
    problem, first = week(), SHOWN_DAY * SLOTS_PER_DAY
    result = solve_store(problem, value_slots=range(first, first + SLOTS_PER_DAY + 1))
    size = result.size
    print(
        f"gap {result.relative_gap:.1e}, points of a value function: {size.points_max} at most, {size.points_mean:.0f} mean"
    )
    draw_values(result.values, first)
    draw_modes(problem, result.values, first, result.energy_mwh[first - 1 : first + SLOTS_PER_DAY])
    still = week("markets.balancing.activation={composite: 0.0, rr_fit: 0.0}")
    end = still.n_slots
    slots = (end - 1, end - 2, end - 3)
    result = solve_store(still, value_slots=(*slots, end))
    draw_jump(result.values, slots, float(still.final.energy_mwh[0]), 60.0)


if __name__ == "__main__":
    main()
