"""Through the gates of a run of days: each forecast sees only what was published before its gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storage_opt.forecast.base import Forecaster
from storage_opt.records.forecast import Forecast, History

REFIT_DAYS = 28


class Walk:
    """Hands out histories up to each gate of the spot market, and forecasts made from them.

    At the gate of delivery day D (10:00 on D−1) the prices of D−1 are known, as they were published on D−2; those of D are not.

    Parameters
    ----------
    prices : History
        All days, also those that lie after the gates; they stay in here.

    References
    ----------
    JEPX 取引規程, articles 15 and 16: spot gate 10:00 of the day before delivery.
    """

    def __init__(self, prices: History) -> None:
        self._prices = prices

    def history(self, delivery_day: date) -> History:
        """Return the prices known at the gate of a delivery day: a copy that ends on the day before.

        Raises
        ------
        ValueError
            No price is known then, or the delivery day lies beyond the day after the last price.
        """
        return self._prices.head((delivery_day - self._prices.period.first_day).days)

    def forecasts(
        self,
        forecaster: Forecaster,
        first_day: date,
        n_delivery_days: int,
        *,
        n_days: int = 1,
        refit_days: int = REFIT_DAYS,
        scenarios: int = 0,
        seed: int = 0,
    ) -> Iterator[Forecast]:
        """Forecast at the gate of one delivery day after another.

        Parameters
        ----------
        forecaster : Forecaster
            Fitted here at the first gate, and again every ``refit_days`` days on all that is known by then.
        first_day : datetime.date
            First delivery day.
        n_delivery_days : int
            Gates.
        n_days : int
            Days of each forecast, the delivery day included.
        refit_days : int
            Days from one fit to the next.
        scenarios : int
            Scenarios of each forecast; none when 0.
        seed : int
            Seed of the scenarios.

        Yields
        ------
        Forecast
            One per delivery day, in order.
        """
        for gate in range(n_delivery_days):
            day = first_day + timedelta(days=gate)
            known = self.history(day)
            if gate % refit_days == 0:
                forecaster.fit(known)
            drawn = forecaster.scenarios(known, n_days, scenarios, seed) if scenarios else None
            yield Forecast(day, forecaster.predict(known, n_days), drawn)
