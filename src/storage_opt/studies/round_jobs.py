"""The candidates of all variants of a round as jobs: checked, and faults told together before anything is solved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage_opt.errors import InputError, RoundError
from storage_opt.inputs.case_key import case_key
from storage_opt.inputs.project import Project, project_of
from storage_opt.inputs.project_compliance import candidate_of
from storage_opt.inputs.round import Round, RoundVariant
from storage_opt.inputs.round_project import project_content
from storage_opt.inputs.study_faults import CaseFaults
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import Message, say
from storage_opt.records.eligibility import Status
from storage_opt.records.prices import PriceBook, SourceFile
from storage_opt.records.round import RoundCandidate
from storage_opt.schemes.base import Plant
from storage_opt.schemes.eligibility_ltda import ltda_entry
from storage_opt.studies.batches import Job
from storage_opt.studies.bench import prices_of
from storage_opt.studies.candidates import STATED, ltda_of
from storage_opt.studies.foresight_check import check_forecaster
from storage_opt.studies.life import PUBLIC_RATE, Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.population import together
from storage_opt.studies.price_book import load_prices

DURATION = "minimum_duration"


@dataclass(frozen=True)
class RoundJob:
    """A candidate of one variant.

    Parameters
    ----------
    variant : RoundVariant
        The round that it bids in.
    candidate : RoundCandidate
        Who bids.
    lot : str or None
        Lot; ``None``: no lot takes it.
    offered_kw : int
        Contracted capacity. [kW]
    barred : Message or None
        Why it may not enter, whatever its price.
    job : Job
        What finds its price.
    """

    variant: RoundVariant
    candidate: RoundCandidate
    lot: str | None
    offered_kw: int
    barred: Message | None
    job: Job

    def at_price(self, jpy_per_kw_year: float) -> Job:
        """Return the job that settles the candidate at a price that was given to it. [JPY/kW/year]"""
        ask = dict(self.job.ask) | {"price": STATED, "jpy_per_kw_year": jpy_per_kw_year}
        return replace(self.job, key=_key(self.job.ask["case"], ask), ask=ask)


def public_rate(variant: RoundVariant) -> float:
    """Rate at which the public side discounts. [1/year]"""
    if variant.asked.public_discount_rate is not None:
        return variant.asked.public_discount_rate
    finance = variant.base.content.get("finance")
    stated = finance.get("public_discount_rate") if isinstance(finance, dict) else None
    return float(stated) if isinstance(stated, int | float) else PUBLIC_RATE


class JobMaker:
    """Makes jobs; price files are read once for all candidates that use the same.

    Attributes
    ----------
    books : dict
        Prices that were read.
    sources : list of SourceFile
        Files of prices and of other markets, each once.
    """

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.books: dict[tuple[object, ...], PriceBook | InputError] = {}
        self.sources: list[SourceFile] = []

    def jobs(self) -> tuple[tuple[RoundJob, ...], ...]:
        """Jobs of every variant.

        Raises
        ------
        RoundError
            Faults of the projects or of their prices: those of all candidates together.
        """
        found, made, count = CaseFaults(), [], 0
        for variant in self.round.variants:
            jobs = []
            for candidate in (*variant.projects, *together(variant.populations, variant.book)):
                count += 1
                try:
                    jobs.append(self._job(variant, candidate))
                except InputError as error:
                    found.add(candidate.candidate_id, error, variant.subject)
            made.append(tuple(jobs))
        if faults := found.together(count):
            raise RoundError(str(self.round.path), faults)
        return tuple(made)

    def _job(self, variant: RoundVariant, candidate: RoundCandidate) -> RoundJob:
        asked = variant.asked
        content = project_content(variant.base.content, candidate, asked.round, asked.contract, asked.beside)
        if asked.public_discount_rate is not None and isinstance(content["finance"], dict):
            content["finance"]["public_discount_rate"] = asked.public_discount_rate
        if asked.eligibility == "ignore":
            content["eligibility"] = "ignore"
        shown = YamlFile(variant.base.content, variant.base.lines, variant.base.raw)
        project = project_of(content, shown, variant.folder, variant.subject, base=variant.folder)
        checksums, plant = self._read(project)
        case = case_key(project.echo, project.read_paths, checksums)
        target = variant.target
        ask = {
            "case": case,
            "price": asked.price,
            "metric": target.metric,
            "target": target.value if candidate.target is None else candidate.target,
        }
        lot, barred = _entry(variant, project, plant)
        job = Job(candidate.candidate_id, _key(case, ask), content, variant.folder, checksums, ask)
        return RoundJob(variant, candidate, lot, ltda_of(project).contracted_kw(plant), barred, job)

    def _read(self, project: Project) -> tuple[tuple[str, ...], Plant]:
        """Checksums of all files with prices, which are read and found fit for the project; the plant as schemes see it."""
        prices = prices_of(project)
        if prices not in self.books:
            try:
                self.books[prices] = load_prices(project)
            except InputError as error:
                self.books[prices] = error
        book = self.books[prices]
        if isinstance(book, InputError):
            raise book
        market = MarketData(project, book)
        market.read_all()
        check_forecaster(project, book.area)
        plant = Life(project, book).plant
        files = (*book.sources, *market.sources)
        self.sources += [file for file in files if file not in self.sources]
        return tuple(file.sha256 for file in files), plant


def _key(case: str, ask: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([case, dict(ask)], sort_keys=True).encode()).hexdigest()


def _entry(variant: RoundVariant, project: Project, plant: Plant) -> tuple[str | None, Message | None]:
    """Lot of a candidate, and why it may not enter."""
    asked = variant.asked
    hours = plant.hours()
    lot = variant.lots.of("battery", project.compliance.kind_of_cell, hours)
    if hours < variant.lots.shortest_h and lot is not None:
        lot = None
    if lot is None:
        return None, say("round.barred.no_lot", hours=hours, least=variant.lots.shortest_h)
    if asked.eligibility != "enforce":
        return lot, None
    entry = ltda_entry(candidate_of(plant, project.site, project.compliance), asked.round, variant.book)
    missing = [r for r in entry.of(Status.NOT_MET) if not (r.name == DURATION and asked.minimum_hours is not None)]
    if not missing:
        return lot, None
    first = missing[0]
    name = say(f"eligibility.name.{first.name}")
    return lot, say("round.barred.not_eligible", count=len(missing), name=name, expected=first.expected)
