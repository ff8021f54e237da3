"""Decks and deterministic scenarios (docs/model/scenario.md) as markets that planModel.py asks for prices and demand."""

from decimal import Decimal, getcontext
from fractions import Fraction

from goldenFile import exact as F

getcontext().prec = 40


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


def rounded(number):
    """A decimal as a fraction, 30 digits kept: enough for 1e-9, few enough to stay quick."""
    return Fraction(f"{number:.30g}")


def power(base, exponent):
    return base ** int(exponent) if exponent.denominator == 1 else rounded((decimal(exponent) * decimal(base).ln()).exp())


class Market:
    """F and S by reference and month, D by zone and month. A deck has `from` and `prices` by reference."""

    def __init__(self, plan, deck, scenario=None):
        self.plan, self.deck = plan, deck
        self.scenario = scenario or {"startsAfterMonths": 0, "prices": [], "demand": [], "channels": []}
        self.channels = [*deck.get("channels", []), *self.scenario["channels"]]
        self.flat = {}
        self.known = {}

    def held_flat(self, code, price):
        """The same market with one reference at one price in every month after the valuation."""
        held = Market(self.plan, self.deck, self.scenario)
        held.flat = {code: price}
        return held

    def forward(self, code, month):
        if code in self.flat and month > self.plan["valuationMonth"]:
            return self.flat[code]
        series = self.deck["prices"][code]
        place = month - self.deck["from"]
        if place < 0:
            raise IndexError(f"{code}: the deck begins after month {month}")
        if place < len(series):
            return F(series[place])
        # a follower's last ratio to what it follows holds on: F_j(m) (F_x / F_x(m))^beta
        follows = self.plan["references"][code]["follows"]
        last = self.deck["from"] + len(series) - 1
        ratio = self.forward(follows["reference"], month) / self.forward(follows["reference"], last)
        return F(series[-1]) * power(ratio, F(follows["beta"]))

    def price(self, code, month):
        if code in self.flat or month <= self.plan["valuationMonth"]:
            return self.forward(code, month)
        if (code, month) not in self.known:
            self.known[code, month] = self.stressed(code, month)
        return self.known[code, month]

    def stressed(self, code, month):
        reference = self.plan["references"][code]
        if reference["kind"] == "treatmentCharge":
            return self.forward(code, month) + self.shift(code, month)
        factor = self.multiplier(code, month)
        if "follows" in reference:
            factor *= power(self.multiplier(reference["follows"]["reference"], month), F(reference["follows"]["beta"]))
        return self.forward(code, month) * factor

    def knots(self, kind, key, name, at_start):
        found = [shock["knots"] for shock in self.scenario[kind] if shock[key] == name]
        if not found:
            return None
        knots = [(k["afterMonths"], F(k["value"])) for k in found[0]]
        return knots if knots[0][0] == 0 else [(0, Fraction(at_start)), *knots]

    def along(self, knots, month):
        """The two knots around a month and how far it lies between them; None before the start."""
        after = month - self.plan["valuationMonth"] - self.scenario["startsAfterMonths"]
        if knots is None or after < 0:
            return None
        for (a, low), (b, high) in zip(knots, knots[1:]):
            if a <= after <= b:
                return low, high, Fraction(after - a, b - a)
        return knots[-1][1], knots[-1][1], Fraction(0)

    def multiplier(self, code, month):
        around = self.along(self.knots("prices", "reference", code, 1), month)
        if around is None:
            return Fraction(1)
        low, high, way = around
        return rounded((decimal(low).ln() * decimal(1 - way) + decimal(high).ln() * decimal(way)).exp())

    def shift(self, code, month):
        around = self.along(self.knots("prices", "reference", code, 0), month)
        return around[0] + (around[1] - around[0]) * around[2] if around else Fraction(0)

    def demand(self, zone, month):
        around = self.along(self.knots("demand", "zone", zone, 1), month) if month > self.plan["valuationMonth"] else None
        return around[0] + (around[1] - around[0]) * around[2] if around else Fraction(1)
