"""A study from what the manifest of its comparison keeps: the same cases without the files that they were written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storage_opt.errors import Fault, InputError, StudyError
from storage_opt.inputs.kept_form import restored
from storage_opt.inputs.project import project_of
from storage_opt.inputs.project_faults import schema_faults
from storage_opt.inputs.schema_study import StudyFile
from storage_opt.inputs.study import Study, StudyCase, named_cases
from storage_opt.inputs.study_asks import asks_of
from storage_opt.inputs.study_faults import CaseFaults
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import say

COMMAND_LINE = "command_line"
"""Key of a kept study that holds what its command line set; it is in the projects of its cases already."""


@dataclass(frozen=True)
class KeptCase:
    """One case as a manifest keeps it.

    Parameters
    ----------
    name : str
        As readers see it.
    project : mapping
        With everything that the study set, as JSON.
    place : str
        Folder from which its paths count, as seen from that of the study.
    """

    name: str
    project: Mapping[str, Any]
    place: str


def study_again(kept: Mapping[str, Any], cases: Sequence[KeptCase], files: Path, subject: str) -> Study:
    """Put a study together again.

    Parameters
    ----------
    kept : mapping
        The study file as a manifest keeps it.
    cases : sequence of KeptCase
        Its cases, in its order.
    files : Path
        Stands for the folder of the study file: paths of the cases count from it and their place.
    subject : str
        What faults belong to.

    Raises
    ------
    StudyError
        The content is not that of a study, or not of these cases; or faults of any of its projects, all together.
    """
    source = YamlFile(restored({key: value for key, value in kept.items() if key != COMMAND_LINE}))
    try:
        checked = StudyFile.model_validate(source.content)
    except ValidationError as error:
        raise StudyError(subject, schema_faults(error, source, StudyFile)) from None
    labels = {name: {key: v.label for key, v in values.items()} for name, _, values in named_cases(checked)}
    if list(labels) != [case.name for case in cases]:
        raise StudyError(subject, [Fault(say("replay.other_cases"), say("replay.run_again.compare"))])
    found, read = CaseFaults(), []
    for case in cases:
        content, folder = restored(case.project), files / case.place
        try:
            project = project_of(content, YamlFile({}), folder, subject, base=folder)
        except InputError as error:
            found.add(case.name, error, subject)
            continue
        read.append(StudyCase(case.name, labels[case.name], project.echo, folder, project, case.place))
    if faults := found.together(len(cases)):
        raise StudyError(subject, faults)
    reference = checked.reference or read[0].name
    asks = asks_of(checked, [case.name for case in read], reference)
    return Study(checked.name, reference, tuple(read), Path(subject), source, asks, checked.batch)
