"""Golden chances, intervals, percentiles and tail means of a question on paths by numpy; writes ../chances.json.

Needs numpy. The Wilson interval is solved as the roots of (p - x)^2 = z^2 x (1 - x) / n instead of its closed form.
"""

import numpy as np
from goldenFile import write

Z = 1.959963984540054
PERCENTILES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]


def wilson(count, n):
    p = count / n
    # (1 + z^2/n) x^2 - (2 p + z^2/n) x + p^2 = 0
    roots = np.roots([1 + Z * Z / n, -(2 * p + Z * Z / n), p * p])
    low, high = sorted(float(root.real) for root in roots)
    return (0.0 if count == 0 else low), (1.0 if count == n else high)


def worst(values, share):
    """Mean of the worst share of n values; the boundary value counts in part."""
    x = np.sort(values)
    want = share * len(x)
    whole = int(np.floor(want + 1e-9))
    part = want - whole
    return float((x[:whole].sum() + (part * x[whole] if part > 1e-9 else 0.0)) / want)


def case(values, threshold, own):
    values = np.asarray(values, dtype=float)
    n = len(values)
    count = int((values < threshold).sum())
    low, high = wilson(count, n)
    return {
        "values": values.tolist(),
        "threshold": threshold,
        "own": own,
        "expected": {
            "below": count,
            "chance": float((values < threshold).mean()),
            "error": float(np.std(values < threshold) / np.sqrt(n)),
            "low": low,
            "high": high,
            "percentiles": [float(np.quantile(values, p, method="linear")) for p in PERCENTILES],
            "ownPercentile": float(np.quantile(values, own, method="linear")),
            "tailMean": worst(values, 0.05),
        },
    }


rng = np.random.Generator(np.random.Philox(20261128))
skewed = np.round(rng.lognormal(3, 0.6, 410), 6)
ties = np.round(rng.normal(0, 2, 333))
write(
    "chances",
    "Shares, standard errors, Wilson intervals as roots of their quadratic, linear quantiles and worst 5 % means of drawn outcomes.",
    1e-11,
    [
        case(skewed, 20.0, 0.123),
        case(skewed, float(np.min(skewed)), 0.0),
        case(skewed, 0.0, 1.0),
        case(skewed, 1e6, 0.999),
        # values equal to the threshold are not below it
        case(ties, 0.0, 0.3),
        case(ties, -1.0, 0.05),
    ],
    tool=f"numpy {np.__version__}",
)
