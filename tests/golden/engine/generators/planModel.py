"""A plan valued in exact rational arithmetic, written from docs/model/{schedule,valuation,net-price}.md; golden values only.

A plan, its terms and its channel rows are plain dicts in the shapes of the domain. A market answers `price`, `forward` and
`demand`. Tonnes, prices and payments are fractions; only discounting leaves them, since its powers are irrational.
"""

from datetime import date
from fractions import Fraction
from math import fsum

from goldenFile import exact as F
from netPrice import price as net_price

ZONES = ("china", "restOfAsia", "europe", "americas", "restOfWorld")
SELLER_PAYS_FREIGHT = ("CFR", "CIF", "CIP", "DAP")
QUEUED_SHARE = F(0.97)
DEPTH_SHARES = {
    "iron": F(1), "copper": F(0.5), "tin": F(0.5), "zinc": F(0.4), "lead": F(0.4), "aluminium": F(0.3), "lithium": F(0.3), "manganese": F(0.3),
    "nickel": F(0.25), "cobalt": F(0.25),
}
DEPTH_SLOPE, DEPTH_CAP, DAMAGES_SHARE = F(0.05), F(0.25), F(0.05)
TIE = Fraction(1, 10**9)


def the_15th(month):
    return date(month // 12, month % 12 + 1, 15)


def discount(plan, month):
    days = (the_15th(month) - date.fromisoformat(plan["valuationDate"])).days
    return (1 + plan["discountRate"]) ** (-days / 365)


def net_present(plan, flows):
    return fsum(float(amount) * discount(plan, month) for month, amount in flows)


def clamp(value, low, high):
    return min(max(value, low), high)


def terms_at(contract, month):
    begun = [terms for terms in contract["terms"] if terms["from"] <= month]
    return begun[-1] if begun else contract["terms"][0]


# --- schedule ---------------------------------------------------------------------------------------------------------------


def nominal(contract, month):
    """Annual tonnes x ramp-up share x the month's share of the contract year."""
    q = terms_at(contract, month)["quantity"]
    year, place = divmod(month - contract["start"], 12)
    ramp = F(q["rampUp"][min(year, len(q["rampUp"]) - 1)]) if q["rampUp"] else Fraction(1)
    weights = [F(w) for w in q["monthWeights"]]
    return F(q["tonnesPerYear"]) * ramp * (weights[place] / sum(weights) if sum(weights) else Fraction(1, 12))


def lawful_band(contract, month):
    q, n = terms_at(contract, month)["quantity"], nominal(contract, month)
    tolerance = 0 if q["toleranceOption"] == "none" else F(q["tolerance"])
    low = max(1 - tolerance, F(q["takeOrPayShare"])) if q["toleranceOption"] == "buyer" else 1
    return low * n, (1 + tolerance) * n


def pricing_months(alternative, month, voyage_days):
    # the nearest whole number of months at sea; no half occurs with whole days
    voyage = round(Fraction(voyage_days * 12 * 100, 36525)) if alternative["from"] == "arrival" else 0
    first = month + voyage + alternative["offset"]
    return list(range(first, first + alternative["length"]))


# --- prices -----------------------------------------------------------------------------------------------------------------


def spot_basis(price):
    return {key: value for key, value in price.items() if key != "participation"}


class Prices:
    """Net contract and net spot of one product's contracts."""

    def __init__(self, plan, market, product):
        self.plan, self.market, self.product = plan, market, product
        self.units = {code: reference["unit"] for code, reference in plan["references"].items()}

    def of(self, terms, basis, level, benchmark, clauses):
        """Price of `basis` with prices at `level(reference)` and the year's benchmarks at `benchmark(reference)`."""
        used = references_of(basis)
        levels = {code: level(code) for code in used}
        charges = {code: benchmark(code) for code in used if charged_by_benchmark(basis, code)}
        d = terms["delivery"]
        costs = [{"label": "other", "amount": F(d["otherUsdPerDmt"])}]
        if d["incoterm"] in SELLER_PAYS_FREIGHT:
            costs.append({"label": "freight", "amount": F(d["freightUsdPerWmt"]) / (1 - F(self.product["moisture"]))})
        whole = {**basis, **({k: terms[k] for k in ("blend", "collar") if k in terms} if clauses else {}), "costsUsdPerDmt": costs}
        # yuan for one dollar, an average of the same months as the price that it converts
        fx = {"CNY": level("USDCNY")} if any(self.units[code] == "CNY/t" for code in used) else {}
        market = {"prices": levels, "charges": charges, "units": self.units, "fx": fx}
        return net_price(whole, self.product["assay"], market)[1]

    def contract_now(self, terms, month):
        return self.of(terms, terms["price"], self.now(month), self.now(month), True)

    def contract_average(self, terms, month, months):
        """The year's benchmark is that of the delivery month."""
        return self.of(terms, terms["price"], lambda code: mean(self.market.price(code, m) for m in months), self.now(month), True)

    def contract_deck(self, terms, month):
        def deck(code):
            return self.market.forward(code, month)

        return self.of(terms, terms["price"], deck, deck, True)

    def now(self, month):
        return lambda code: self.market.price(code, month)

    def spot_now(self, terms, month):
        """Net spot: the product's own terms at the mine, else the contract's price without clauses and participation."""
        if "spotPrice" in self.product:
            at_the_mine = {"delivery": {"otherUsdPerDmt": 0, "incoterm": "FOB"}}
            return self.of(at_the_mine, self.product["spotPrice"], self.now(month), self.now(month), False)
        return self.of(terms, spot_basis(terms["price"]), self.now(month), self.now(month), False)

    def expected_average(self, terms, month, months, declared):
        """What an alternative looks worth in its declaration month: known prices, then the forward moved like today's price."""

        def expected(code, m):
            now, then = self.market.price(code, declared), self.market.forward(code, declared)
            if m <= declared:
                return self.market.price(code, m)
            forward = self.market.forward(code, m)
            return forward + now - then if self.plan["references"][code]["kind"] == "treatmentCharge" else forward * now / then

        return self.of(terms, terms["price"], lambda code: mean(expected(code, m) for m in months), lambda code: expected(code, month), True)

    def declared_months(self, terms, month):
        q, days = terms["quotation"], terms["delivery"]["voyageDays"]
        choices = [pricing_months(a, month, days) for a in q["alternatives"]]
        if q["holder"] == "none" or len(choices) == 1:
            return choices[0]
        declared = choices[0][0] - q["declarationMonths"]
        worth = [self.expected_average(terms, month, months, declared) for months in choices]
        return choices[worth.index(min(worth) if q["holder"] == "buyer" else max(worth))]


def mean(values):
    values = list(values)
    return sum(values, Fraction(0)) / len(values)


def charges_of(basis):
    return [c for c in [basis.get("treatmentCharge"), *(p.get("refiningCharge") for p in basis.get("payables", []))] if c]


def charged_by_benchmark(basis, code):
    return any(c["kind"] == "benchmark" and c["reference"] == code for c in charges_of(basis))


def references_of(basis):
    prices = [basis["reference"]] if "reference" in basis else [p["reference"] for p in basis.get("payables", [])]
    return {*prices, *(c["reference"] for c in charges_of(basis) if "reference" in c)}


# --- channels ---------------------------------------------------------------------------------------------------------------


def zone_shares(plan, product, buyer):
    """Shares by zone; what nobody knows is spread by the metal's own weights."""
    known = {zone: sum((F(d["share"]) for d in buyer["destination"] if d["zone"] == zone), Fraction(0)) for zone in ZONES}
    unknown = 1 - sum(known.values())
    weights = plan["zoneWeights"].get(product["metal"], {})
    return {zone: known[zone] + (unknown * F(weights[zone]) if unknown else 0) for zone in ZONES}


def rows_on(market, product, basis, zone, month):
    for row in market.channels:
        priced = "reference" not in row or row["reference"] in references_of(basis)
        if row["zone"] == zone and row["from"] <= month <= row["to"] and priced and row.get("productId", product["id"]) == product["id"]:
            yield row


def open_share(market, product, basis, shares, month, counts=lambda row: True):
    total = Fraction(0)
    for zone, share in shares.items():
        total += share * min([F(r["openShare"]) for r in rows_on(market, product, basis, zone, month) if counts(r)], default=Fraction(1))
    return total
