"""The door for studies: a YAML file in, one checked project per case out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError

from storage_opt.errors import Fault, InputError, ProjectError, StudyError
from storage_opt.inputs.overrides import put
from storage_opt.inputs.project import Project, project_of
from storage_opt.inputs.project_faults import schema_faults, where_of
from storage_opt.inputs.schema_study import MARKS, StudyCaseSection, StudyFile
from storage_opt.inputs.study_asks import StudyAsks, asks_faults, asks_of
from storage_opt.inputs.study_axes import JOINT, AxisValue, axis_values, combinations
from storage_opt.inputs.study_faults import CaseFaults, lines_without
from storage_opt.inputs.yaml_file import YamlFile, read_yaml
from storage_opt.messages import say

Settings = dict[tuple[str, ...], Any]


@dataclass(frozen=True)
class StudyCase:
    """One case of a study.

    Parameters
    ----------
    name : str
        As readers see it.
    axes : mapping of str to str
        Name of the value by key of the axis.
    content : mapping
        The project with everything that the study sets, files of schemes put in.
    folder : Path
        From which paths of the project count.
    project : Project
        The same, checked.
    place : str
        ``folder`` as seen from that of the study.
    """

    name: str
    axes: Mapping[str, str]
    content: Mapping[str, Any]
    folder: Path
    project: Project
    place: str = "."


@dataclass(frozen=True)
class Study:
    """A checked study.

    Parameters
    ----------
    name, reference : str
        As in the file; ``reference`` is the case that differences are taken to.
    cases : tuple of StudyCase
        In the order of the file, the last axis changing fastest.
    path : Path
        The file.
    source : YamlFile
        The file as read.
    asks : StudyAsks
        What it wants answered besides the figures of its cases.
    batch : int or None
        Cases of a batch; ``None``: by their number.
    """

    name: str
    reference: str
    cases: tuple[StudyCase, ...]
    path: Path
    source: YamlFile
    asks: StudyAsks
    batch: int | None = None


def is_study(content: Mapping[str, Any]) -> bool:
    """Whether a YAML file is a study and not a project."""
    return "battery" not in content and any(key in content for key in MARKS)


def read_study(path: Path, overrides: Mapping[str, Any] | None = None) -> Study:
    """Read a study and the projects of all its cases.

    Parameters
    ----------
    path : Path
        YAML file.
    overrides : mapping of dotted key to value, optional
        Keys of every case that the command line sets, after those of the study; none of them may be an axis.

    Raises
    ------
    StudyError
        Faults of the study, or of any of its projects: all together.
    """
    try:
        source = read_yaml(path)
    except ProjectError as error:
        raise StudyError(str(path), error.faults) from None
    try:
        checked = StudyFile.model_validate(source.content)
    except ValidationError as error:
        raise StudyError(str(path), schema_faults(error, source, StudyFile)) from None
    given = dict(overrides or {})
    named = list(named_cases(checked))
    if faults := [*_faults(checked, [name for name, *_ in named], source), *_overridden_axes(checked, given)]:
        raise StudyError(str(path), faults)
    reader = _Reader(path, checked, source, given)
    found = CaseFaults()
    cases = []
    for name, section, values in named:
        try:
            cases.append(reader.case(name, section, values))
        except InputError as error:
            found.add(name, error, str(path))
    if faults := found.together(len(named)):
        raise StudyError(str(path), faults)
    reference = checked.reference or cases[0].name
    asks = asks_of(checked, [case.name for case in cases], reference)
    return Study(checked.name, reference, tuple(cases), path, source, asks, checked.batch)


def _sections(checked: StudyFile) -> Sequence[StudyCaseSection | None]:
    """Return the cases of the list; without one there is one case, the base."""
    return checked.cases or [None]


def named_cases(checked: StudyFile) -> Iterator[tuple[str, StudyCaseSection | None, dict[str, AxisValue]]]:
    """Name, section and values on the axes of every case."""
    axes = {key: axis_values(key, entries) for key, entries in checked.axes.items()}
    for section in _sections(checked):
        for values in combinations(axes):
            parts = [*([section.name] if section else []), *(value.label for value in values.values())]
            yield JOINT.join(parts) or checked.name, section, values


def _faults(checked: StudyFile, names: list[str], source: YamlFile) -> list[Fault]:
    """Faults of the study itself."""
    faults = []
    for key, entries in checked.axes.items():
        if not entries:
            faults.append(Fault(say("study.empty_axis", where=where_of(("axes", key), source))))
        for position, section in enumerate(checked.cases):
            if key in section.set:
                where = where_of(("cases", position, "set", key), source)
                faults.append(Fault(say("study.set_twice", where=where, key=key), say("study.set_twice.do")))
    for position, case in enumerate(_sections(checked)):
        if checked.base is None and (case is None or case.project is None):
            where = where_of(("cases", position) if case else ("base",), source)
            faults.append(Fault(say("study.no_project", where=where), say("study.no_project.do")))
    doubled = dict.fromkeys(name for name in names if names.count(name) > 1)
    faults += [Fault(say("study.doubled_name", name=name), say("study.doubled_name.do")) for name in doubled]
    if checked.reference is not None and names and checked.reference not in names:
        near = difflib.get_close_matches(checked.reference, names, n=1, cutoff=0.0)
        fault = say("study.unknown_reference", where=where_of(("reference",), source), found=checked.reference)
        faults.append(Fault(fault, say("project.unknown_key.near", near=near[0])))
    labels = [value.label for key, values in checked.axes.items() for value in axis_values(key, values)]
    return [*faults, *asks_faults(checked, names, labels, source)]


def _overridden_axes(checked: StudyFile, given: Mapping[str, Any]) -> list[Fault]:
    """Refuse to set on the command line what the study varies."""
    return [
        Fault(say("study.set_twice", where=say("study.option", key=key), key=key), say("study.set_twice.do"))
        for key in given
        if key in checked.axes
    ]


class _Reader:
    """Project files of a study, each read once."""

    def __init__(self, path: Path, checked: StudyFile, source: YamlFile, given: Mapping[str, Any]) -> None:
        self.path, self.checked, self.source, self.given = path, checked, source, given
        self._files: dict[Path, YamlFile] = {}

    def _subject(self, section: StudyCaseSection | None) -> str:
        """File that the project of a case comes from."""
        return str(self._place(section) or self.path)

    def case(self, name: str, section: StudyCaseSection | None, values: Mapping[str, AxisValue]) -> StudyCase:
        """Read the project of one case."""
        place, subject = self._place(section), self._subject(section)
        source = self._inline() if place is None else self._file(place)
        settings = [
            *(self.checked.set, section.set if section else {}, self.given),
            {key: v.value for key, v in values.items()},
        ]
        content, faults, keys = deepcopy(source.content), list[Fault](), []
        for key, value in (pair for given in settings for pair in given.items()):
            keys.append(tuple(key.split(".")))
            put(content, keys[-1], deepcopy(value), faults)
        if faults:
            raise ProjectError(subject, faults)
        content["name"] = name
        if content.get("eligibility") is None:
            content["eligibility"] = "warn"
        folder = (place or self.path).parent
        shown = YamlFile(source.content, lines_without(source.lines, keys), source.raw)
        project = project_of(content, shown, folder, subject, base=folder)
        axes = {key: v.label for key, v in values.items()}
        return StudyCase(
            name, axes, project.echo, folder, project, PurePath(self._given(section) or "").parent.as_posix()
        )

    def _given(self, section: StudyCaseSection | None) -> str | None:
        """Project file of a case as the study names it; ``None``: the base written in place."""
        given = section.project if section is not None and section.project is not None else self.checked.base
        return given if isinstance(given, str) else None

    def _place(self, section: StudyCaseSection | None) -> Path | None:
        """Project file of a case; ``None``: the base written in place."""
        given = self._given(section)
        return None if given is None else self.path.parent / given

    def _inline(self) -> YamlFile:
        base = self.checked.base if isinstance(self.checked.base, dict) else {}
        lines = {place[1:]: line for place, line in self.source.lines.items() if place[0] == "base" and len(place) > 1}
        return YamlFile(base, lines, self.source.raw)

    def _file(self, place: Path) -> YamlFile:
        if place not in self._files:
            self._files[place] = read_yaml(place)
        return self._files[place]
