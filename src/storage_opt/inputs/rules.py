"""The door for dated rules: YAML beside the code that interprets them in, checked :class:`Rule` records out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from storage_opt.errors import Fault, ProjectError, RuleFileError
from storage_opt.inputs.rule_lines import read_rule
from storage_opt.inputs.yaml_file import read_yaml
from storage_opt.records.rule_book import RuleBook
from storage_opt.records.rules import Rule, RuleFile

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = ("markets/rules", "schemes/rules")


class RuleLibrary(Mapping[str, Rule]):
    """All rules of some files, each file read when first needed.

    Parameters
    ----------
    files : mapping of str to Path
        File of each topic (the part of a rule's name before the dot).
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = dict(files)

    def __getitem__(self, name: str) -> Rule:
        return read_rules(self.files[name.partition(".")[0]])[name]

    def __iter__(self) -> Iterator[str]:
        for path in self.files.values():
            yield from read_rules(path)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def rule_library() -> RuleLibrary:
    """Rules that come with the package, by topic in alphabetical order."""
    paths = sorted((path for folder in FOLDERS for path in (PACKAGE / folder).glob("*.yaml")), key=lambda p: p.stem)
    return RuleLibrary({path.stem: path for path in paths})


def rule_book() -> RuleBook:
    """Open a new book of the package's rules, with nothing used yet."""
    return RuleBook(rule_library())


@cache
def read_rules(path: Path) -> Mapping[str, Rule]:
    """Read one rule file.

    Parameters
    ----------
    path : Path
        ``topic.yaml``; form in docs/reference/rules.md.

    Returns
    -------
    mapping of str to Rule
        By full name ``topic.key``, in the order of the file.

    Raises
    ------
    RuleFileError
        Not YAML, unknown keys, missing source, unknown grade, unsorted dates, wrong index: all faults together.
    """
    try:
        source = read_yaml(path)
    except ProjectError as error:
        raise RuleFileError(str(path), error.faults) from None
    name = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
    file = RuleFile(name, hashlib.sha256(source.raw).hexdigest())
    faults: list[Fault] = []
    rules = {}
    for key, content in source.content.items():
        rule = read_rule(f"{path.stem}.{key}", key, content, file, source.lines, faults)
        if rule is not None:
            rules[rule.name] = rule
    if faults:
        raise RuleFileError(str(path), faults)
    return rules
