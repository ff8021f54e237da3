"""Golden exp, log and inverse normal at doubles across their ranges (Python `decimal` with 60 digits); writes ../elementary.json.

Arguments are exact doubles, given as such; the inverse normal is solved by bisection on the series of the error function.
"""

import random
from decimal import Decimal, getcontext

from goldenFile import write

getcontext().prec = 60
random.seed(7)


def phi(x):
    """P(Z <= x) = 1/2 + 1/sqrt(2 pi) sum (-1)^n x^(2n+1) / (2^n n! (2n+1))."""
    getcontext().prec = 90
    total, term, n = Decimal(0), x, 0
    while abs(term) > Decimal(10) ** -80:
        total += term / (2 * n + 1)
        n += 1
        term = -term * x * x / (2 * n)
    two_pi = Decimal("6.283185307179586476925286766559005768394338798750211641949889184615632812572417997256069650684234135964296")
    value = Decimal("0.5") + total / two_pi.sqrt()
    getcontext().prec = 60
    return value


def quantile(p):
    low, high = Decimal(-7), Decimal(7)
    for _ in range(140):
        middle = (low + high) / 2
        if phi(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


xs = [random.uniform(-1, 1) for _ in range(30)] + [random.uniform(-700, 700) for _ in range(30)] + [1e-12, -1e-12, 0.0054, -0.0054]
ys = [random.uniform(0.5, 2) for _ in range(30)] + [10 ** random.uniform(-30, 30) for _ in range(20)] + [1 + 1e-9, 1 - 1e-9, 0.85, 1.05]
ps = [(random.randrange(2**32) + 0.5) / 2**32 for _ in range(24)] + [0.5 / 2**32, 1 - 0.5 / 2**32, 0.0750001, 0.9249999]

write(
    "elementary",
    "Python decimal, 60 digits",
    1e-15,
    [
        {"name": "exp", "arguments": xs, "values": [float(Decimal(x).exp()) for x in xs]},
        {"name": "log", "arguments": ys, "values": [float(Decimal(y).ln()) for y in ys]},
        {"name": "inverseNormal", "arguments": ps, "values": [float(quantile(Decimal(p))) for p in ps]},
    ],
)
