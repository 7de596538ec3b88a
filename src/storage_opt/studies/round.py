"""A round from candidates to awards, variant by variant: the walk as a page of calls."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage_opt.auction.clearing import clear
from storage_opt.errors import InputError
from storage_opt.inputs.round import Round, RoundVariant
from storage_opt.messages import LANGUAGES, Message, say
from storage_opt.records.auction import Award, Bid, Clearing
from storage_opt.records.round import Auction, BidFigures, PricedBid, RoundResult, YearOfBid
from storage_opt.records.rule_book import doubtful_facts
from storage_opt.records.study import Answer, Failed
from storage_opt.schemes.ltda_replay import replay_assumptions, replay_table
from storage_opt.studies.batch_run import BatchRun
from storage_opt.studies.batches import MOST, Job
from storage_opt.studies.candidates import RULE_VALUES, price_candidate, rule_values
from storage_opt.studies.executors import Executors, Local
from storage_opt.studies.operate import Tell
from storage_opt.studies.parts import PartStore
from storage_opt.studies.round_figures import round_figures, shares
from storage_opt.studies.round_jobs import JobMaker, RoundJob, public_rate

ONE = Local(1)
"""In this process."""
OVER = 1.0 + 1e-9
"""A price counts as above another beyond this. [-]"""


def auction(
    round_: Round,
    *,
    executor: Executors = ONE,
    store: PartStore | None = None,
    earlier: Sequence[Path] = (),
    tell: Tell = lambda _: None,
) -> Auction:
    """Find the bids of all candidates of all variants, and clear each variant.

    Parameters
    ----------
    round_ : Round
        As read.
    executor : Executors
        Where bids are found; no figure depends on it.
    store : PartStore or None
        Keeps each batch as it finishes.
    earlier : sequence of Path
        Folders with batches that earlier runs finished.
    tell : callable
        Is told what happens, for progress.

    Raises
    ------
    RoundError
        Before anything is solved: faults of projects and prices, of all candidates together.
    """
    began = time.perf_counter()
    tell(say("round.progress.check"))
    maker = JobMaker(round_)
    jobs = maker.jobs()
    run = BatchRun(price_candidate, executor, store, earlier, tell, figures_of)
    checked = time.perf_counter()
    run.solve(_in_order([job for of_variant in jobs for job in of_variant]), "round.progress.price", MOST)
    cleared = [
        _cleared(variant, of_variant, run.outcomes) for variant, of_variant in zip(round_.variants, jobs, strict=True)
    ]
    run.solve([job for _, _, cut in cleared for job in cut.values()], "round.progress.cut", MOST)
    results = tuple(
        _result(variant, clearing, _at_cut_prices(priced, cut, run.outcomes), run.outcomes)
        for variant, (clearing, priced, cut) in zip(round_.variants, cleared, strict=True)
    )
    ended = time.perf_counter()
    return Auction(
        round_.name,
        results,
        prices={source.name: source.sha256 for source in maker.sources},
        is_synthetic=any(book.is_synthetic for book in maker.books.values() if not isinstance(book, InputError)),
        resumed=len(run.resumed),
        solved=len(run.seconds),
        seconds={"check": checked - began, "price": ended - checked, "bids": sum(run.seconds), "total": ended - began},
        parts=run.parts(),
    )


def _in_order(jobs: Sequence[RoundJob]) -> list[Job]:
    """Jobs of all variants: candidates of one area, duration and size stand together, as they meet the same problems."""

    def place(job: RoundJob) -> tuple[str, float, float]:
        return job.candidate.area, job.candidate.hours, job.candidate.power_mw

    return [job.job for job in sorted(jobs, key=place)]


def _cleared(
    variant: RoundVariant, jobs: Sequence[RoundJob], outcomes: Mapping[str, Answer | Failed]
) -> tuple[Clearing, dict[str, PricedBid], dict[str, Job]]:
    """Clear a variant; the third part are jobs that settle winners at a price that monitoring cut, by bid."""
    priced = {job.candidate.candidate_id: priced_bid(job, outcomes[job.job.key]) for job in jobs}
    clearing = clear([*variant.given, *(p.bid for p in priced.values())], variant.rules, variant.asked.seed)
    by_id = {job.candidate.candidate_id: job for job in jobs}
    cut = {
        award.bid.bid_id: by_id[award.bid.bid_id].at_price(award.price_jpy_per_kw_year)
        for award in clearing.awards
        if award.bid.bid_id in by_id and _is_cut(award)
    }
    return clearing, priced, cut


def _is_cut(award: Award) -> bool:
    return award.awarded and award.price_jpy_per_kw_year != award.bid.price_jpy_per_kw_year


def priced_bid(job: RoundJob, outcome: Answer | Failed) -> PricedBid:
    """Make a bid of what was found; where there is none, or it may not enter, it is barred and says why.

    A price above the ceiling of the round, where that is known, bars a bid; one above what the costs allow does where the round asks
    for it.
    """
    candidate, asked = job.candidate, job.variant.asked
    bid = Bid(
        bid_id=candidate.candidate_id,
        lot=job.lot,
        offered_kw=job.offered_kw,
        price_jpy_per_kw_year=math.nan,
        area=candidate.area,
        chemistry=candidate.chemistry,
        cell_country=candidate.cell_country,
        has_priority=bool(candidate.certified_plan),
        barred=job.barred,
    )
    if isinstance(outcome, Failed):
        why = job.barred or say("round.barred.failed", code=outcome.exit_code)
        return PricedBid(
            candidate, replace(bid, barred=why), None, (), False, outcome.texts, outcome.exit_code, outcome.key
        )
    figures, years = figures_of(outcome)
    price, cost, ceiling = (
        figures.price_jpy_per_kw_year,
        figures.cost_based_jpy_per_kw_year,
        figures.ceiling_jpy_per_kw_year,
    )
    is_over = price > cost * OVER
    barred = job.barred
    if not outcome.figures["is_reached"]:
        ask = job.job.ask
        why = barred or say("round.barred.unreachable", metric=say(f"bid.metric.{ask['metric']}"), target=ask["target"])
        return PricedBid(candidate, replace(bid, barred=why), None, key=outcome.key)
    if barred is None and ceiling is not None and price > ceiling * OVER:
        barred = say("round.barred.over_ceiling", price=price, ceiling=ceiling)
    elif barred is None and is_over and asked.over_cost == "bar":
        barred = say("round.barred.over_cost", price=price, cost=cost)
    bid = replace(
        bid,
        price_jpy_per_kw_year=price,
        parts_jpy_per_kw_year=outcome.detail["parts"],
        barred=barred,
    )
    return PricedBid(candidate, bid, figures, years, is_over, None, 0, outcome.key)


def figures_of(answer: Answer) -> tuple[BidFigures, tuple[YearOfBid, ...]]:
    """Read back what the work function laid out.

    Raises
    ------
    KeyError, TypeError
        Another edition laid it out.
    """
    if RULE_VALUES not in answer.detail:
        raise KeyError(RULE_VALUES)
    figures: dict[str, Any] = {name: value for name, value in answer.figures.items() if name != "is_reached"}
    figures |= {name: int(figures[name]) for name in ("contracted_kw", "whole_hours")}
    return BidFigures(**figures), tuple(YearOfBid(**year) for year in answer.detail["years"])


def _at_cut_prices(
    priced: Mapping[str, PricedBid], cut: Mapping[str, Job], outcomes: Mapping[str, Answer | Failed]
) -> dict[str, PricedBid]:
    """Give winners whose price was cut the figures at that price: a refund, and with it dispatch, turns on the price."""
    settled = dict(priced)
    for name, job in cut.items():
        outcome = outcomes[job.key]
        if isinstance(outcome, Failed):
            settled[name] = replace(settled[name], figures=None, failure=outcome.texts, exit_code=outcome.exit_code)
        else:
            figures, years = figures_of(outcome)
            settled[name] = replace(settled[name], figures=figures, years=years, key=outcome.key)
    return settled


def _result(
    variant: RoundVariant,
    clearing: Clearing,
    priced: Mapping[str, PricedBid],
    outcomes: Mapping[str, Answer | Failed],
) -> RoundResult:
    rate = public_rate(variant)
    answers = [a for p in priced.values() if isinstance(a := outcomes.get(p.key), Answer)]
    replayed = variant.replayed
    told = [text for answer in answers for text in answer.detail["warnings"]]
    facts = [text for answer in answers for text in answer.detail["facts"]]
    if replayed is not None:
        told += [_in_all(note) for note in replay_assumptions(variant.book, variant.asked.round, replayed)]
    facts += [_in_all(fact) for fact in doubtful_facts(variant.book)]
    return RoundResult(
        variant.name,
        clearing,
        priced,
        round_figures(clearing, priced, rate, variant.term_years, has_prices=variant.replayed is None),
        shares(clearing, lambda bid: bid.area),
        shares(clearing, lambda bid: bid.cell_country),
        rate,
        () if replayed is None else replay_table(clearing, variant.book),
        _once(facts),
        _once(told),
        {name: sha for answer in answers for name, sha in answer.detail["rules"].items()}
        | {use.file.name: use.file.sha256 for use in variant.book.used},
        rules=_each(
            [rule_values(variant.book), *(answer.detail[RULE_VALUES] for answer in answers)],
        ),
        foresight=str(variant.base.content.get("foresight", "perfect")),
        capture_ratio=_capture_ratio(variant.base.content.get("capture_ratio")),
    )


def _capture_ratio(stated: object) -> float | None:
    """Read the ratio of a base project, a number or a section; it was checked with the candidates."""
    value = stated.get("value") if isinstance(stated, Mapping) else stated
    return float(value) if isinstance(value, int | float) else None


def _in_all(message: Message) -> dict[str, str]:
    return {language: message.text(language) for language in LANGUAGES}


def _each(lists: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Mapping[str, Any], ...]:
    """Join lists of rule values, each rule of an index and a day once, in the order of their names."""
    found = {
        json.dumps([rule["name"], rule["index"], rule["on"]], sort_keys=True): rule for rules in lists for rule in rules
    }
    return tuple(found[place] for place in sorted(found))


def _once(texts: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    return tuple({text["en"]: text for text in texts}.values())
