"""The study file as a schema: a base project and what differs from case to case."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from storage_opt.inputs.schema_base import Section

Name = Annotated[str, Field(min_length=1)]


class StudyCaseSection(Section):
    """One named case."""

    name: Name
    project: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class StudyFile(Section):
    """The whole study file; projects in it are checked by ``schema.ProjectFile``."""

    name: Name = "study"
    base: str | dict[str, Any] | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    cases: list[StudyCaseSection] = Field(default_factory=list)
    axes: dict[str, list[Any]] = Field(default_factory=dict)
    reference: Name | None = None


MARKS = ("base", "cases", "axes")
"""Keys that tell a study from a project."""
