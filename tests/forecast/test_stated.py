"""A user's own forecast as a file: what it may say, what is refused, and which issue counts at a gate."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from forecast_histories import numbered

from storage_opt.errors import MarketDataError
from storage_opt.forecast.stated import Stated
from storage_opt.forecast.walk import Walk
from storage_opt.inputs.forecast_file import read_forecast
from storage_opt.messages import LANGUAGES

FIRST = date(2024, 2, 27)


def starts(first_day: date, n_days: int = 1) -> list[str]:
    return [str(np.datetime64(first_day, "m") + np.timedelta64(30 * n, "m")) for n in range(48 * n_days)]


def written(folder: Path, rows: list[str], header: str = "slot_start,spot_jpy_per_kwh") -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def day(first_day: date, price: float, issued: str | None = None, n_days: int = 1) -> list[str]:
    ending = "" if issued is None else f",{issued}"
    return [f"{start},{price}{ending}" for start in starts(first_day, n_days)]


WITH_ISSUE = "slot_start,spot_jpy_per_kwh,issued_at"


def refused(path: Path, area: str | None = None) -> MarketDataError:
    with pytest.raises(MarketDataError) as error:
        read_forecast(path, area)
    for language in LANGUAGES:
        assert error.value.text(language)
    return error.value


def test_one_row_per_slot_is_known_at_its_own_gate_and_no_earlier(tmp_path):
    table, source = read_forecast(written(tmp_path, day(FIRST, 12.5, n_days=4)))
    assert (source.layout, source.rows, source.is_synthetic) == ("forecast_csv", 192, False)
    own = Stated(table)
    walk = Walk(numbered(FIRST - timedelta(days=2), 6))
    known = walk.history(date(2024, 2, 29))  # leap day
    assert own.predict(known, 1) == pytest.approx(np.full(48, 12_500.0))
    with pytest.raises(MarketDataError) as error:
        own.predict(known, 2)
    text = error.value.text("en")
    assert "48 of 96 slots" in text and "gate 2024-02-28 10:00" in text and "2024-03-01 00:00" in text


def test_of_several_issues_the_latest_by_the_gate_counts(tmp_path):
    gate = "2024-02-27T10:00"
    rows = [
        *day(date(2024, 2, 28), 3.0, "2024-02-27T10:01"),  # a minute after the gate
        *day(date(2024, 2, 28), 1.0, "2024-02-26T09:00"),
        *day(date(2024, 2, 28), 2.0, gate),
        *day(date(2024, 2, 29), 7.0, "2024-02-27T00:00Z"),  # 09:00 in Japan
        *day(date(2024, 2, 29), 8.0, "2024-02-28T09:00"),
    ]
    own = Stated(read_forecast(written(tmp_path, rows, WITH_ISSUE))[0])
    known = Walk(numbered(date(2024, 2, 20), 12)).history(date(2024, 2, 28))
    assert own.predict(known, 2) == pytest.approx(np.repeat([2_000.0, 7_000.0], 48))
    day_later = Walk(numbered(date(2024, 2, 20), 12)).history(date(2024, 2, 29))
    assert own.predict(day_later, 1) == pytest.approx(np.full(48, 8_000.0))


def test_an_issue_after_the_gate_changes_no_forecast(tmp_path):
    kept = day(date(2024, 2, 28), 2.0, "2024-02-27T10:00")
    known = Walk(numbered(date(2024, 2, 20), 12)).history(date(2024, 2, 28))
    one = Stated(read_forecast(written(tmp_path, kept, WITH_ISSUE))[0]).predict(known, 1)
    later = [*kept, *day(date(2024, 2, 28), 99.0, "2024-02-27T10:01")]
    assert one.tobytes() == Stated(read_forecast(written(tmp_path, later, WITH_ISSUE))[0]).predict(known, 1).tobytes()


def test_a_slot_without_a_row_is_told_and_not_made_up(tmp_path):
    rows = [row for row in day(FIRST, 5.0) if "T07:30" not in row]
    own = Stated(read_forecast(written(tmp_path, rows))[0])
    with pytest.raises(MarketDataError, match=r"1 of 48 slots .*2024-02-27 07:30"):
        own.predict(numbered(FIRST - timedelta(days=3), 3), 1)


def test_scenarios_from_its_own_errors(tmp_path):
    # The file begins on the third day of the history and is always 1 JPY/kWh below numbered prices' slot 0.
    first = date(2024, 2, 1)
    rows = [row for n in range(2, 13) for row in day(first + timedelta(days=n), 0.1 * n - 1.0)]
    own = Stated(read_forecast(written(tmp_path, rows))[0])
    known = numbered(first, 12)
    drawn = own.scenarios(known, 1, 4, 0)
    assert drawn == pytest.approx(np.tile(200.0 + 1_000.0 + np.arange(48.0), (4, 1)))
    with pytest.raises(MarketDataError, match="6 past forecast"):
        own.scenarios(known.head(8), 1, 4, 0)


def test_areas(tmp_path):
    rows = [f"{row},{area}" for area in ("tokyo", "kyushu") for row in day(FIRST, 5.0 if area == "tokyo" else 6.0)]
    path = written(tmp_path, rows, "slot_start,spot_jpy_per_kwh,area")
    own = Stated(read_forecast(path, "kyushu")[0])
    assert own.predict(numbered(FIRST - timedelta(days=1), 1, "kyushu"), 1)[0] == 6_000.0
    with pytest.raises(MarketDataError, match="area tokyo"):
        own.predict(numbered(FIRST - timedelta(days=1), 1, "tokyo"), 1)
    assert "no forecast of area shikoku. There are: tokyo, kyushu" in refused(path, "shikoku").text("en")
    assert "several areas (tokyo, kyushu)" in refused(path).text("en")


def test_parquet_is_read_as_csv_is(tmp_path):
    path = tmp_path / "own.parquet"
    frame = {"slot_start": pd.to_datetime(starts(FIRST)), "spot_jpy_per_kwh": np.arange(48.0)}
    frame["issued_at"] = pd.to_datetime(["2024-02-26T09:00"] * 48)
    pd.DataFrame(frame).to_parquet(path)
    table, source = read_forecast(path)
    assert source.layout == "forecast_parquet"
    known = numbered(FIRST - timedelta(days=1), 1)
    assert Stated(table).predict(known, 1) == pytest.approx(1_000.0 * np.arange(48))


def test_every_fault_of_a_file_is_told_together(tmp_path):
    good = day(FIRST, 5.0, "2024-02-26T09:00")
    rows = [
        *good,
        good[3],
        "2024-02-28T00:10,5.0,2024-02-26T09:00",
        "yesterday,5.0,2024-02-26T09:00",
        "2024-02-28T01:00,dear,2024-02-26T09:00",
        "2024-02-28T01:30,,2024-02-26T09:00",
        "2024-02-28T02:00,inf,2024-02-26T09:00",
        "2024-02-28T02:30,5.0,soon",
    ]
    error = refused(written(tmp_path, rows, WITH_ISSUE))
    names = [fault.message.name for fault in error.faults]
    assert sorted(names) == sorted(
        [
            "forecast.doubled",
            "forecast.off_grid",
            "prices.bad_start",
            "forecast.bad_issue",
            "prices.price_text",
            "prices.price_empty",
            "prices.price_not_finite",
        ]
    )
    text = error.text("en")
    assert "row 50" in text and "'yesterday'" in text and "'soon'" in text and "'dear'" in text


def test_a_file_that_is_none(tmp_path):
    assert "No such file" in refused(tmp_path / "none.csv").text("en")
    header = refused(written(tmp_path, day(FIRST, 5.0), "slot_start,price"))
    assert "spot_jpy_per_kwh are missing or doubled" in header.text("en")
    assert "no row below it" in refused(written(tmp_path, [])).text("en")
