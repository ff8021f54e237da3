"""Plans revalued in the China slump and in a trade war, the difference by cause (docs/model/scenario.md); writes ../scenario.json."""

from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write
from netPrice import COPPER, COPPER_ASSAY
from planMarket import Market, decimal
from planParts import at, channel, contract, deck, index_dmt, mine, opening, plan, qp, scenario, terms
from planValue import value


def slump(falls):
    """The China slump: a fall over its own months (at most 24), six flat, half-way back over 24 in the logarithm; demand 1, 0.85, 1."""
    prices = []
    for code, fall, months in falls:
        n = min(months, 24)
        low = 1 + F(fall)
        prices.append((code, [(0, 1), (n, float(low)), (n + 6, float(low)), (n + 30, float(decimal(low).sqrt()))]))
    return scenario(prices=prices, demand=[("china", [(0, 1), (12, 0.85), (24, 1)])], starts=6)


def altered(given, change):
    contracts = [{**e, "contract": {**e["contract"], "terms": [change(t) for t in e["contract"]["terms"]]}} for e in given["contracts"]]
    return {**given, "contracts": contracts}


def floorless(t):
    return {**t, "collar": {k: v for k, v in t["collar"].items() if k != "floor"}} if "collar" in t else t


def released(t):
    return {**t, "quantity": {**t["quantity"], "takeOrPayShare": 0}}


def revenues(given, market):
    outcome = value(given, market)
    each = [c["revenue"] for c in outcome["contracts"]]
    return {"each": each, "contracts": sum(each, Fraction(0)), "spot": outcome["spot"], "npv": outcome["npv"]}


class PricesOnly(Market):
    """A scenario's prices with the deck's demand and channels."""

    def __init__(self, given, prices, stress):
        super().__init__(given, prices, {**stress, "demand": [], "channels": []})


class SomeChannels(Market):
    """A scenario with the rows of its channels that `keep` says."""

    def __init__(self, given, prices, stress, keep):
        super().__init__(given, prices, {**stress, "channels": [row for row in stress["channels"] if keep(row)]})


def causes(given, prices, stress):
    base, after, only_prices = Market(given, prices), Market(given, prices, stress), PricesOnly(given, prices, stress)
    open_channels = SomeChannels(given, prices, stress, lambda row: False)
    unexcused = SomeChannels(given, prices, stress, lambda row: not row["excused"])
    floors, bare = altered(given, released), altered(altered(given, released), floorless)
    full, at_deck, without, floored = revenues(given, after), revenues(given, base), revenues(bare, after), revenues(floors, after)
    c = "contracts"
    bare_at_deck, floored_at_deck, bare_at_prices = revenues(bare, base), revenues(floors, base), revenues(bare, only_prices)[c]

    def whole(one):
        return one[c] + one["spot"]

    return {
        "npv": {"base": at_deck["npv"], "scenario": full["npv"], "withoutClauses": without["npv"]},
        "byContract": [
            {"contractId": e["contract"]["id"], "base": b, "scenario": s, "withoutClauses": w, "savedByFloor": f - w, "savedByTakeOrPay": s - f}
            for e, b, s, w, f in zip(given["contracts"], at_deck["each"], full["each"], without["each"], floored["each"])
        ],
        "spot": {"base": at_deck["spot"], "scenario": full["spot"], "withoutClauses": without["spot"]},
        "causes": {
            "prices": bare_at_prices - bare_at_deck[c],
            "volume": revenues(bare, open_channels)[c] - bare_at_prices,
            "performance": revenues(bare, unexcused)[c] - revenues(bare, open_channels)[c],
            "channels": without[c] - revenues(bare, unexcused)[c],
            "floors": (whole(floored) - whole(without)) - (whole(floored_at_deck) - whole(bare_at_deck)),
            "takeOrPay": (whole(full) - whole(floored)) - (whole(at_deck) - whole(floored_at_deck)),
            "spot": without["spot"] - bare_at_deck["spot"],
        },
        "change": whole(full) - whole(at_deck),
        "saved": (whole(full) - whole(without)) - (whole(at_deck) - whole(bare_at_deck)),
    }


ACTIVE = {"tolerance": 0.2, "toleranceOption": "buyer", "takeOrPayShare": 0.9, "makeUpMonths": 12}
ORE = [
    contract("C-A", [terms(index_dmt(), quantity={"tonnesPerYear": 60000, **ACTIVE}, quotation={"alternatives": [qp(1)]}, collar={"level": "reference", "floor": 97, "cap": 112})], end=at(44)),
    contract("C-B", [terms(index_dmt(premium=2), quantity={"tonnesPerYear": 36000, **ACTIVE, "takeOrPayBasis": "difference", "takeOrPayShare": 0.95}, blend={"fixedShare": 0.4, "fixedPrice": 95}, collar={"level": "blend", "floor": 80})], end=at(36), buyer={"destination": [{"zone": "china", "share": 0.6}], "cycleSensitivity": 2}),
    contract("C-C", [terms(index_dmt(), quantity={"tonnesPerYear": 24000, "tolerance": 0.1, "toleranceOption": "seller"}, blend={"fixedShare": 0.5, "fixedPrice": 98}, quotation={"alternatives": [qp(0), qp(2)], "holder": "buyer", "declarationMonths": 1})], end=at(30)),
]
MIXED = [
    ORE[0],
    contract("C-D", [terms(COPPER, quantity={"tonnesPerYear": 30000, "takeOrPayShare": 0.9, "makeUpMonths": 6}, quotation={"alternatives": [qp(3)]}, collar={"level": "reference", "floor": 8200}, delivery={"incoterm": "CIF", "freightUsdPerWmt": 58})], end=at(40), product="P-2"),
    contract("C-E", [terms({**index_dmt(), "reference": "SC6", "element": "Li2O", "referenceGrade": 0.06}, quantity={"tonnesPerYear": 18000, **ACTIVE}, collar={"level": "leg", "floor": 520, "cap": 1000})], start=at(-4), end=at(36), product="P-3", opening=opening(takenTonnes=4000, paidTonnes=4000, paidValueUsd=3_100_000)),
]
MINES = [
    mine(tonnes=5500), mine("copper", 2700, 48, COPPER_ASSAY, "P-2", 1450),
    mine("lithium", 1600, 48, {"Li2O": 0.0575}, "P-3", 480, spotPrice={**index_dmt(premium=-60), "reference": "SC6", "element": "Li2O", "referenceGrade": 0.06}, spotZone="china"),
]
BAN = scenario(
    prices=[("FE62", [(3, 0.8), (14, 0.95)]), ("CU", [(0, 1), (9, 0.7)]), ("TC-CU", [(0, -30), (20, 10)])],
    demand=[("china", [(0, 0.9), (18, 0.8)]), ("europe", [(0, 1.1)])],
    channels=[channel(5, 16, 0.3, discount=0.15, freight=5), channel(8, 10, 0, excused=True, productId="P-2")], starts=2,
)
LITHIUM_CODES = ["FE62", "CU", "TC-CU", "AU", "AG", "LC-CN", "SC6"]
# falls of db/seeds/facts/episodes.ts, china_slowdown_2011_16; lithium carbonate 2022-24
FALLS = [("FE62", -0.784, 58), ("CU", -0.547, 59), ("LC-CN", -0.876, 24)]

CASES = [
    ("iron ore in the China slump", plan(ORE, [mine(tonnes=10500, months=44)], ["FE62"], last=44), slump(FALLS[:1])),
    ("three mines in the China slump", plan(MIXED, MINES, LITHIUM_CODES, last=48), slump(FALLS)),
    ("three mines behind a ban and a tariff", plan(MIXED, MINES, LITHIUM_CODES, last=36), BAN),
]

if __name__ == "__main__":
    out = []
    for name, given, stress in CASES:
        prices = deck(list(given["references"]), given["lastMonth"] - at(-24) + 13)
        out.append({"name": name, "portfolio": given, "deck": prices, "scenario": stress, "expected": causes(given, prices, stress)})
    write("scenario", "plans valued at the deck and in the scenario, with and without clauses, in fractions; discounting in doubles", 1e-9, out)
