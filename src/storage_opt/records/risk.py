"""What a bidder counts who shuns bad days: the mean, and the mean of the worst share of the outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Risk:
    """Weight of the conditional value at risk (CVaR) beside the mean.

    Parameters
    ----------
    cvar_alpha : float
        Share of the outcomes that counts as the worst, above 0 up to 1; at 1 the CVaR is the mean. [-]
    weight : float
        ``λ`` of ``(1 − λ)·mean + λ·CVaR``, 0 to 1; at 0 risk does not count. [-]

    Raises
    ------
    ValueError
        Out of these ranges.

    References
    ----------
    R. T. Rockafellar and S. Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2(3), 2000.
    """

    cvar_alpha: float = 0.1
    weight: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.cvar_alpha <= 1.0:
            raise ValueError(f"cvar_alpha of {self.cvar_alpha} is not above 0 and up to 1")
        if not 0.0 <= self.weight <= 1.0:
            raise ValueError(f"a weight of risk of {self.weight} is not between 0 and 1")

    def cvar(self, outcomes: Floats) -> float:
        """Mean of the worst share of equally likely outcomes, shape (S,); of the last of them only the part that belongs to it counts.

        >>> Risk(0.5).cvar(np.array([4.0, 1.0, 3.0, 2.0])), Risk(0.375).cvar(np.array([4.0, 1.0, 3.0, 2.0]))
        (1.5, 1.3333333333333333)
        """
        worst = np.sort(outcomes)
        counted = np.clip(self.cvar_alpha * len(worst) - np.arange(len(worst)), 0.0, 1.0)
        return float((counted * worst).sum() / counted.sum())

    def worth(self, outcomes: Floats) -> float:
        """Mean and CVaR of equally likely outcomes, weighed; what a plan maximises.

        >>> Risk(0.5, 0.4).worth(np.array([4.0, 1.0, 3.0, 2.0]))
        2.1
        """
        return (1.0 - self.weight) * float(outcomes.mean()) + self.weight * self.cvar(outcomes)
