"""What all parts of the project file share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Efficiency = Annotated[float, Field(gt=0, le=1)]
FiscalYear = Annotated[int, Field(ge=1990, le=2200)]


class Section(BaseModel):
    """A part of the project file; unknown keys are refused, numbers are not made from text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
