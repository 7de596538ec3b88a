"""The study file as a schema: a base project and what differs from case to case."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from storage_opt.inputs.schema_base import Section
from storage_opt.inputs.schema_draws import DrawsSection

Name = Annotated[str, Field(min_length=1)]


class StudyCaseSection(Section):
    """One named case."""

    name: Name
    project: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class HurdleSection(Section):
    """What a project must return to be built."""

    project_irr: Annotated[float, Field(gt=-1, allow_inf_nan=False)]


class EqualBudgetSection(Section):
    """A scheme whose public cost is given to merchants in another form."""

    of: Name
    with_: Literal["grant"] = Field(default="grant", alias="with")


class SweptKeySection(Section):
    """An assumption of one's own that is varied beside the facts of the rules."""

    name: Name
    key: Name
    values: Annotated[list[Any], Field(min_length=1)]


class StudyFile(Section):
    """The whole study file; projects in it are checked by ``schema.ProjectFile``."""

    name: Name = "study"
    base: str | dict[str, Any] | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    cases: list[StudyCaseSection] = Field(default_factory=list)
    axes: dict[str, list[Any]] = Field(default_factory=dict)
    reference: Name | None = None
    hurdle: HurdleSection | None = None
    equal_budget: EqualBudgetSection | None = None
    sweep: bool | list[Name | SweptKeySection] = False
    headline: Name | None = None
    batch: Annotated[int, Field(ge=1, le=1000)] | None = None
    pair: Annotated[list[Name], Field(min_length=2, max_length=2)] | None = None
    draws: DrawsSection | None = None


MARKS = ("base", "cases", "axes")
"""Keys that tell a study from a project."""
