"""The door for auction rounds: a YAML file in; rules, given bids and candidates of every variant out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError

from storage_opt.errors import Fault, InputError, ProjectError, RoundError
from storage_opt.inputs.overrides import put
from storage_opt.inputs.project_faults import schema_faults, where_of
from storage_opt.inputs.round_bids import doubled, read_bids, read_candidates
from storage_opt.inputs.round_faults import content_faults
from storage_opt.inputs.rules import rule_book
from storage_opt.inputs.schema_round import MARKS, PUBLISHED, PopulationSection, RoundFile
from storage_opt.inputs.scheme_file import with_scheme_files
from storage_opt.inputs.study_faults import CaseFaults, lines_without
from storage_opt.inputs.yaml_file import YamlFile, read_yaml
from storage_opt.messages import say
from storage_opt.records.auction import Bid, RoundRules
from storage_opt.records.bid import Target
from storage_opt.records.replay import PublishedAssumptions
from storage_opt.records.round import RoundCandidate
from storage_opt.records.rule_book import RuleBook
from storage_opt.schemes.ltda_auction import round_rules
from storage_opt.schemes.ltda_published import published_bids
from storage_opt.schemes.ltda_round import bidding_day
from storage_opt.schemes.round_lot import LotFinder
from storage_opt.units import KW_PER_MW


@dataclass(frozen=True)
class RoundVariant:
    """One round: rules, bids that are given, candidates whose bids are to be found.

    Parameters
    ----------
    name : str
        As readers see it.
    asked : RoundFile
        The file with everything that the variant sets.
    rules : RoundRules
        Rules that award.
    book : RuleBook
        Dated rules that were looked up.
    lots : LotFinder
        Lots of the round.
    given : tuple of Bid
        Bids with a price: of the table, published, and of other technologies.
    projects : tuple of RoundCandidate
        Candidates of the table.
    populations : tuple of PopulationSection
        Candidates that a generator draws.
    base : YamlFile
        What all candidates have in common.
    folder : Path
        From which paths of the base count.
    subject : str
        What faults of the base belong to.
    replayed : PublishedAssumptions or None
        What is assumed where the given bids stand for a published round: their prices are places in an order, not yen.
    """

    name: str
    asked: RoundFile
    rules: RoundRules
    book: RuleBook
    lots: LotFinder
    given: tuple[Bid, ...]
    projects: tuple[RoundCandidate, ...]
    populations: tuple[PopulationSection, ...]
    base: YamlFile
    folder: Path
    subject: str
    replayed: PublishedAssumptions | None = None

    @property
    def target(self) -> Target:
        """What every candidate wants to reach; a candidate may want another value."""
        ((metric, value),) = self.asked.target.items()
        return Target(metric, value)

    @property
    def term_years(self) -> int:
        """Payment years that the rules of the round give, or those of its contract. [year]"""
        stated = self.asked.contract.get("term_years")
        if isinstance(stated, int):
            return stated
        return int(
            self.book.number("ltda_contract.term", on=bidding_day(self.book, self.asked.round), round=self.asked.round)
        )

    @property
    def has_candidates(self) -> bool:
        """Whether bids are to be found."""
        return bool(self.projects or self.populations)


@dataclass(frozen=True)
class Round:
    """A checked round file.

    Parameters
    ----------
    name : str
        As in the file.
    variants : tuple of RoundVariant
        One where the file names none; differences are taken to the first.
    path : Path
        The file.
    source : YamlFile
        The file as read.
    tables : tuple of Path
        Tables of bids and candidates that were read.
    bids : str or None
        Table of bids that took the place of the one in the file, as seen from the folder of the file.
    """

    name: str
    variants: tuple[RoundVariant, ...]
    path: Path
    source: YamlFile
    tables: tuple[Path, ...]
    bids: str | None = None


@dataclass(frozen=True)
class KeptVariant:
    """What a manifest keeps of a variant besides the round file.

    Parameters
    ----------
    base : mapping
        The project that its candidates share.
    beside : sequence of mapping
        Schemes that stack on the contract, those of files put in.
    """

    base: Mapping[str, Any]
    beside: Sequence[Mapping[str, Any]]


def is_round(content: Mapping[str, Any]) -> bool:
    """Whether a YAML file is a round, and neither a project nor a study."""
    return "battery" not in content and "round" in content and any(key in content for key in MARKS)


def read_round(path: Path, bids: Path | None = None) -> Round:
    """Read a round with all its tables.

    Parameters
    ----------
    path : Path
        YAML file.
    bids : Path or None
        Table of bids that takes the place of ``bids`` in the file.

    Raises
    ------
    RoundError
        Faults of the file, of its tables, or of any variant: all together.
    """
    try:
        source = read_yaml(path)
    except ProjectError as error:
        raise RoundError(str(path), error.faults) from None
    return round_of(path, source, bids)


def round_of(path: Path, source: YamlFile, bids: Path | None, kept: Mapping[str, KeptVariant] | None = None) -> Round:
    """Check the content of a round file, and read its tables.

    Parameters
    ----------
    path, source : Path, YamlFile
        The file; paths count from its folder.
    bids : Path or None
        Table of bids that takes the place of ``bids`` in the file.
    kept : mapping of str to KeptVariant or None
        What takes the place of the project files and scheme files of each variant; ``None``: they are read.

    Raises
    ------
    RoundError
        As :func:`read_round`.
    """
    first = _checked(source.content, source, path)
    reader = _Reader(path, source, bids, kept)
    sections = first.variants
    if faults := [Fault(say("round.doubled_variant", name=n)) for n in _twice([s.name for s in sections])]:
        raise RoundError(str(path), faults)
    named: list[tuple[str, dict[str, Any]]] = [(s.name, s.set) for s in sections] or [(first.name, {})]
    found, variants = CaseFaults(), []
    for name, settings in named:
        try:
            variants.append(reader.variant(name, settings))
        except InputError as error:
            found.add(name, error, str(path))
    if faults := found.together(len(named)) if sections else found.alone():
        raise RoundError(str(path), faults)
    return Round(first.name, tuple(variants), path, source, tuple(reader.tables), _seen_from(path.parent, bids))


def _seen_from(folder: Path, bids: Path | None) -> str | None:
    """Write a path as it counts from a folder; one from the root that lies elsewhere stays so."""
    if bids is None:
        return None
    if bids.is_absolute() and not bids.resolve().is_relative_to(folder.resolve()):
        return str(bids)
    return PurePath(os.path.relpath(bids.resolve(), folder.resolve())).as_posix()


def _checked(content: Mapping[str, Any], source: YamlFile, path: Path) -> RoundFile:
    try:
        return RoundFile.model_validate(content)
    except ValidationError as error:
        raise RoundError(str(path), schema_faults(error, source, RoundFile)) from None


def _twice(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if names.count(name) > 1))


class _Reader:
    """Tables and base projects of a round."""

    def __init__(self, path: Path, source: YamlFile, bids: Path | None, kept: Mapping[str, KeptVariant] | None) -> None:
        self.path, self.source, self.bids, self.kept = path, source, bids, kept
        self.tables: dict[Path, None] = {}
        self._files: dict[Path, YamlFile] = {}

    def variant(self, name: str, settings: Mapping[str, Any]) -> RoundVariant:
        """Read one variant; the faults of its settings, rules and tables are told together."""
        content, faults = deepcopy(self.source.content), list[Fault]()
        content.pop("variants", None)
        keys = [tuple(key.split(".")) for key in settings]
        for key, value in zip(keys, settings.values(), strict=True):
            if key[0] in ("variants", "name"):
                faults.append(Fault(say("round.set_key", key=".".join(key)), say("round.set_key.do")))
            else:
                put(content, key, deepcopy(value), faults)
        if faults:
            raise RoundError(str(self.path), faults)
        source = YamlFile(self.source.content, lines_without(self.source.lines, keys), self.source.raw)
        asked = _checked(content, source, self.path)
        faults += content_faults(asked, source, has_bids=self.bids is not None or asked.bids is not None)
        book = rule_book()
        rules = self._rules(asked, book, source, faults)
        if rules is None:
            raise RoundError(str(self.path), faults)
        lots = LotFinder(book, asked.round, tuple(lot.name for lot in rules.lots), asked.minimum_hours)
        given = (*self._bids(asked, book, lots, faults), *self._others(asked, book, lots, source, faults))
        projects = self._projects(asked, faults)
        faults += doubled([*(bid.bid_id for bid in given), *(c.candidate_id for c in projects)])
        base, folder, subject = self._base(name, asked, faults)
        asked = asked.model_copy(update={"beside": self._beside(name, asked, folder, faults)})
        if faults:
            raise RoundError(str(self.path), faults)
        replayed = _assumptions(asked) if self.bids is None and asked.bids == PUBLISHED else None
        populations = _populations(asked)
        return RoundVariant(
            name, asked, rules, book, lots, given, projects, populations, base, folder, subject, replayed
        )

    def _rules(self, asked: RoundFile, book: RuleBook, source: YamlFile, faults: list[Fault]) -> RoundRules | None:
        try:
            return round_rules(book, asked.round, asked.rules)
        except InputError as error:
            where = where_of(("rules",), source)
            faults += [Fault(say("study.fault_of", subject=where, fault=f.message), f.advice) for f in error.faults]
        return None

    def _bids(self, asked: RoundFile, book: RuleBook, lots: LotFinder, faults: list[Fault]) -> tuple[Bid, ...]:
        if self.bids is None and asked.bids is None:
            return ()
        if self.bids is None and asked.bids == PUBLISHED:
            return self._published(asked, book, faults)
        path = self.bids or self.path.parent / str(asked.bids)
        self.tables[path] = None
        bids, found = read_bids(path, lots)
        faults += found
        return bids

    def _published(self, asked: RoundFile, book: RuleBook, faults: list[Fault]) -> tuple[Bid, ...]:
        """Bids that stand for a published round."""
        try:
            return published_bids(book, asked.round, _assumptions(asked))
        except RoundError as error:
            faults += error.faults
            return ()

    def _others(
        self, asked: RoundFile, book: RuleBook, lots: LotFinder, source: YamlFile, faults: list[Fault]
    ) -> tuple[Bid, ...]:
        if isinstance(asked.others, str):
            return tuple(bid for bid in self._published(asked, book, faults) if bid.lot is None)
        bids = []
        for place, other in enumerate(asked.others):
            if other.lot is not None and other.lot not in lots.names:
                told = say("round.unknown_lot", where=where_of(("others", place, "lot"), source), found=other.lot)
                faults.append(Fault(told, say("round.bids.unknown_lot.do", lots=", ".join(lots.names))))
                continue
            each = round(other.offered_mw * KW_PER_MW / other.plants)
            bids += [
                Bid(
                    bid_id=f"{other.source}-{place + 1}-{number}",
                    lot=other.lot,
                    offered_kw=each,
                    price_jpy_per_kw_year=other.price_jpy_per_kw_year,
                    source=other.source,
                )
                for number in range(1, other.plants + 1)
            ]
        return tuple(bids)

    def _projects(self, asked: RoundFile, faults: list[Fault]) -> tuple[RoundCandidate, ...]:
        if asked.projects is None:
            return ()
        path = self.path.parent / asked.projects
        self.tables[path] = None
        projects, found = read_candidates(path)
        faults += found
        return projects

    def _beside(self, name: str, asked: RoundFile, folder: Path, faults: list[Fault]) -> list[dict[str, Any]]:
        """Schemes that stack on the contract, those of files put in."""
        if self.kept is not None:
            return [dict(scheme) for scheme in self.kept[name].beside]
        try:
            return list(with_scheme_files({"scheme": asked.beside}, folder)["scheme"])
        except ProjectError as error:
            faults += [
                Fault(say("study.fault_of", subject=error.subject, fault=f.message), f.advice) for f in error.faults
            ]
        return asked.beside

    def _base(self, name: str, asked: RoundFile, faults: list[Fault]) -> tuple[YamlFile, Path, str]:
        """Project that candidates share; its faults are found when candidates are put together."""
        if self.kept is not None:
            place = self.path.parent / asked.base if isinstance(asked.base, str) else self.path
            return YamlFile(dict(self.kept[name].base)), place.parent, str(self.path)
        if not isinstance(asked.base, str):
            content = dict(asked.base or {})
            lines = {place[1:]: line for place, line in self.source.lines.items() if place[0] == "base" and place[1:]}
            return YamlFile(content, lines, self.source.raw), self.path.parent, str(self.path)
        place = self.path.parent / asked.base
        if place not in self._files:
            try:
                self._files[place] = read_yaml(place)
            except ProjectError as error:
                faults += [
                    Fault(say("study.fault_of", subject=error.subject, fault=f.message), f.advice) for f in error.faults
                ]
                return YamlFile({}), place.parent, str(place)
        return self._files[place], place.parent, str(place)


def _populations(asked: RoundFile) -> tuple[PopulationSection, ...]:
    return (asked.population,) if isinstance(asked.population, PopulationSection) else tuple(asked.population)


def _assumptions(asked: RoundFile) -> PublishedAssumptions:
    """Read what is assumed of a published round."""
    stated = {} if asked.published is None else asked.published.model_dump(exclude_none=True)
    return PublishedAssumptions(**stated)
