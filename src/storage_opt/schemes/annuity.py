"""Level yearly payments for a capital."""

from __future__ import annotations


def capital_recovery(rate: float, years: int) -> float:
    """Constant yearly payment per unit of capital: ``CRF(r, N) = r / (1 − (1 + r)^−N)``, ``1/N`` at no interest. [1/year]

    Parameters
    ----------
    rate : float
        Return per year. [1/year]
    years : int
        Payments, each at the end of a year. [year]

    Examples
    --------
    >>> round(capital_recovery(0.05, 20), 5), capital_recovery(0.0, 25)
    (0.08024, 0.04)
    """
    return 1.0 / years if rate == 0.0 else rate / (1.0 - (1.0 + rate) ** -years)
