"""Pages of the explorer, filled from the templates of the reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage_opt.explore.difference import Row, figure_rows, other_causes, settings
from storage_opt.explore.figures import margin_per_kw_year
from storage_opt.explore.jobs import ENDED, Job
from storage_opt.explore.order import Order
from storage_opt.explore.shelf import Folder
from storage_opt.messages import LANGUAGES, Message, catalogue, text
from storage_opt.reports.measures import PERCENT
from storage_opt.reports.numerals import NOTHING, amount, number, size
from storage_opt.reports.sight import kind_of, share_text
from storage_opt.reports.template import template

TOLD = ("project_irr", "npv_jpy", "owner_net", "margin", "margin_jpy", "public_net")
"""Figures of the sentence above two runs."""
REFRESH_S = 2
"""How often a page of a run asks for itself again where scripts are switched off. [s]"""


@dataclass(frozen=True)
class Pages:
    """All pages in one language.

    Parameters
    ----------
    base : str
        Beginning of every address: ``/TOKEN/``.
    language : str
        ``en`` or ``ja``.
    here : str
        Rest of the address of this page, for the language switch.
    """

    base: str
    language: str
    here: str

    def t(self, name: str, /, **values: object) -> str:
        """Text ``explore.NAME`` in the language of the page."""
        return text(f"explore.{name}", self.language, **values)

    def _render(self, name: str, **values: Any) -> str:
        others = [(each, f"{self.base}{each}/{self.here}") for each in LANGUAGES if each != self.language]
        return template(name).render(
            t=self.t,
            lang=self.language,
            base=self.base,
            home=f"{self.base}{self.language}/",
            others=others,
            **({"refresh": None} | values),
        )

    def listing(self, root: str, folders: Sequence[Folder], jobs: Sequence[Job]) -> str:
        """Show all folders and the runs of this session."""
        runs = sum(folder.is_run for folder in folders)
        rows, shown = [self._row(folder) for folder in folders], [self.job_state(job) for job in reversed(jobs)]
        return self._render("explore_list.html", root=root, rows=rows, jobs=shown, can_compare=runs > 1)

    def _row(self, folder: Folder) -> dict[str, Any]:
        row: dict[str, Any] = {
            "folder": folder,
            "kind": self.t(f"kind.{folder.kind}"),
            "written": folder.written.strftime("%Y-%m-%d %H:%M"),
            "is_synthetic": folder.is_synthetic,
            "detail": "",
            "cells": None,
        }
        if folder.is_run:
            row["cells"] = self._cells(folder)
        elif folder.kind == "comparison" and folder.summary:
            row["detail"] = self.t("cases", count=len(folder.summary["cases"]))
        elif folder.kind == "auction" and folder.summary:
            row["detail"] = self.t("rounds", count=len(folder.summary["rounds"]))
        else:
            row["detail"] = self.t("damaged")
        return row

    def _cells(self, folder: Folder) -> dict[str, str]:
        summary, language = folder.summary, self.language
        finance, first = summary["finance"], summary["years"][0]
        irr = None if finance is None else finance["project_irr"]
        return {
            "area": text(f"cli.area.{summary['area'] or 'unnamed'}", language),
            "size": self.t("size", power=size(summary["power_mw"]), energy=size(first["energy_mwh"])),
            "scheme": self._scheme(folder),
            "sight": self._sight(folder),
            "objective": amount(summary["solve"]["objective_jpy"], language),
            "margin": number(margin_per_kw_year(summary), 0),
            "irr": NOTHING if irr is None else number(PERCENT * irr, 2) + "%",
        }

    def _scheme(self, folder: Folder) -> str:
        kinds = dict.fromkeys(scheme["kind"] for scheme in folder.summary["years"][0]["schemes"])
        names = [text(f"reports.contract.scheme.{kind}", self.language) for kind in kinds or ("merchant",)]
        return text("reports.join", self.language).join(names)

    def _sight(self, folder: Folder) -> str:
        kind, summary = kind_of(folder.summary), folder.summary
        ratio = summary["capture_ratio"]["value"] if kind == "captured" else None
        return self.t(f"sight.{kind}", ratio=share_text(ratio))

    def comparison(self, a: Folder, b: Folder) -> str:
        """Show two runs side by side."""
        groups, causes = figure_rows(a, b, self.language), other_causes(a, b)
        project_settings = settings(a.manifest["project"], b.manifest["project"])
        is_moved = [None not in (cause.before, cause.after) for cause in causes]
        return self._render(
            "explore_compare.html",
            a=a,
            b=b,
            sides=[self._row(folder) for folder in (a, b)],
            groups=[(self.t(f"group.{name}"), rows) for name, rows in groups.items()],
            told=self._told([row for rows in groups.values() for row in rows]),
            settings=[(each, self._meaning(each.key)) for each in project_settings],
            causes=[
                ("moved", [cause for cause, moved in zip(causes, is_moved, strict=True) if moved]),
                ("one_sided", [cause for cause, moved in zip(causes, is_moved, strict=True) if not moved]),
            ],
        )

    def _told(self, rows: Sequence[Row]) -> str:
        """Say in a sentence what B is against A: the figures that a reader asks for first, those that differ."""
        named = {row.name: row for row in rows}
        moved = [row for name in TOLD if (row := named.get(name)) is not None and row.before != row.after]
        parts = [
            self.t(
                "compare.told.figure",
                figure=row.label,
                before=row.before,
                after=row.after,
                unit=row.unit,
                change=row.change if row.percent == NOTHING else row.percent,
            )
            for row in moved
        ]
        return (
            self.t("compare.told", figures=self.t("compare.told.join").join(parts)) if parts else self.t("compare.same")
        )

    def _meaning(self, key: str) -> str:
        """Name a key of the project where it has a name for readers."""
        name = f"comparison.axis.{key}"
        return text(name, self.language) if name in catalogue(self.language) else ""

    def form(self, order: Order, faults: Sequence[Message], origin: str) -> str:
        """Show the form for a run with other settings."""
        return self._render(
            "explore_rerun.html",
            order=order,
            origin=origin,
            faults=[fault.text(self.language) for fault in faults],
            rows=min(40, max(12, order.project.count("\n") + 2)),
        )

    def job(self, job: Job, result: Folder | None) -> str:
        """Show one run of this session."""
        state = self.job_state(job)
        refresh = None if job.state in ENDED else REFRESH_S
        shown = {"project": job.order.project.strip(), "settings": "\n".join(job.order.overrides)}
        return self._render("explore_job.html", job=job, state=state, result=result, order=shown, refresh=refresh)

    def job_state(self, job: Job) -> dict[str, Any]:
        """Say how far a run is; what the script asks for."""
        return {
            "number": job.number,
            "name": job.order.name,
            "state": job.state,
            "text": self.t(f"state.{job.state}"),
            "progress": job.progress(),
            "seconds": self.t("seconds", seconds=job.elapsed_s),
            "is_ended": job.state in ENDED,
            "told": job.told,
        }

    def refused(self, head: str, detail: str) -> str:
        """Show why there is no page."""
        return self._render("explore_refused.html", head=head, detail=detail)
