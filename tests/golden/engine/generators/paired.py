"""Golden comparisons of two plans on the same paths (Python, standard library): exact fractions for means, shares, quantiles and tail
means, 50-digit decimals for square roots; writes ../paired.json. Every definition is spelled out here once more, from
docs/model/comparison.md; nothing is taken from the engine.
"""

import random
from decimal import Decimal, getcontext
from fractions import Fraction as R

from goldenFile import exact as F
from goldenFile import write

getcontext().prec = 50
TAIL = F(0.05)


def root(x):
    return (Decimal(x.numerator) / Decimal(x.denominator)).sqrt()


def mean(x):
    return sum(x) / len(x)


def error_of_mean(x):
    m, n = mean(x), len(x)
    return root(sum((v - m) ** 2 for v in x) / (n - 1) / n)


def quantile(x, p):
    s = sorted(x)
    h = (len(s) - 1) * p
    j = int(h)
    return s[j] if j + 1 == len(s) else s[j] + (h - j) * (s[j + 1] - s[j])


def tail_weights(x):
    """Weights of the worst twentieth, ties sharing what is left; they sum to 1."""
    left = TAIL * len(x)
    whole = left
    weights = [R(0)] * len(x)
    for level in sorted(set(x)):
        group = [i for i, v in enumerate(x) if v == level]
        take = min(left, R(len(group)))
        for i in group:
            weights[i] = take / len(group) / whole
        left -= take
    return weights


def influence_on_tail(x):
    q = quantile(x, TAIL)
    return [q - max(R(0), q - v) / TAIL for v in x]


def compared(own, other):
    n = len(own)
    d = [a - b for a, b in zip(own, other)]
    ahead = R(sum(v >= 1 for v in d), n)
    w = tail_weights(other)
    # the step of the binomial error is a root: its fraction is near enough, since quantiles only pick paths by it
    step = R(str(root(TAIL * (1 - TAIL) / n)))
    low, high = quantile(other, max(R(0), TAIL - step)), quantile(other, min(R(1), TAIL + step))
    edge = mean([v for v, o in zip(d, other) if low <= o <= high])
    there = sum(a * v for a, v in zip(w, d))
    tail = lambda x: sum(a * v for a, v in zip(tail_weights(x), x))
    return {
        "ahead": ahead,
        "aheadError": root(ahead * (1 - ahead) / n),
        "level": R(sum(abs(v) < 1 for v in d), n),
        "mean": mean(d),
        "meanError": error_of_mean(d),
        "median": quantile(d, R(1, 2)),
        "low": quantile(d, F(0.05)),
        "high": quantile(d, F(0.95)),
        "apartError": root(R(str(error_of_mean(own))) ** 2 + R(str(error_of_mean(other))) ** 2),
        "worst": there,
        "worstError": error_of_mean([n * a * (v - edge) + edge for a, v in zip(w, d)]),
        "tail": tail(own) - tail(other),
        "tailError": error_of_mean([a - b for a, b in zip(influence_on_tail(own), influence_on_tail(other))]),
    }


def case(what, own, other):
    return {"what": what, "own": own, "other": other, "expected": compared(list(map(F, own)), list(map(F, other)))}


draws = random.Random(20260531)
market = [draws.gauss(5000, 900) for _ in range(400)]
near = [round(m + draws.gauss(60, 80), 2) for m in market]
base = [round(m, 2) for m in market]
alone = [round(draws.gauss(5050, 700), 2) for _ in range(400)]
deal = [round(b + max(0, 5200 - b) * 0.3 - 40, 2) for b in base]
few = [412.5, 388, 401.25, 295, 377.5, 388, 420, 301.75, 388, 366, 295, 350.5, 410, 399, 388, 372.25, 305, 295, 401, 333, 388]
twin = [v if i % 3 else v + 12 for i, v in enumerate(few)]

write("paired", "exact fractions over the definitions, square roots to 50 digits", 1e-11, [
    case("a plan a little better on most paths", near, base),
    case("plans that have little in common", alone, base),
    case("a floor that pays where the other does worst", deal, base),
    case("ties within the tail, level on two paths of three", twin, few),
])
