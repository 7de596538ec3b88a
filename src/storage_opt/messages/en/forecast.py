TEXTS: dict[str, str] = {
    "forecast.unknown": "Unknown forecaster {found}. Expected one of: {known}.",
    "forecast.no_sklearn": "The learned forecaster needs scikit-learn. Install it with: pip install 'storage-opt[forecast]'.",
    # History
    "forecast.short_history": (
        "{forecaster}: {found:,} day(s) of prices are known before the gate (area {area}, {first} to {last}). Expected at least {needed:,}."
    ),
    "forecast.short_history.advice": "Give prices that begin earlier, or forecast from a later day on.",
    "forecast.few_errors": (
        "{forecaster}: {found:,} day(s) of prices are known (area {area}, {first} to {last}), which give {blocks} past forecast(s) to draw "
        "errors from. Expected at least {needed}."
    ),
    "forecast.few_errors.advice": "Give prices that begin earlier, draw scenarios from a later day on, or look fewer days ahead.",
    "forecast.not_fitted": (
        "{forecaster}: asked for a forecast before it was fitted on prices of area {area} (known: {first} to {last}). "
        "Expected a fit on that area first."
    ),
    "forecast.not_fitted.advice": "Fit it on the history known at the gate.",
    "forecast.area_missing": (
        "{forecaster}: no prices of area {missing} from {first} to {last}, which the forecast of area {area} was fitted with. "
        "Expected the areas of the fit."
    ),
    "forecast.area_missing.advice": "Add the prices of {missing}, or fit without them.",
    # A user's own forecast
    "forecast.unreadable": "{file}: the forecast file cannot be read ({found:system}). Expected a CSV or Parquet file.",
    "forecast.unreadable.advice": "Check the path.",
    "forecast.columns": (
        "{file}: columns {missing} are missing or doubled. Columns found: {found}. Expected slot_start and spot_jpy_per_kwh, once each, "
        "and issued_at and area at most once."
    ),
    "forecast.columns.advice": "Name the start of the slot slot_start, the expected price spot_jpy_per_kwh (JPY/kWh) and the time of issue issued_at.",
    "forecast.no_area": "{file}: no forecast of area {area}. There are: {areas}.",
    "forecast.no_area.advice": "Choose one of these areas, or add the rows.",
    "forecast.area_needed": "{file}: forecasts of several areas ({areas}), and no area was asked for. Expected one area.",
    "forecast.area_needed.advice": "Name the area.",
    "forecast.bad_issue": (
        "{file}: {count:,} time(s) of issue in column {field} cannot be read: {places}. Expected ISO 8601 on a whole minute, such as 2023-04-01T09:00."
    ),
    "forecast.bad_issue.advice": "Write when the row became known; without a zone it is Japan time.",
    "forecast.off_grid": "{file}: {count:,} start(s) in column {field} are not on a half hour: {places}. Expected half-hourly rows.",
    "forecast.off_grid.advice": "Write one row per slot, starting at :00 or :30.",
    "forecast.doubled": (
        "{file}: {count:,} row(s) forecast a slot that an earlier row forecasts with the same time of issue ({field}): {places}. "
        "Expected one row for each slot and issue."
    ),
    "forecast.doubled.advice": "Remove the row that is not meant, or give the times of issue in a column issued_at.",
    "forecast.missing": (
        "{forecaster}: no forecast of {count:,} of {slots:,} slots (area {area}) was issued by the gate {gate}: {places}. Expected all of them."
    ),
    "forecast.missing.advice": (
        "Add these rows. Without a column issued_at a row counts as known at 10:00 on the day before delivery and no earlier; "
        "days beyond the next need times of issue."
    ),
    "forecast.other_area": (
        "{forecaster}: the forecast file is read for area {stated}, and prices of area {area} ({first} to {last}) were given. "
        "Expected the same area."
    ),
    "forecast.other_area.advice": "Read the forecast file for area {area}.",
}
