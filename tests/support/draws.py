"""Whether counts of draws fit a distribution, with a bound that right draws do not exceed."""

import math

__all__ = ["bound", "chi_squared"]


def chi_squared(counts, probs):
    """Return Pearson's statistic; inf where a token without probability was drawn."""
    possible = probs > 0
    if counts[~possible].any():
        return math.inf
    expected = counts.sum() * probs[possible]
    return float(((counts[possible] - expected) ** 2 / expected).sum())


def bound(df, x=30.0):
    """Return what chi-squared exceeds with probability e^-x, 1e-13: Laurent & Massart (2000)."""
    return df + 2 * math.sqrt(df * x) + 2 * x
