"""Schemes of the user's own in files of their own: ``{kind: custom, file: my_scheme.yaml}``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storage_opt.errors import Fault, ProjectError
from storage_opt.inputs.project_faults import schema_faults, where_of
from storage_opt.inputs.schema_schemes import CustomSection
from storage_opt.inputs.yaml_file import read_yaml
from storage_opt.messages import say

KIND = "custom"
FILE = "file"


def with_scheme_files(content: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Put the keys of scheme files into the project; keys that the project states win.

    Parameters
    ----------
    content : mapping
        The project as read, not yet checked.
    folder : Path
        Folder from which paths count.

    Raises
    ------
    ProjectError
        A scheme file cannot be read, or its keys are wrong: all faults of that file together.
    """
    scheme = content.get("scheme")
    if isinstance(scheme, list):
        return {**content, "scheme": [_with_file(entry, folder) for entry in scheme]}
    return {**content, "scheme": _with_file(scheme, folder)} if isinstance(scheme, dict) else dict(content)


def _with_file(entry: Any, folder: Path) -> Any:
    if not isinstance(entry, dict) or entry.get("kind") != KIND or not isinstance(entry.get(FILE), str):
        return entry
    path = folder / entry[FILE]
    source = read_yaml(path)
    faults = []
    kind = source.content.get("kind", KIND)
    if kind != KIND:
        where = where_of(("kind",), source)
        faults.append(Fault(say("scheme.file_and_kind", where=where, found=repr(kind)), say("scheme.file_and_kind.do")))
    if FILE in source.content:
        where = where_of((FILE,), source)
        faults.append(Fault(say("project.unknown_key", where=where)))
    if not faults:
        try:
            CustomSection.model_validate({**source.content, "kind": KIND})
        except ValidationError as error:
            faults = schema_faults(error, source, CustomSection)
    if faults:
        raise ProjectError(str(path), faults)
    return {**source.content, **{key: value for key, value in entry.items() if key != FILE}}
