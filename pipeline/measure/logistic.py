"""A logistic regression whose weights are not below nothing, but for the first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# Newton's steps come to rest in some ten; one that does not better is halved so many times.
_STEPS, _HALVES, _AT_REST = 100, 30, 1e-6


def likeliest(shown: Numbers, wrong: Numbers, counts: Numbers, held: Numbers) -> Numbers:
    """The weights under which it is likeliest that the rows are wrong that are.

    Newton's method: each step is a small problem of least squares within bounds.

    Args:
        shown: what the rows show, rows x signs; the first column is the base, 1 throughout.
        wrong: 1 for a wrong row, else 0.
        counts: how many rows each stands for.
        held: how strongly each weight is held near nothing.
    """
    from scipy.linalg import cholesky, solve_triangular
    from scipy.optimize import lsq_linear
    from scipy.special import expit

    def unlikely(weights: Numbers) -> float:
        total = shown @ weights
        return float(counts @ (np.logaddexp(0.0, total) - wrong * total) + held @ weights**2 / 2)

    bounds = np.array([-np.inf, *[0.0] * (len(held) - 1)]), np.full(len(held), np.inf)
    weights = np.zeros(len(held))
    for _ in range(_STEPS):
        chance = expit(shown @ weights)
        slope = shown.T @ (counts * (chance - wrong)) + held * weights
        bent = (shown.T * (counts * chance * (1 - chance))) @ shown + np.diag(held)
        root = cholesky(bent)
        aim = root @ weights - solve_triangular(root, slope, trans="T")
        step = lsq_linear(root, aim, bounds, method="bvls").x - weights
        least = unlikely(weights)
        for _ in range(_HALVES):
            if unlikely(weights + step) <= least:
                break
            step = step / 2
        weights = weights + step
        if np.abs(step).max() < _AT_REST:
            break
    return weights
