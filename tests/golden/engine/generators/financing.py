"""Golden cash-flow and loan figures (Python 3.11 `fractions`, `decimal` with 60 digits, `datetime`); writes ../financing.json.

npv, loan tables and coverage are exact fractions; xnpv and rates of return come from 60-digit decimals and bisection.
"""

from datetime import date
from decimal import Decimal, getcontext
from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write

getcontext().prec = 60
D = lambda x: Decimal(str(x))


def xnpv(rate, flows):
    first = date.fromisoformat(flows[0][0])
    return sum(D(a) / (1 + rate) ** (Decimal((date.fromisoformat(d) - first).days) / 365) for d, a in flows)


def root(value, low, high):
    """The zero of `value` between two rates of opposite sign, to 50 digits."""
    low, high = D(low), D(high)
    negative_low = value(low) < 0
    assert negative_low != (value(high) < 0)
    for _ in range(180):
        middle = (low + high) / 2
        if (value(middle) < 0) == negative_low:
            low = middle
        else:
            high = middle
    return low


def loan(principal, rate, n, style, grace):
    p, r = F(principal), F(rate)
    k = n - grace
    level = p / k if r == 0 else p * r / (1 - 1 / (1 + r) ** k)
    rows, left = [], p
    for i in range(n):
        interest = left * r
        repaid = Fraction(0) if i < grace else (level - interest if style == "level" else p / k)
        rows.append({"opening": left, "interest": interest, "principal": repaid, "payment": interest + repaid, "closing": left - repaid})
        left -= repaid
    assert left == 0
    return rows


FLOWS = [
    [["2026-06-15", -42000000], ["2026-12-15", -6500000], ["2027-07-15", 9800000], ["2028-02-29", 15400000], ["2029-03-01", 17250000], ["2031-12-31", 22100000]],
    [["2026-06-15", 0], ["2026-07-15", 1200000], ["2027-06-15", 1310000.5], ["2028-06-15", -240000], ["2030-06-15", 2750000]],
    [["2026-05-31", -1000], ["2026-06-01", 1000.27]],
]
cases = []
for flows in FLOWS:
    for rate in (0.1, 0, -0.25, 0.0675):
        cases.append({"kind": "xnpv", "rate": rate, "flows": [{"date": d, "amount": a} for d, a in flows], "expected": xnpv(D(rate), flows)})
for flows, low, high in ((FLOWS[0], 0, 1), (FLOWS[2], 0, 1)):
    cases.append({"kind": "xirr", "flows": [{"date": d, "amount": a} for d, a in flows], "expected": root(lambda r: xnpv(r, flows), low, high)})

EVEN = [-1850, 410, 395.5, 520, 610, 480, 75.25]
for rate in (0.085, 0, -0.5, 3):
    cases.append({"kind": "npv", "rate": rate, "amounts": EVEN, "expected": sum(F(a) / (1 + F(rate)) ** i for i, a in enumerate(EVEN))})
value = lambda amounts: lambda r: sum(D(a) / (1 + r) ** i for i, a in enumerate(amounts))
cases.append({"kind": "internalRates", "amounts": EVEN, "expected": [root(value(EVEN), 0, 1)]})
# products of (1 + r - c_i): roots are known exactly
THREE = [-1, F("3.6"), -F("4.31"), F("1.716")]  # growth factors 1.1, 1.2, 1.3
cases.append({"kind": "internalRates", "amounts": THREE, "expected": [F("0.1"), F("0.2"), F("0.3")]})
cases.append({"kind": "internalRates", "amounts": [-100, 20, 30], "expected": [root(value([-100, 20, 30]), -0.9, 0)]})
cases.append({"kind": "internalRates", "amounts": [100, 20, 30], "expected": []})
cases.append({"kind": "internalRates", "amounts": [0, -1600, 10000, -10000, 0], "expected": [F("0.25"), 4]})

for principal, annual, per_year, n, style, grace in ((18500000, 0.0725, 4, 12, "level", 3), (18500000, 0.0725, 2, 8, "linear", 0), (4000000, 0, 12, 6, "level", 2), (950000, 0.11, 12, 7, "linear", 6)):
    rows = loan(principal, F(annual) / per_year, n, style, grace)
    paid = [row["principal"] for row in rows]
    cases.append({
        "kind": "loan", "loan": {"principal": principal, "annualRate": annual, "periodsPerYear": per_year, "periods": n, "style": style, "gracePeriods": grace},
        "expected": {"rows": rows, "weightedAverageLife": sum((i + 1) * p for i, p in enumerate(paid)) / sum(paid) / per_year},
    })
CFADS = [1410000, 1525500.5, 980250, 1725000, 1640000]
SERVICE = [1100000, 1100000, 1210000, 1180500, 900000]
cases.append({"kind": "coverage", "cashFlows": CFADS, "service": SERVICE, "rate": 0.0215, "debt": 4850000,
              "expected": {"dscr": [F(c) / F(s) for c, s in zip(CFADS, SERVICE)], "llcr": sum(F(c) / (1 + F(0.0215)) ** (i + 1) for i, c in enumerate(CFADS)) / 4850000}})

write("financing", "exact fractions; 60-digit decimals and bisection for xnpv and rates", 1e-12, cases)
