"""Golden quantiles, tail means, shortfall components and concentration in exact fractions (Python 3.11 `fractions`; 50-digit `decimal`
for the logarithm of the entropy); writes ../outcomes.json.
"""

from decimal import Decimal, getcontext
from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write

getcontext().prec = 50


def quantile(values, p):
    x = sorted(map(F, values))
    h = (len(x) - 1) * F(p)
    j = int(h)
    return x[j] if j + 1 == len(x) else x[j] + (h - j) * (x[j + 1] - x[j])


def tail_weights(values, confidence):
    """Weight of each outcome in the worst (1 - c) n, filled group of equal outcomes by group, worst first."""
    left = (1 - F(confidence)) * len(values)
    whole = left
    weights = [Fraction(0)] * len(values)
    for level in sorted(set(values)):
        group = [i for i, v in enumerate(values) if v == level]
        take = min(left, Fraction(len(group)))
        for i in group:
            weights[i] = take / len(group) / whole
        left -= take
    return weights


def mean(values):
    return sum(map(F, values)) / len(values)


def concentration(weights):
    w = list(map(F, weights))
    n, total = len(w), sum(w)
    shares = [x / total for x in w]
    hhi = sum(s * s for s in shares)
    gini = sum(abs(a - b) for a in w for b in w) / (2 * n * total)
    logs = sum((Decimal(s.numerator) / Decimal(s.denominator)) * (Decimal(s.numerator) / Decimal(s.denominator)).ln() for s in shares if s)
    top = sorted(shares, reverse=True)
    return {"hhi": hhi, "effectiveNumber": 1 / hhi, "top": [sum(top[:k]) for k in (1, 3, 5)], "entropy": -logs, "gini": gini}


A = [412.5, 388, 401.25, 295, 377.5, 388, 420, 301.75, 388, 366, 295, 350.5, 410, 399, 388, 372.25, 305]
B = [210, 232.5, 190.25, 180, 201, 188, 195.5, 176.25, 204, 215, 184, 199.5, 206, 191, 187, 202.75, 173]
SUM = [F(a) + F(b) for a, b in zip(A, B)]
TIES = [5, 1, 1, 1, 1, 9, 7, 3]

cases = []
for values in (A, TIES, [4.2], [-3, 8.5]):
    for p in (0, 0.05, 0.1, 0.333, 0.5, 0.9, 1):
        cases.append({"kind": "quantile", "values": values, "p": p, "expected": quantile(values, p)})
for values in (A, TIES, [4.2]):
    for c in (0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
        w = tail_weights(values, c)
        tail = sum(a * F(v) for a, v in zip(w, values))
        cases.append({"kind": "tail", "values": values, "confidence": c,
                      "expected": {"tailMean": tail, "expectedShortfall": mean(values) - tail, "cashFlowAtRisk": mean(values) - quantile(values, 1 - F(c))}})
for parts in ([A, B], [[1, 2, 3, 4, 5, 6, 7, 8], [8, 6, 5, 4, 3, 2, 9, 1]]):
    total = [sum(map(F, column)) for column in zip(*parts)]
    for c in (0.6, 0.75, 0.9, 0.95):
        w = tail_weights(total, c)
        cases.append({"kind": "components", "components": parts, "confidence": c,
                      "expected": [mean(part) - sum(a * F(v) for a, v in zip(w, part)) for part in parts]})
for weights in ([120000, 95000, 60000, 60000, 25000, 0], [1, 1, 1, 1], [7.5], [0.2, 0, 0, 0.05, 0.75, 0.31, 0.31, 2]):
    cases.append({"kind": "concentration", "weights": weights, "expected": concentration(weights)})

write("outcomes", "exact fractions over the definitions", 1e-12, cases)
