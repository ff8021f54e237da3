"""Golden plans valued by planValue.py; writes ../valuation.json: deliveries, prices, payments, take-or-pay, spot, NPV, break-even."""

from collections import defaultdict
from fractions import Fraction

from goldenFile import write
from netPrice import CHEMICAL, COPPER, COPPER_ASSAY, LEAD, NICKEL, TIN, ZINC
from planMarket import Market
from planParts import at, channel, contract, deck, index_dmt, mine, opening, plan, qp, scenario, terms
from planValue import REVENUE, margin, unit_cost, value

COLUMNS = ("month", "contractYear", "nominal", "minimum", "maximum", "called", "cut", "delivered", "makeUp", "deferred", "pricingFrom", "pricingTo", "provisional", "netPrice")
YEAR_COLUMNS = ("contractYear", "month", "annual", "quantity", "taken", "excused", "notOffered", "deficiencyTonnes", "price", "amount")
PRODUCT_COLUMNS = ("month", "production", "nominal", "delivered", "uncommittedSold", "queued", "drawn", "resold", "queue", "spotRevenue")


def columns(rows, names):
    return {name: [row[name] for row in rows] for name in names}


def by_year(pairs):
    total = defaultdict(Fraction)
    for month, amount in pairs:
        total[month // 12] += amount
    return {str(year): amount for year, amount in sorted(total.items())}


def dated(amounts):
    return {str(month): amount for month, amount in sorted(amounts.items())}


def contract_value(outcome):
    deal = outcome["deal"]
    months = deal.months
    return {
        "contractId": deal.contract["id"],
        "months": columns(months, COLUMNS),
        "takeOrPay": columns(deal.years, YEAR_COLUMNS),
        "flows": {**{kind: dated(outcome["flows"][kind]) for kind in REVENUE}, "prepayment": dated(outcome["setOff"])},
        "makeUpBalance": sum((lot.tonnes for lot in deal.lots), Fraction(0)),
        "makeUpLapsed": deal.lapsed,
        "prepaymentLeft": outcome["prepaymentLeft"],
        "revenue": dated(outcome["revenueByYear"]),
        "tonnes": by_year((row["month"], row["delivered"]) for row in months),
        "cost": by_year((row["month"], row["delivered"] * unit_cost(deal.product, row["month"] // 12)) for row in months),
        "deficiency": by_year(outcome["flows"]["deficiency"].items()),
        "npv": outcome["npv"],
    }


def product_value(outcome):
    rows = outcome["mine"].rows
    return {
        "productId": outcome["mine"].product["id"],
        "months": columns(rows, PRODUCT_COLUMNS),
        "spotRevenue": by_year((row["month"], row["spotRevenue"]) for row in rows),
        "npv": outcome["npv"],
    }


def break_even(given, market, code):
    """The root of the margin in the flat price of `code`, the contract alone on a mine that can serve it; by the secant with bounds kept."""
    entry, product = given["contracts"][0], given["products"][0]
    months = value(given, market)["contracts"][0]["deal"].months
    left = entry["contract"].get("opening", opening())
    needed = {row["month"]: row["maximum"] + Fraction(str(left["deferredTonnes"])) for row in months}
    production = [needed.get(at(t), Fraction(0)) for t in range(1, given["lastMonth"] - given["valuationMonth"] + 1)]
    if "opening" in entry["contract"]:  # what earlier deliveries still pay stays out
        entry = {**entry, "contract": {**entry["contract"], "opening": {**left, "openDeliveries": [], "unpaid": []}}}
    alone = {**given, "contracts": [entry], "products": [{**product, "production": production}]}

    def at_price(price):
        return margin(alone, market.held_flat(code, Fraction(f"{price:.13g}")))

    high = 3.0 * max(market.deck["prices"][code])
    low = high / 1e9  # not 0, which an option's ratio of price to forward could not bear
    if at_price(low) >= 0:
        return None  # a floor pays above cost at every price
    at_low, at_high = at_price(low), at_price(high)
    for turn in range(200):
        # every third step halves, so that a kink cannot hold the secant up
        middle = (low + high) / 2 if turn % 3 == 2 else low - at_low * (high - low) / (at_high - at_low)
        here = at_price(middle)
        if here < 0:
            low, at_low = middle, here
        else:
            high, at_high = middle, here
        if high - low <= 1e-12 * high or abs(here) < 1e-6:
            return middle
    raise ArithmeticError("no break-even")


IRON = ["FE62"]
CLOSED = scenario(
    channels=[channel(4, 9, 0.4), channel(7, 8, 0.7, excused=True), channel(14, 18, 0.25), channel(20, 20, 0.5, excused=True)],
    demand=[("china", [(22, 1), (24, 1.15)])], prices=[("FE62", [(0, 1), (8, 0.8), (36, 1.1)])],
)
LATE_THEN_KEEN = scenario(channels=[channel(2, 7, 0.1)], demand=[("china", [(12, 1), (13, 1.25), (24, 1.25), (25, 0.7)])])
DEEP_SLUMP = scenario(demand=[("china", [(0, 1), (6, 0.7), (18, 0.75), (24, 1.2)])], prices=[("FE62", [(0, 1), (12, 0.55), (30, 0.9)])], starts=2)
UP_THEN_DOWN = scenario(demand=[("china", [(3, 1.2), (12, 1.2), (15, 0.6)])])
PENALTIES = [{"element": "SiO2", "threshold": 0.045, "increment": 0.01, "rate": 1.9}, {"element": "P", "threshold": 0.0009, "increment": 0.0001, "rate": 0.35}]
ACTIVE = {"tolerance": 0.1, "toleranceOption": "buyer", "takeOrPayShare": 0.9}
UNEVEN = [3, 0, 1, 2, 2.5, 1, 0.5, 4, 1, 1, 2, 2]

COPPER_DEAL = contract("C-CU", [terms(
    COPPER, start=at(4), quantity={"tonnesPerYear": 96000, "rampUp": [0.5, 0.8, 1], **ACTIVE},
    quotation={"alternatives": [qp(3, 1, "arrival")]},
    delivery={"incoterm": "CIF", "freightUsdPerWmt": 62.5, "voyageDays": 50, "otherUsdPerDmt": 3.75},
    payment={"letterOfCredit": True, "paymentMonths": 2},
)], start=at(4), end=at(33))
ZINC_DEAL = contract("C-ZN", [
    terms({**ZINC, "participation": {"basisPrice": 2600, "share": 0.08, "cap": 40, "floor": -25}}, quantity={"takeOrPayShare": 0.8}, quotation={"alternatives": [qp(-1, 3)]}),
    terms({**LEAD, "payables": [{"element": "Zn", "reference": "ZN", "rule": "deduct-then-pay", "payable": 0.96, "deduction": 0.055}]}, start=at(16),
          quantity={"tonnesPerYear": 90000, "takeOrPayShare": 0.95}, quotation={"alternatives": [qp(1, 2)]}, payment={"provisionalShare": 0.8, "paymentMonths": 0}),
])
IRON_EARLY = contract("C-FE", [terms(
    index_dmt(penalties=PENALTIES, premium=1.75), quantity={"monthWeights": UNEVEN}, quotation={"alternatives": [qp(-3, 2)]},
    collar={"level": "reference", "floor": 96, "cap": 109.5}, delivery={"incoterm": "CFR", "freightUsdPerWmt": 9.25, "voyageDays": 12},
)])
IRON_BLEND = contract("C-BL", [terms(
    index_dmt(adjustment={"kind": "differential", "perPercent": 1.45}, referenceGrade=0.61), quantity={"tolerance": 0.15, "toleranceOption": "buyer"},
    quotation={"alternatives": [qp(6, 1)]}, blend={"fixedShare": 0.35, "fixedPrice": 88}, collar={"level": "blend", "floor": 93.5, "cap": 101},
)], buyer={"destination": [{"zone": "china", "share": 0.55}, {"zone": "europe", "share": 0.15}], "cycleSensitivity": 0.8})
MANGANESE = contract("C-MN", [terms(
    {"basis": "indexDmtu", "reference": "MN44", "element": "Mn", "premium": -6.5, "penalties": []},
    quantity={"tolerance": 0.2, "toleranceOption": "seller", "takeOrPayShare": 1}, blend={"fixedShare": 0.4, "fixedPrice": 180},
    quotation={"alternatives": [qp(1), qp(2, 2), qp(4)], "holder": "seller", "declarationMonths": 1},
)])
NICKEL_DEAL = contract("C-NI", [terms(
    NICKEL, quantity={"tolerance": 0.25, "toleranceOption": "buyer", "takeOrPayShare": 0.9, "takeOrPayBasis": "difference"},
    quotation={"alternatives": [qp(2)]}, collar={"level": "leg", "floor": 6900, "cap": 9000}, blend={"fixedShare": 0.5, "fixedPrice": 7400},
)])
TIN_METAL = contract("C-SN", [terms(
    {"basis": "refined", "reference": "SN", "premium": 625}, quantity={"tonnesPerYear": 6000},
    quotation={"alternatives": [qp(1), qp(-1), qp(3)], "holder": "buyer", "declarationMonths": 0}, payment={"provisionalShare": 1, "paymentMonths": 3},
)], start=at(-7), end=at(4), committed_end=at(18))
TIN_ORE = contract("C-SC", [terms(TIN, quantity={"tonnesPerYear": 9000}, quotation={"alternatives": [qp(0), qp(1)], "holder": "buyer", "declarationMonths": 0})], end=at(12))
CHEMICAL_DEAL = contract("C-LI", [terms(
    {**CHEMICAL}, collar={"level": "leg", "floor": 880}, quotation={"alternatives": [qp(1, 2)]},
    payment={"currency": "CNY", "prepayment": {"amountUsd": 6_000_000, "date": "2026-09-20", "annualRate": 0.075, "graceMonths": 4, "repayMonths": 14}},
)])
FOLLOWER = contract("C-SP", [terms(
    {**index_dmt(), "reference": "SC6", "element": "Li2O", "referenceGrade": 0.06}, quotation={"alternatives": [qp(-2, 3)]}, quantity={"tonnesPerYear": 60000},
    payment={"prepayment": {"amountUsd": 9_000_000, "date": "2026-02-10", "annualRate": 0.09, "graceMonths": 1, "repayMonths": 10}, "paymentMonths": 0},
)], end=at(7))
FIXED = contract("C-FX", [terms({"basis": "fixed", "amount": 87.25}, delivery={"incoterm": "DAP", "freightUsdPerWmt": 11.5, "otherUsdPerDmt": 0.85})])


def full(**quantity):
    return {"takeOrPayShare": 0.9, "makeUpMonths": 14, **quantity}


MAKE_UP = contract("C-TP", [terms(index_dmt(), quantity=full(tolerance=0.1, toleranceOption="buyer", makeUpMonths=25, makeUpPrice="rise"), quotation={"alternatives": [qp(2)]})], end=at(40))
CARRY_MAKE_UP = contract("C-CM", [terms(index_dmt(), quantity=full(rampUp=[1, 0.9, 0.8], tolerance=0.25, toleranceOption="buyer", carryForwardShare=0.2, makeUpMonths=20), quotation={"alternatives": [qp(1)]})], end=at(36))
MAKE_UP_RISE = contract("C-TR", [terms(index_dmt(), quantity=full(takeOrPayShare=0.8, makeUpPrice="rise", excused={"importBan": False, "tariff": True, "priceFall": False}), quotation={"alternatives": [qp(1)]})], end=at(31))
CARRY = contract("C-CF", [terms(index_dmt(), quantity={"rampUp": [1, 0.9, 0.8], "tolerance": 0.3, "toleranceOption": "buyer", "takeOrPayShare": 0.95, "carryForwardShare": 0.06, "makeUpMonths": 12, "takeOrPayBasis": "difference"})])
PRICE_FALL = contract("C-PF", [terms(index_dmt(), quantity={"tolerance": 0.3, "toleranceOption": "buyer", "takeOrPayShare": 0.9, "makeUpMonths": 3, "excused": {"importBan": True, "tariff": False, "priceFall": True}})])
UNDER_WAY = contract("C-UW", [terms(index_dmt(), start=at(-5), quantity=full())], start=at(-5), opening=opening(takenTonnes=31000, paidTonnes=28000, paidValueUsd=2_954_000))
HANDED_OVER = contract("C-HO", [
    terms(index_dmt(), start=at(-16), quantity=full(), quotation={"alternatives": [qp(3)]}),
    terms(index_dmt(premium=3.5), start=at(-1), quantity=full(tolerance=0.2, toleranceOption="buyer", makeUpPrice="rise", carryForwardShare=0.1),
          quotation={"alternatives": [qp(1), qp(4, 2)], "holder": "buyer", "declarationMonths": 1}, payment={"paymentMonths": 2}),
], start=at(-16), end=at(20), opening=opening(
    takenTonnes=38500, paidTonnes=30250, paidValueUsd=3_105_400, deferredTonnes=7200,
    openDeliveries=[
        {"month": at(-6), "tonnes": 9000, "provisionalPaidUsd": 812_000},  # due before the valuation: paid
        {"month": at(-3), "tonnes": 9600, "provisionalPaidUsd": 871_500},
        {"month": at(-1), "tonnes": 10150, "provisionalPaidUsd": 0},
        {"month": at(0), "tonnes": 8700, "provisionalPaidUsd": 1_040_000},  # more than its final price
    ],
    makeUpLots=[
        {"tonnes": 5200, "priceUsdPerDmt": 96.5, "lastMonth": at(18)}, {"tonnes": 2100, "priceUsdPerDmt": 104.25, "lastMonth": at(7)},
        {"tonnes": 1500, "priceUsdPerDmt": 99, "lastMonth": at(9)},
    ],
    unpaid=[{"date": "2026-06-30", "amountUsd": 412_350.75}, {"date": "2026-09-04", "amountUsd": -66_000}],
))
# stands two months before the valuation, in the contract year before the one under way; a second contract takes the mine's tonnes
STALE = contract("C-ST", [terms(index_dmt(), start=at(-13), quantity=full(), quotation={"alternatives": [qp(2)]})], start=at(-13), opening=opening(
    at(-2), takenTonnes=99000, paidTonnes=99000, paidValueUsd=9_900_000, deferredTonnes=18000,
    openDeliveries=[{"month": at(-3), "tonnes": 9000, "provisionalPaidUsd": 800_000}, {"month": at(-2), "tonnes": 9000, "provisionalPaidUsd": 800_000}],
    makeUpLots=[{"tonnes": 4000, "priceUsdPerDmt": 95, "lastMonth": at(-1)}, {"tonnes": 3000, "priceUsdPerDmt": 97, "lastMonth": at(2)}],
    unpaid=[{"date": "2026-04-20", "amountUsd": 100_000}, {"date": "2026-07-01", "amountUsd": 50_000}],
))
LAPSING = contract("C-LD", [terms(index_dmt(), start=at(-7), quantity=full())], start=at(-7), end=at(9), opening=opening(
    at(0), takenTonnes=70000, paidTonnes=64000, paidValueUsd=6_400_000, deferredTonnes=24000,
))
LAPSING_SOON = contract("C-LS", [terms(index_dmt(), start=at(-7), quantity=full(takeOrPayShare=1))], start=at(-7), end=at(2), opening=opening(
    at(-1), takenTonnes=65000, paidTonnes=61000, paidValueUsd=6_100_000, deferredTonnes=9000,
))
BESIDE = contract("C-SU", [terms(index_dmt(), start=at(-4), quantity={"tonnesPerYear": 24000})], start=at(-4), opening=opening(takenTonnes=8000, deferredTonnes=6000))

LEAN = [9000 + (i * 1700) % 7000 for i in range(36)]
SELLERS = [
    contract("C-2", [terms(index_dmt(premium=4), quantity={"tonnesPerYear": 48000, "tolerance": 0.2, "toleranceOption": "seller", "takeOrPayShare": 0.9}, blend={"fixedShare": 0.5, "fixedPrice": 100})], end=at(30)),
    contract("C-1", [terms(index_dmt(), quantity={"tonnesPerYear": 48000, "tolerance": 0.1, "toleranceOption": "seller"}, collar={"level": "reference", "floor": 101, "cap": 105})]),
    contract("C-3", [terms(index_dmt(), quantity={"tonnesPerYear": 36000, **ACTIVE}, quotation={"alternatives": [qp(1)]})], start=at(3), end=at(32), buyer={"destination": [{"zone": "restOfAsia", "share": 0.5}]}),
]
TWO_MINES = [
    contract("A-1", [terms(index_dmt(), quantity={"tonnesPerYear": 60000, **ACTIVE})], end=at(20), buyer={"destination": [{"zone": "china", "share": 0.7}, {"zone": "restOfAsia", "share": 0.3}]}),
    contract("A-2", [terms(COPPER, quantity={"tonnesPerYear": 24000}, quotation={"alternatives": [qp(1)]})], end=at(20), product="P-2"),
]
TRADE_WAR = scenario(
    prices=[("TC-CU", [(2, -12), (10, 18)]), ("CU", [(0, 0.9), (12, 1.15)])],
    channels=[
        channel(3, 8, 0.5, discount=0.12, freight=6), channel(6, 10, 0.7, discount=0.2, freight=2.5, productId="P-1"),
        channel(9, 12, 0, discount=0.1, freight=4), channel(9, 11, 0.6, zone="restOfAsia", discount=0.05, reference="CU"),
        channel(22, 24, 0, zone="europe", discount=0.3, freight=9),
    ],
)
LITHIUM = {"metal": "lithium", "assay": {"Li2O": 0.0575}}
COPPER_MINE = {"metal": "copper", "assay": COPPER_ASSAY}
COPPER_CODES = ["CU", "TC-CU", "AU", "AG"]

CASES = [
    ("copper concentrate in ramp-up, benchmark TC, priced three months after an arrival two months out", plan([COPPER_DEAL], [mine(**COPPER_MINE, cost=1450)], COPPER_CODES), None, "CU"),
    ("zinc concentrate with escalator and capped participation, then lead's bricks on two sets of terms", plan([ZINC_DEAL], [mine("zinc", 11000, cost=640, assay={"Zn": 0.545, "Fe": 0.094, "SiO2": 0.021, "Pb": 0.02})], ["ZN", "PB"]), None, "ZN"),
    ("uneven iron ore priced before shipment between a floor and a cap on the index", plan([IRON_EARLY], [mine(tonnes=14000)], IRON), None, "FE62"),
    ("iron ore by differential, blended, floored on the blend, half its destination unknown, in a slump", plan([IRON_BLEND], [mine()], IRON), DEEP_SLUMP, None),
    ("manganese per dmtu at the seller's tolerance and quotational option", plan([MANGANESE], [mine("manganese", 11000, assay={"Mn": 0.44})], ["MN44"]), None, None),
    ("nickel and cobalt below a share of take-or-pay on the difference basis", plan([NICKEL_DEAL], [mine("nickel", cost=7150, assay={"Ni": 0.385, "Co": 0.034})], ["NI", "CO"]), scenario(demand=[("china", [(0, 0.8), (12, 0.7)])], prices=[("NI", [(0, 1), (20, 0.6)])]), "NI"),
    ("refined tin under way on an evergreen contract with the buyer's quotational option", plan([TIN_METAL], [mine("tin", 700, cost=24000, assay={"Sn": 1})], ["SN"]), scenario(prices=[("SN", [(0, 1), (5, 1.3), (11, 0.7)])]), "SN"),
    ("tin concentrate by deduct-then-pay with an index charge", plan([TIN_ORE], [mine("tin", 700, cost=11800, assay={"Sn": 0.62}, resaleMonths=0)], ["SN", "TC-SN"], last=20), None, "SN"),
    ("spodumene from carbonate in CNY with a prepayment to come", plan([CHEMICAL_DEAL], [mine(**LITHIUM)], ["LC-CN"]), None, None),
    ("spodumene on a follower with a prepayment half set off that outlives its payments", plan([FOLLOWER], [mine(**LITHIUM, tonnes=4000)], ["LC-CN", "SC6"], last=20), scenario(prices=[("LC-CN", [(0, 1), (6, 0.5)]), ("SC6", [(0, 0.9), (4, 0.8)])]), None),
    ("a fixed price delivered", plan([FIXED], [mine()], IRON), None, None),
    ("take-or-pay in full: two tariff years, their lots made up oldest first at a rise in price", plan([MAKE_UP], [mine(months=44)], IRON, last=40), CLOSED, "FE62"),
    ("take-or-pay in full on what the mine lacks, lots that lapse with the contract's short last year", plan([MAKE_UP_RISE], [mine(tonnes=9000)], IRON, last=36), scenario(channels=[channel(2, 9, 0.3, excused=True), channel(26, 30, 0.2, excused=True), channel(10, 11, 0.5)], prices=[("FE62", [(0, 1), (12, 1.4)])]), None),
    ("carry-forward lowers the next year on a difference basis", plan([CARRY], [mine(tonnes=15000)], IRON), UP_THEN_DOWN, None),
    ("carry-forward counts nothing that was made up", plan([CARRY_MAKE_UP], [mine(tonnes=14000)], IRON), LATE_THEN_KEEN, None),
    ("a fall in price excuses", plan([PRICE_FALL], [mine()], IRON), DEEP_SLUMP, None),
    ("a year under way with what was taken and paid, lots alive at the end of the plan", plan([UNDER_WAY], [mine(tonnes=8000)], IRON, last=12), scenario(channels=[channel(1, 5, 0.1)]), None),
    ("a contract taken over with finals, lots, deferred tonnes and unpaid amounts", plan([HANDED_OVER], [mine(tonnes=11000)], IRON, last=24), scenario(demand=[("china", [(0, 0.9), (6, 0.85), (10, 1.2)])], channels=[channel(3, 4, 0), channel(6, 7, 0.5)], prices=[("FE62", [(0, 1), (9, 0.8), (20, 1.2)])]), "FE62"),
    ("two contracts under way on a lean mine, one known of two months before", plan([STALE, BESIDE], [mine(tonnes=LEAN)], IRON, last=30), scenario(channels=[channel(2, 3, 0.2)]), None),
    ("deferred tonnes that wait for product lapse with their contracts", plan([LAPSING, LAPSING_SOON], [mine(tonnes=[19500 if i < 2 else 11000 for i in range(36)])], IRON, last=24), scenario(channels=[channel(7, 9, 0.9)]), None),
    ("three contracts on a lean mine: sellers' extras by id, cuts, queue and draw", plan(SELLERS, [mine(tonnes=LEAN)], IRON), scenario(demand=[("china", [(5, 0.8)]), ("restOfAsia", [(0, 1), (8, 1.3)])]), None),
    ("two mines in a trade war and one without a contract", plan(TWO_MINES, [
        mine(tonnes=9000), mine(**COPPER_MINE, cost=1450, tonnes=2600, name="P-2", spotZone="china", resaleMonths=3),
        mine(tonnes=1500, months=24, name="P-3", spotPrice=index_dmt(premium=-3), spotZone="europe"), mine(tonnes=100, name="P-4"),
    ], [*IRON, *COPPER_CODES], last=24), TRADE_WAR, None),
]


def golden(name, given, stress, code):
    prices = deck(list(given["references"]), given["lastMonth"] - at(-24) + 13)
    market = Market(given, prices, stress)
    outcome = value(given, market)
    expected = {
        "contracts": [contract_value(c) for c in outcome["contracts"]], "products": [product_value(p) for p in outcome["products"]],
        "revenue": by_year([(m, a) for c in outcome["contracts"] for m, _, a in c["deal"].payments] + [(r["month"], r["spotRevenue"]) for p in outcome["products"] for r in p["mine"].rows]),
        "npv": outcome["npv"],
    }
    if code:
        expected["breakEven"] = break_even(given, market, code)
    return {"name": name, "portfolio": given, "deck": prices, **({"scenario": stress} if stress else {}), "expected": expected}


if __name__ == "__main__":
    write("valuation", "month by month in fractions; discounting and the root of the break-even in doubles", 1e-9, [golden(*case) for case in CASES])
