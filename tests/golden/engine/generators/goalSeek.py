"""Golden roots of figures that a goal seek solves (scipy 1.17, `optimize.brentq`); writes ../goalSeek.json.

Brent's method on each change of sign of a grid of 20,001 points.
"""

import numpy as np
import scipy
from goldenFile import write
from scipy.optimize import brentq


def kinked(x):
    # value of a floor of x on 12 tonnes a year
    prices = [5200.0, 6100.0, 7400.0, 8800.0]
    return sum(12.0 * max(x, price) / 1.08 ** (i + 1) for i, price in enumerate(prices))


FIGURES = {
    # present value of 50,000 dmt a year over five years at 900 USD/dmt less a charge of x
    "annuity": (lambda x: sum(50_000 * (900 - x) / 1.08**t for t in range(1, 6)), 0.0, 400.0, 1.5e8),
    "kinked": (kinked, 4000.0, 9500.0, 3.0e5),
    # net present value of a loan of 100 at the rate x
    "loanRate": (lambda x: 100 - sum(16 / (1 + x) ** t for t in range(1, 11)), 0.0, 0.5, 0.0),
    # share of a country that buys 80 % of x tonnes and 30 of 90 others
    "share": (lambda x: (0.8 * x + 30) / (x + 90), 0.0, 200.0, 0.5517),
    "cubic": (lambda x: x**3 - 6 * x**2 + 11 * x, 0.0, 4.0, 6.2),
    "wave": (lambda x: float(np.sin(x)) + 0.1 * x, 0.0, 12.0, 0.9),
}


def roots(f, low, high, target):
    grid = np.linspace(low, high, 20_001)
    values = [f(x) - target for x in grid]
    return [
        brentq(lambda x: f(x) - target, grid[i], grid[i + 1], xtol=1e-13)
        for i in range(len(grid) - 1)
        if values[i] * values[i + 1] < 0
    ]


write(
    "goalSeek",
    "brentq between neighbours of a fine grid",
    1e-6,
    [
        {"name": name, "low": low, "high": high, "target": target, "roots": roots(f, low, high, target)}
        for name, (f, low, high, target) in FIGURES.items()
    ],
    tool=f"scipy {scipy.__version__}",
)
