"""What a walk rests on, looked at before anything is solved."""

from __future__ import annotations

from storage_opt.inputs.project import Project
from storage_opt.records.foresight import KNOWN
from storage_opt.studies.forecast_views import chosen_forecaster


def check_forecaster(project: Project, area: str | None) -> None:
    """Make the forecaster of a project once, so that a fault shows early.

    Raises
    ------
    MarketDataError
        The forecast file is missing or wrong.
    UsageError
        ``learned`` without the extra ``forecast``.
    """
    if project.is_rolling and project.rolling.forecaster != KNOWN:
        chosen_forecaster(project.rolling, area)
