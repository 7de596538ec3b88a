"""The ``solar`` part of the project file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from storage_opt.inputs.schema_base import Positive, Section

SYNTHETIC = "synthetic"
BUNDLED_SEED = 2023
"""Seed of the bundled prices, so that their weather is the plant's."""


class SolarSection(Section):
    """A co-located solar plant; see ``assets.solar`` for meanings and units."""

    capacity_mw: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    source: Annotated[str, Field(min_length=1)] = SYNTHETIC
    dc_mw: Positive | None = None
    tilt_deg: Annotated[float, Field(ge=0, le=90)] = 20.0
    azimuth_deg: Annotated[float, Field(ge=0, lt=360)] = 180.0
    latitude_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude_deg: Annotated[float, Field(ge=-180, le=180)] | None = None
    losses: Annotated[float, Field(ge=0, lt=1)] | None = None
    seed: Annotated[int, Field(ge=0)] = BUNDLED_SEED
