"""Golden debt capacities (Python 3.11 `fractions`); writes ../debtCapacity.json.

Exact fractions. A sculpted loan is sized by another formula than the engine's recursion: with service s_q and discount factor d_q the
capacity is the least of sum s_q d_q and, for every period t, sum to t of s_q d_q + d_t s_t / i_t (after t its interest takes all of s_t).
Linear and level loans: the least over the periods of room for service over the service of one dollar.
"""

from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write


def room(cash, target, other):
    return [max(Fraction(0), F(c) / F(target) - F(o)) for c, o in zip(cash, other)]


def sculpted(service, rate):
    factors = [1 / (1 + rate) ** (q + 1) for q in range(len(service))]
    values = [s * d for s, d in zip(service, factors)]
    limits = [sum(values)]
    if rate > 0:
        limits += [sum(values[: t + 1]) + factors[t] * service[t] / rate for t in range(len(service))]
    return min(limits)


def proportional(service, rate, style):
    n = len(service)
    left, limits = Fraction(1), []
    for q in range(n):
        interest = left * rate
        payment = interest + Fraction(1, n) if style == "linear" else (rate / (1 - (1 + rate) ** -n) if rate else Fraction(1, n))
        limits.append(service[q] / payment)
        left -= payment - interest
    assert left == 0
    return min(limits)


def present_value(cash, rate):
    return sum(F(c) / (1 + rate) ** (q + 1) for q, c in enumerate(cash))


CASH = [
    ([60, 60, 60, 60], [0, 0, 0, 0]),
    ([120, 20, 130, 140, 110], [10, 0, 5, 0, 0]),
    ([80, 0, 90, 90], [0, 0, 0, 0]),
    ([30, 45.5, -12, 70, 81.25, 66], [0, 3, 0, 4.5, 0, 0]),
    ([10, 20, 40, 80, 160, 20, 40, 320], [1, 1, 1, 1, 1, 1, 1, 1]),
]

cases = []
for cash, other in CASH:
    for annual in (0, 0.06, 0.11):
        for months in (6, 12):
            rate = F(annual) * months / 12
            for target in (1, 1.35):
                service = room(cash, target, other)
                cases.append(
                    {
                        "cash": cash,
                        "other": other,
                        "annualRate": annual,
                        "periodMonths": months,
                        "target": target,
                        "expected": {
                            "sculpted": sculpted(service, rate),
                            "linear": proportional(service, rate, "linear"),
                            "level": proportional(service, rate, "level"),
                            "presentValue": max(Fraction(0), present_value(cash, rate) / F(target)),
                        },
                    }
                )

write("debtCapacity", "Exact fractions; a sculpted loan as the least of its limits, not by recursion", 1e-12, cases)
