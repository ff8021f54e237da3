"""Golden clause values: floors, caps, an escalator, a participation and choices of quotational period, valued by numerical integration
instead of closed formulas; writes ../clauses.json.

The average of a quotational period is lognormal with its first two moments; its net price is written out here anew and integrated
against the normal density by Simpson's rule, with the clause and without it. A choice is integrated over both averages.
"""

from datetime import date
from math import erfc, exp, expm1, log, log1p, pi, sqrt

from goldenFile import write

MONTHS = 12
TONNES = 1000.0
RATE = 0.1
SHARE = 0.9
MOISTURE = 0.08
GRADE = {"iron": 0.62, "copper": 0.28}
DECK = {"iron": lambda t: 100.0 + t, "copper": lambda t: 9600.0 - 20.0 * t, "carbonate": lambda t: 10_000.0 + 100.0 * t}
PROCESS = {"iron": (0.3, 0.0), "copper": (0.22, 0.6), "carbonate": (0.5, 0.0)}
# dollars a dry tonne on a dollar of each metal: grade times payable
BASKET = {"copper": 0.28 * 0.8, "carbonate": 0.06 * 1.0}
PARTS = 20_000
REACH = 9.0


def discount(t):
    """Of the 15th of month t, month 0 = December 2026, on 31 December 2026: actual/365, effective."""
    years, month = divmod(11 + t, 12)
    return (1 + RATE) ** (-(date(2026 + years, month + 1, 15) - date(2026, 12, 31)).days / 365)


def covariance(reference, ti, tj, until=1e9):
    s, k = PROCESS[reference]
    ti, tj = ti / 12, tj / 12
    common = min(ti, tj, until / 12)
    if common <= 0:
        return 0.0
    variance = s * s * common if k == 0 else s * s * -expm1(-2 * k * common) / (2 * k)
    return exp(-k * (ti - common) - k * (tj - common)) * variance


def average(reference, months):
    """Known part, expected rest, and its log variance."""
    n = len(months)
    known = sum(DECK[reference](t) for t in months if t <= 0) / n
    coming = [t for t in months if t > 0]
    mean = sum(DECK[reference](t) for t in coming) / n
    if not coming:
        return known, 0.0, 0.0
    second = sum(
        DECK[reference](a) * DECK[reference](b) * expm1(covariance(reference, a, b)) for a in coming for b in coming
    ) / (n * n)
    return known, mean, log1p(second / mean**2)


def expected(reference, months, price):
    known, mean, variance = average(reference, months)
    if variance == 0:
        return price(known + mean)
    s = sqrt(variance)
    h = 2 * REACH / PARTS
    total = 0.0
    for i in range(PARTS + 1):
        z = -REACH + i * h
        weight = 1 if i in (0, PARTS) else 4 if i % 2 else 2
        total += weight * price(known + mean * exp(s * z - variance / 2)) * exp(-z * z / 2)
    return total * h / 3 / sqrt(2 * pi)


def clamp(value, low, high):
    return max(low, min(high, value))


def bounds(collar, level):
    if collar is None or collar["level"] != level:
        return -1e18, 1e18
    return collar.get("floor", -1e18), collar.get("cap", 1e18)


def net(case, price):
    """USD per dmt at an average, written out from the trade's terms."""
    terms = case["terms"]
    collar, blend = terms.get("collar"), terms.get("blend")
    price = clamp(price, *bounds(collar, "reference"))
    if case["reference"] == "iron":
        leg = price * GRADE["iron"] / 0.62
    else:
        payable = 0.965 * (GRADE["copper"] - 0.01)
        charge = 80.0
        if "escalator" in terms:
            basis = terms["escalator"]["basisPrice"]
            for band in terms["escalator"]["bands"]:
                low, high = band["from"], band.get("to", 1e18)
                if price >= basis:
                    charge += band["share"] * max(0, min(price, high) - max(basis, low))
                else:
                    charge -= band["share"] * max(0, min(basis, high) - max(price, low))
        leg = payable * price - charge
        if "participation" in terms:
            part = terms["participation"]
            leg -= payable * min(part["cap"], part["share"] * (price - part["basisPrice"]))
    leg = clamp(leg, *bounds(collar, "leg"))
    if blend:
        leg = blend["fixedShare"] * blend["fixedPrice"] + (1 - blend["fixedShare"]) * leg
    leg = clamp(leg, *bounds(collar, "blend"))
    leg -= terms.get("freight", 0) / (1 - MOISTURE)
    return clamp(leg, *bounds(collar, "netback"))


def contract(case):
    """Expected present value of the invoices, paid in the month: provisional at once, the rest when the period has ended."""
    value = 0.0
    first, length = case["offset"], case["length"]
    for t in range(1, MONTHS + 1):
        months = [t + first + i for i in range(length)]
        final = discount(max(months[-1], t))
        one = final * expected(case["reference"], months, lambda p: net(case, p))
        if months[-1] > t:
            one += SHARE * expected(case["reference"], [t], lambda p: net(case, p)) * (discount(t) - final)
        value += TONNES * one
    return value


def without(case, key):
    terms = {name: entry for name, entry in case["terms"].items() if name != key}
    if key in ("floor", "cap"):
        terms["collar"] = {name: entry for name, entry in case["terms"]["collar"].items() if name != key}
    return {**case, "terms": terms}


def choice(case):
    """Of two single months: both prices, joined by their covariance as far as it is known when declared, over a grid of two normals."""
    reference, parts, reach = case["reference"], 1200, 8.0
    h = 2 * reach / parts
    value = 0.0
    for t in range(1, MONTHS + 1):
        a, b = t + case["offset"], t + case["other"]
        until = a - case["declarationMonths"]
        va, vb, c = (covariance(reference, i, j, until) for i, j in ((a, a), (b, b), (a, b)))
        sa, own = sqrt(va), sqrt(max(0, vb - c * c / va))
        fa, fb = DECK[reference](a), DECK[reference](b)
        da, db, now = discount(a), discount(b), discount(t)
        # what the holder gains is decided by the prices, what it is worth by when they are paid
        total = 0.0
        for i in range(parts + 1):
            z = -reach + i * h
            pa = fa * exp(sa * z - va / 2)
            mean = fb * exp(c / sa * z - c * c / va / 2)
            # given a, b is lognormal: the share of it above and below a, by the error function
            k = (log(mean / pa) - own * own / 2) / own if own > 0 else (1e9 if mean > pa else -1e9)
            above, above_b = normal(k), mean * normal(k + own)
            low = case["holder"] == "buyer"
            p, pb = (1 - above, mean - above_b) if low else (above, above_b)
            gain = db * pb - p * da * pa
            weight = 1 if i in (0, parts) else 4 if i % 2 else 2
            total += weight * (gain * exp(-z * z / 2))
        chosen = probability(case, a, b, va, vb, c, fa, fb)
        early = SHARE * DECK[reference](t) * ((now - db) - (now - da)) * chosen
        value += TONNES * (total * h / 3 / sqrt(2 * pi) + early)
    return value


def probability(case, a, b, va, vb, c, fa, fb):
    s = sqrt(va + vb - 2 * c)
    above = normal((log(fb / fa) - (vb - va) / 2) / s)
    return above if case["holder"] == "seller" else 1 - above


def normal(x):
    return erfc(-x / sqrt(2)) / 2


def floored(t, floor, correlation):
    """Expected max(floor, basket) at month t: both metals lognormal and correlated; the carbonate on a grid, the copper given it by Black."""
    (sa, ka), (sb, kb) = PROCESS["copper"], PROCESS["carbonate"]
    years = t / 12
    va, vb = covariance("copper", t, t), covariance("carbonate", t, t)
    c = correlation * sa * sb * -expm1(-(ka + kb) * years) / (ka + kb)
    own = sqrt(va - c * c / vb)
    h = 2 * REACH / PARTS
    total = 0.0
    for i in range(PARTS + 1):
        z = -REACH + i * h
        other = BASKET["carbonate"] * DECK["carbonate"](t) * exp(sqrt(vb) * z - vb / 2)
        mean = BASKET["copper"] * DECK["copper"](t) * exp(c / sqrt(vb) * z - c * c / vb / 2)
        strike = floor - other
        put = 0.0
        if strike > 0:
            d = (log(mean / strike) + own * own / 2) / own
            put = strike * normal(own - d) - mean * normal(-d)
        weight = 1 if i in (0, PARTS) else 4 if i % 2 else 2
        total += weight * (mean + other + put) * exp(-z * z / 2)
    return total * h / 3 / sqrt(2 * pi)


def basket(case):
    """A floor on the sum of two metals: both invoices with it less the same without."""
    value = 0.0
    bare = lambda t: sum(share * DECK[metal](t) for metal, share in BASKET.items())
    for t in range(1, MONTHS + 1):
        end = t + case["offset"]
        more = lambda month: floored(month, case["terms"]["collar"]["floor"], case["correlation"]) - bare(month)
        final = discount(end)
        value += TONNES * (final * more(end) + SHARE * more(t) * (discount(t) - final))
    return value


METAL = {
    "escalator": {"basisPrice": 9000, "bands": [{"from": 8000, "to": 9000, "share": 0.01}, {"from": 9000, "to": 10000, "share": 0.02}, {"from": 11000, "share": 0.03}]},
    "participation": {"basisPrice": 9500, "share": 0.1, "cap": 100},
}

CASES = [
    ("a floor on the reference", "floor", {"reference": "iron", "offset": 0, "length": 1, "terms": {"collar": {"level": "reference", "floor": 98}}}),
    ("a floor on an average that began before the valuation", "floor", {"reference": "iron", "offset": -1, "length": 3, "terms": {"collar": {"level": "leg", "floor": 104}}}),
    ("a cap beside a floor on a blend", "cap", {"reference": "iron", "offset": 1, "length": 2, "terms": {"blend": {"fixedShare": 0.35, "fixedPrice": 97}, "collar": {"level": "blend", "floor": 92, "cap": 118}}}),
    ("a floor after freight", "floor", {"reference": "iron", "offset": 2, "length": 1, "terms": {"freight": 23, "collar": {"level": "netback", "floor": 80}}}),
    ("an escalator, with mean reversion", "escalator", {"reference": "copper", "offset": 3, "length": 1, "terms": METAL}),
    ("price participation with a cap", "participation", {"reference": "copper", "offset": 1, "length": 3, "terms": METAL}),
    ("a floor on what escalator and participation leave", "floor", {"reference": "copper", "offset": 1, "length": 1, "terms": {**METAL, "collar": {"level": "leg", "floor": 2350}}}),
    ("a choice of the seller", "quotation", {"reference": "iron", "offset": 1, "other": 4, "length": 1, "holder": "seller", "declarationMonths": -2, "terms": {}}),
    ("a choice of the buyer, with mean reversion", "quotation", {"reference": "copper", "offset": 0, "other": 3, "length": 1, "holder": "buyer", "declarationMonths": -1, "terms": {}}),
    # the engine averages over the other metal at 12 nodes
    *(
        (f"a floor on the sum of two metals, correlation {r}", "floor", {"reference": "basket", "offset": 1, "length": 1, "correlation": r, "nodesTolerance": 5e-4, "terms": {"collar": {"level": "leg", "floor": 2800}}})
        for r in (-0.4, 0, 0.6)
    ),
]


def worth(key, case):
    if case["reference"] == "basket":
        return basket(case)
    return choice(case) if key == "quotation" else contract(case) - contract(without(case, key))


write(
    "clauses",
    "Simpson's rule over the normal density of the period's average; choices over both averages",
    1e-6,
    [
        {"name": name, "key": key, **case, "value": worth(key, case)}
        for name, key, case in CASES
    ],
)
