"""Golden normal distribution, options, price process, calibration, correlation and Markov chains (Python 3.11 `decimal` with 60 digits,
`fractions`); writes ../pricesAndStates.json.

The normal distribution is the Taylor series of erf below 6 and the continued fraction of erfc above, checked against each other;
the average-price option sums the raw second moment; the stationary distribution solves the linear system in fractions.
"""

from decimal import Decimal, getcontext
from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write

getcontext().prec = 60
D = lambda x: Decimal(str(x))


def pi():
    """Machin: pi = 16 atan(1/5) - 4 atan(1/239)."""
    def atan_inverse(n):
        total, term, k = Decimal(0), Decimal(1) / n, 0
        while abs(term) > Decimal(10) ** -70:
            total += term / (2 * k + 1) * (-1) ** k
            term /= n * n
            k += 1
        return total
    return 16 * atan_inverse(5) - 4 * atan_inverse(239)


PI = pi()
assert str(PI).startswith("3.14159265358979323846264338327950288419716939937510")


def erfc_series(x):
    getcontext().prec = 120
    total, term, k = Decimal(0), x, 0
    while abs(term) > Decimal(10) ** -100:
        total += term / (2 * k + 1)
        k += 1
        term = -term * x * x / k
    result = 1 - 2 * total / PI.sqrt()
    getcontext().prec = 60
    return +result


def erfc_fraction(x):
    """erfc(x) = e^(-x^2)/sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...))))"""
    tail = x
    for k in range(4000, 0, -1):
        tail = x + (Decimal(k) / 2) / tail
    return (-x * x).exp() / PI.sqrt() / tail


assert abs(erfc_series(D(5)) / erfc_fraction(D(5)) - 1) < Decimal(10) ** -25


def N(x):
    y = abs(x) / D(2).sqrt()
    upper = (erfc_series(y) if y < 5 else erfc_fraction(y)) / 2
    return upper if x < 0 else 1 - upper


def black(kind, f, k, deviation):
    d1 = (f / k).ln() / deviation + deviation / 2
    d2 = d1 - deviation
    return f * N(d1) - k * N(d2) if kind == "call" else k * N(-d2) - f * N(-d1)


def average(kind, forwards, covariance, strike, fixed):
    n = len(forwards) + len(fixed)
    first = sum(forwards)
    second = sum(a * b * covariance(i, j).exp() for i, a in enumerate(forwards) for j, b in enumerate(forwards))
    left = n * strike - sum(fixed)
    if left <= 0:
        return (first - left) / n if kind == "call" else Decimal(0)
    return black(kind, first, left, (second / first**2).ln().sqrt()) / n


cases = []
for x in (-37, -12.5, -8, -6, -4.25, -3, -1.5, -0.66, -0.3, 0, 0.1, 0.6628, 1, 2.5758293, 4, 7):
    cases.append({"kind": "normal", "x": x, "expected": N(D(x))})
for f, k, s, t, df in ((8800, 9000, 0.24, 0.75, 0.97), (950, 1400, 0.55, 2, 0.9), (110, 70, 0.3, 0.25, 1), (2500, 2500, 0.02, 0.01, 0.999)):
    for kind in ("call", "put"):
        cases.append({"kind": "black", "option": {"kind": kind, "forward": f, "strike": k, "volatility": s, "years": t, "discountFactor": df},
                      "expected": D(df) * black(kind, D(f), D(k), D(s) * D(t).sqrt())})

MONTHS = [0.1, 0.2, 0.25, 0.35, 0.5, 0.75]
FORWARDS = [1020, 1015.5, 1004, 998, 985.25, 970]
PER_FIXING = [0.42, 0.41, 0.4, 0.38, 0.36, 0.33]
COVARIANCE = [[0.02, 0.018, 0.015], [0.018, 0.034, 0.03], [0.015, 0.03, 0.05]]
def flat(i, j):
    return D(0.35) ** 2 * min(D(MONTHS[i]), D(MONTHS[j]))
def own(i, j):
    m = min(i, j)
    return D(PER_FIXING[m]) ** 2 * D(MONTHS[m])
for kind in ("call", "put"):
    for strike, fixed in ((1000, []), (1100, [990, 1012.5]), (300, [1500, 1480, 1510]), (700, [])):
        base = {"kind": kind, "forwards": FORWARDS, "fixingYears": MONTHS, "strike": strike, "discountFactor": 0.96, "fixed": fixed}
        args = ([D(x) for x in FORWARDS],)
        cases.append({"kind": "average", "option": {**base, "volatility": 0.35}, "expected": D(0.96) * average(kind, args[0], flat, D(strike), [D(x) for x in fixed])})
        cases.append({"kind": "average", "option": {**base, "volatility": PER_FIXING}, "expected": D(0.96) * average(kind, args[0], own, D(strike), [D(x) for x in fixed])})
    cases.append({"kind": "average", "option": {"kind": kind, "forwards": FORWARDS[:3], "fixingYears": MONTHS[:3], "strike": 1010, "volatility": 0, "discountFactor": 1, "covariance": COVARIANCE},
                  "expected": average(kind, [D(x) for x in FORWARDS[:3]], lambda i, j: D(COVARIANCE[i][j]), D(1010), [])})

for spot, k, a, s in ((8200, 0.45, 9.05, 0.23), (640, 1.8, 6.9, 0.6), (105, 0, 4.5, 0.31)):
    for t in (0.5, 3):
        x0, kd, sd = D(spot).ln(), D(k), D(s)
        log_mean = D(a) + (x0 - D(a)) * (-kd * D(t)).exp()
        variance = sd**2 * D(t) if k == 0 else sd**2 * (1 - (-2 * kd * D(t)).exp()) / (2 * kd)
        cases.append({"kind": "schwartz", "process": {"spot": spot, "meanReversion": k, "longRunLogPrice": a, "volatility": s}, "years": t,
                      "expected": {"logMean": log_mean, "logVariance": variance, "mean": (log_mean + variance / 2).exp(), "median": log_mean.exp()}})

SERIES = [1012, 1065.5, 1120, 1043, 987.25, 902, 875, 921.5, 960, 1031, 1104.5, 1150, 1098, 1020.75, 955, 890, 934.5, 1001]
def calibrate(prices, dt):
    x = [D(p).ln() for p in prices]
    pairs = list(zip(x, x[1:]))
    n = len(pairs)
    sx, sy = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    b = (n * sum(p[0] * p[1] for p in pairs) - sx * sy) / (n * sum(p[0] ** 2 for p in pairs) - sx**2)
    c = (sy - b * sx) / n
    var = sum((y - c - b * z) ** 2 for z, y in pairs) / (n - 2)
    sxx = sum(p[0] ** 2 for p in pairs) - sx**2 / n
    k = -b.ln() / D(dt)
    s = (var * 2 * k / (1 - b * b)).sqrt()
    # delta method by difference quotients
    se_b, step = (var / sxx).sqrt(), Decimal(10) ** -20
    vol = lambda v, q: (v * 2 * (-q.ln() / D(dt)) / (1 - q * q)).sqrt()
    db = (vol(var, b + step) - vol(var, b - step)) / (2 * step)
    dv = (vol(var + step, b) - vol(var - step, b)) / (2 * step)
    var_c, cov = var * (Decimal(1) / n + (sx / n) ** 2 / sxx), -sx / n * var / sxx
    da_c, da_b = 1 / (1 - b), c / (1 - b) ** 2
    return {
        "meanReversion": k, "longRunLogPrice": c / (1 - b), "volatility": s, "halfLifeYears": D(2).ln() / k,
        "standardErrors": {
            "meanReversion": se_b / (b * D(dt)),
            "longRunLogPrice": (da_c**2 * var_c + 2 * da_c * da_b * cov + da_b**2 * se_b**2).sqrt(),
            "volatility": ((db * se_b) ** 2 + dv**2 * 2 * var**2 / (n - 2)).sqrt(),
        },
        "dickeyFuller": (b - 1) / se_b,
    }
cases.append({"kind": "calibrate", "prices": SERIES, "stepYears": 0.25, "expected": calibrate(SERIES, 0.25)})

OTHER = [77, 79.5, 84, 80.25, 74, 71.5, 70, 70.75, 76, 77.5, 81, 88, 85.5, 80, 77, 69.5, 72, 73]
def correlation(a, b):
    r = [[(D(q) / D(p)).ln() for p, q in zip(s, s[1:])] for s in (a, b)]
    m = [sum(x) / len(x) for x in r]
    cov = lambda i, j: sum((p - m[i]) * (q - m[j]) for p, q in zip(r[i], r[j]))
    return cov(0, 1) / (cov(0, 0) * cov(1, 1)).sqrt()
cases.append({"kind": "correlation", "prices": [SERIES, OTHER], "expected": correlation(SERIES, OTHER)})

def stationary(matrix):
    """Solve pi P = pi, sum pi = 1 by Gauss-Jordan in fractions."""
    n = len(matrix)
    rows = [[matrix[j][i] - (1 if i == j else 0) for j in range(n)] + [Fraction(0)] for i in range(n - 1)] + [[Fraction(1)] * (n + 1)]
    for c in range(n):
        p = next(r for r in range(c, n) if rows[r][c] != 0)
        rows[c], rows[p] = rows[p], rows[c]
        rows[c] = [x / rows[c][c] for x in rows[c]]
        for r in range(n):
            if r != c:
                rows[r] = [x - rows[r][c] * y for x, y in zip(rows[r], rows[c])]
    return [row[n] for row in rows]
CYCLE = [[0.9667, 0.025, 0.0083], [0.0208, 0.9584, 0.0208], [0.0286, 0.0428, 0.9286]]
FOUR = [[0.1, 0.2, 0.3, 0.4], [0, 0.5, 0.25, 0.25], [0.6, 0, 0.4, 0], [0.05, 0.05, 0, 0.9]]
for matrix, start, steps in ((CYCLE, [0, 1, 0], 24), (FOUR, [0.25, 0.25, 0.5, 0], 5)):
    exact = [[F(x) for x in row] for row in matrix]
    after = [F(x) for x in start]
    for _ in range(steps):
        after = [sum(after[i] * exact[i][j] for i in range(len(after))) for j in range(len(after))]
    cases.append({"kind": "regimes", "transition": matrix, "start": start, "steps": steps,
                  "expected": {"stationary": stationary(exact), "after": after, "durations": [1 / (1 - row[i]) for i, row in enumerate(exact)]}})

write("pricesAndStates", "60-digit decimals and exact fractions", 1e-11, cases)
