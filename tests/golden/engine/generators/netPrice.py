"""Golden net prices in exact rational arithmetic (Python 3.11 `fractions`); writes ../netPrice.json.

The formulas are those of docs/model/net-price.md, written here as single expressions per basis rather than as lines.
Assays, prices and terms are made up; the shapes of the terms are those of the trade.
"""

from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write

POUNDS = Fraction(1000) / F("0.45359237")
OUNCE = F("31.1034768")


def usd_per_tonne(market, reference, element=None):
    price = F(market["prices"][reference])
    unit = market.get("units", {}).get(reference, "USD/t")
    if unit == "USc/lb":
        return price / 100 * POUNDS
    if unit == "USD/toz":
        return price * 1000000 / OUNCE
    if unit == "CNY/t":
        return price / F(market["fx"]["CNY"])
    return price


def payable_grade(metal, assay):
    g = F(assay[metal["element"]])
    if metal["rule"] == "scale":
        return g * max([F(s["payable"]) for s in metal["scale"] if g >= F(s["from"])], default=0)
    p, d = F(metal["payable"]), F(metal["deduction"])
    return max(Fraction(0), min(g * p, g - d) if metal["rule"] == "lower-of" else p * (g - d))


def charge(c, market):
    if c["kind"] == "fixed":
        return F(c["amount"])
    if c["kind"] == "bricks":
        return sum(F(b["share"]) * F(b["amount"]) for b in c["bricks"])
    table = {**market["prices"], **market.get("charges", {})}
    return F(table[c["reference"]]) + F(c["differential"])


def escalated(escalator, price):
    """Integral of the marginal share from the basis price to the price, band by band."""
    points = sorted({F(escalator["basisPrice"]), price})
    if len(points) == 1:
        return Fraction(0)
    low, high = points
    total = Fraction(0)
    for band in escalator["bands"]:
        start, end = F(band["from"]), F(band["to"]) if "to" in band else max(high, F(band["from"]))
        width = min(high, end) - max(low, start)
        total += F(band["share"]) * max(Fraction(0), width)
    return total if price > F(escalator["basisPrice"]) else -total


def penalty(p, assay):
    return F(p["rate"]) * max(Fraction(0), F(assay.get(p["element"], 0)) - F(p["threshold"])) / F(p["increment"])


def participation(p, price):
    amount = F(p["share"]) * (price - F(p["basisPrice"]))
    if "cap" in p:
        amount = min(amount, F(p["cap"]))
    if "floor" in p:
        amount = max(amount, F(p["floor"]))
    return amount


def leg(t, assay, market):
    """Gross payable value and price of the floating leg, USD per dmt."""
    basis = t["basis"]
    if basis == "payableMetal":
        tc = charge(t["treatmentCharge"], market)
        gross = rc = Fraction(0)
        for m in t["payables"]:
            q = payable_grade(m, assay)
            gross += q * usd_per_tonne(market, m["reference"])
            ounces = market.get("units", {}).get(m["reference"]) == "USD/toz"
            if "refiningCharge" in m:
                amount = charge(m["refiningCharge"], market)
                rc += q * (amount * 1000000 / OUNCE if ounces else amount / 100 * POUNDS)
            elif m["element"] == "Cu" and t["treatmentCharge"]["kind"] in ("benchmark", "index"):
                rc += q * tc / 10 / 100 * POUNDS
        first = usd_per_tonne(market, t["payables"][0]["reference"])
        price = gross - tc - rc - sum(penalty(p, assay) for p in t["penalties"])
        if "escalator" in t:
            price -= escalated(t["escalator"], first)
        if "participation" in t:
            price -= payable_grade(t["payables"][0], assay) * participation(t["participation"], first)
        return gross, price
    if basis == "indexDmt":
        p, g, g0 = usd_per_tonne(market, t["reference"]), F(assay[t["element"]]), F(t["referenceGrade"])
        gross = p * g / g0 if t["adjustment"]["kind"] == "proRata" else p + F(t["adjustment"]["perPercent"]) * 100 * (g - g0)
        return gross, gross + F(t["premium"]) - sum(penalty(x, assay) for x in t["penalties"])
    if basis == "indexDmtu":
        gross = F(market["prices"][t["reference"]]) * 100 * F(assay[t["element"]])
        return gross, gross + F(t["premium"]) - sum(penalty(x, assay) for x in t["penalties"])
    if basis == "percentage":
        gross = sum(F(m["payable"]) * F(assay[m["element"]]) * usd_per_tonne(market, m["reference"]) for m in t["payables"])
        return gross, gross + F(t["premium"])
    if basis == "refined":
        gross = usd_per_tonne(market, t["reference"])
        return gross, gross + F(t["premium"])
    if basis == "chemical":
        at_reference = (F(t["factor"]) * usd_per_tonne(market, t["reference"]) - F(t["conversion"]) - F(t["margin"])) / F(t["tonnesPerTonne"])
        gross = at_reference * F(assay[t["element"]]) / F(t["referenceGrade"])
        return gross, gross
    return F(t["amount"]), F(t["amount"])


def kept(value, collar):
    if "cap" in collar:
        value = min(value, F(collar["cap"]))
    if "floor" in collar:
        value = max(value, F(collar["floor"]))
    return value


def price(t, assay, market):
    collar = t.get("collar")
    if collar and collar["level"] == "reference":
        name = t["payables"][0]["reference"] if "payables" in t else t["reference"]
        market = {**market, "prices": {**market["prices"], name: kept(F(market["prices"][name]), collar)}}
    gross, value = leg(t, assay, market)
    if collar and collar["level"] == "leg":
        value = kept(value, collar)
    if "blend" in t:
        w = F(t["blend"]["fixedShare"])
        value = w * F(t["blend"]["fixedPrice"]) + (1 - w) * value
    if collar and collar["level"] == "blend":
        value = kept(value, collar)
    for cost in t.get("costsUsdPerDmt", []):
        value -= F(cost["amount"])
    return gross, value


COPPER_ASSAY = {"Cu": 0.262, "Au": 0.0000042, "Ag": 0.000085, "As": 0.0034}
COPPER = {
    "basis": "payableMetal",
    "payables": [
        {"element": "Cu", "reference": "CU", "rule": "lower-of", "payable": 0.965, "deduction": 0.01},
        {
            "element": "Au", "reference": "AU", "rule": "scale", "payable": 0, "deduction": 0,
            "scale": [{"from": 0.000001, "payable": 0.9}, {"from": 0.000003, "payable": 0.95}, {"from": 0.000005, "payable": 0.97}],
            "refiningCharge": {"kind": "fixed", "amount": 5},
        },
        {
            "element": "Ag", "reference": "AG", "rule": "lower-of", "payable": 0.9, "deduction": 0.00003,
            "refiningCharge": {"kind": "fixed", "amount": 0.45},
        },
    ],
    "treatmentCharge": {"kind": "benchmark", "reference": "TC-CU", "differential": -6.25},
    "penalties": [{"element": "As", "threshold": 0.002, "increment": 0.001, "rate": 2.5}],
}
COPPER_MARKET = {
    "prices": {"CU": 9637.5, "AU": 2655.4, "AG": 31.27},
    "units": {"CU": "USD/t", "AU": "USD/toz", "AG": "USD/toz", "TC-CU": "USD/dmt"},
    "charges": {"TC-CU": 21.25},
}
ZINC = {
    "basis": "payableMetal",
    "payables": [{"element": "Zn", "reference": "ZN", "rule": "lower-of", "payable": 0.85, "deduction": 0.08}],
    "treatmentCharge": {"kind": "fixed", "amount": 245},
    "escalator": {"basisPrice": 2700, "bands": [{"from": 0, "to": 2700, "share": 0.02}, {"from": 3000, "share": 0.05}]},
    "penalties": [{"element": "Fe", "threshold": 0.08, "increment": 0.01, "rate": 1.5}, {"element": "SiO2", "threshold": 0.03, "increment": 0.01, "rate": 2}],
}
LEAD = {
    "basis": "payableMetal",
    "payables": [
        {"element": "Pb", "reference": "PB", "rule": "lower-of", "payable": 0.95, "deduction": 0.03},
        {"element": "Ag", "reference": "AG", "rule": "lower-of", "payable": 0.95, "deduction": 0.00005, "refiningCharge": {"kind": "fixed", "amount": 1.2}},
    ],
    "treatmentCharge": {"kind": "bricks", "bricks": [{"year": 2025, "share": 0.6, "amount": 55}, {"year": 2026, "share": 0.4, "amount": -12.5}]},
    "penalties": [],
}
TIN = {
    "basis": "payableMetal",
    "payables": [{"element": "Sn", "reference": "SN", "rule": "deduct-then-pay", "payable": 0.98, "deduction": 0.0125}],
    "treatmentCharge": {"kind": "index", "reference": "TC-SN", "differential": 15},
    "participation": {"basisPrice": 30000, "share": 0.1, "cap": 400, "floor": -250},
    "penalties": [],
}
IRON = {
    "basis": "indexDmt", "reference": "FE62", "element": "Fe", "adjustment": {"kind": "proRata"}, "referenceGrade": 0.62, "premium": 1.75,
    "penalties": [{"element": "SiO2", "threshold": 0.045, "increment": 0.01, "rate": 1.9}, {"element": "P", "threshold": 0.0009, "increment": 0.0001, "rate": 0.35}],
}
IRON_ASSAY = {"Fe": 0.6085, "SiO2": 0.0512, "P": 0.00085}
SPODUMENE = {
    "basis": "indexDmt", "reference": "SC6", "element": "Li2O", "adjustment": {"kind": "proRata"}, "referenceGrade": 0.06, "premium": 0, "penalties": [],
}
CHEMICAL = {
    "basis": "chemical", "reference": "LC-CN", "element": "Li2O", "referenceGrade": 0.06, "factor": 0.885, "conversion": 2650, "margin": 350, "tonnesPerTonne": 7.5,
}
NICKEL = {
    "basis": "percentage",
    "payables": [{"element": "Ni", "reference": "NI", "payable": 0.78}, {"element": "Co", "reference": "CO", "payable": 0.6}],
    "premium": -35,
}
FREIGHT = [{"label": "freight", "amount": 68.5}, {"label": "otherCosts", "amount": 4.2}]
IRON_MARKET = {"prices": {"FE62": 103.4}, "units": {"FE62": "USD/dmt"}}

CASES = [
    ("copper concentrate with gold by scale, silver by deduction, arsenic, RC at a tenth of TC", {**COPPER, "costsUsdPerDmt": FREIGHT}, COPPER_ASSAY, COPPER_MARKET),
    ("copper concentrate at a negative spot TC", {**COPPER, "treatmentCharge": {"kind": "index", "reference": "TC-CU", "differential": 0}}, COPPER_ASSAY, {**COPPER_MARKET, "charges": {"TC-CU": -41.5}}),
    ("copper concentrate with RC of its own and copper quoted per pound", {**COPPER, "payables": [{**COPPER["payables"][0], "refiningCharge": {"kind": "fixed", "amount": 2.125}}]}, COPPER_ASSAY, {**COPPER_MARKET, "prices": {"CU": 437.2}, "units": {"CU": "USc/lb"}}),
    ("copper concentrate below a floor on the reference", {**COPPER, "collar": {"level": "reference", "floor": 10250}}, COPPER_ASSAY, COPPER_MARKET),
    ("copper concentrate above a cap on the reference, blended with a fixed price", {**COPPER, "collar": {"level": "reference", "floor": 6000, "cap": 9000}, "blend": {"fixedShare": 0.25, "fixedPrice": 2400}}, COPPER_ASSAY, COPPER_MARKET),
    ("zinc at 51 %, the deduction binds, price above the open band", ZINC, {"Zn": 0.51, "Fe": 0.094, "SiO2": 0.021}, {"prices": {"ZN": 3187.5}}),
    ("zinc at 55 %, price between the bands", ZINC, {"Zn": 0.55, "Fe": 0.07, "SiO2": 0.036}, {"prices": {"ZN": 2850}}),
    ("zinc below the basis price", {**ZINC, "costsUsdPerDmt": FREIGHT}, {"Zn": 0.5334, "Fe": 0.07, "SiO2": 0.02}, {"prices": {"ZN": 2312.25}}),
    ("zinc below a floor on the reference that moves the escalator too", {**ZINC, "collar": {"level": "reference", "floor": 2900}}, {"Zn": 0.52, "Fe": 0.07, "SiO2": 0.02}, {"prices": {"ZN": 2312.25}}),
    ("lead with silver on bricks of two years", LEAD, {"Pb": 0.58, "Ag": 0.00046}, {"prices": {"PB": 1987.5, "AG": 30.12}, "units": {"PB": "USD/t", "AG": "USD/toz"}}),
    ("lead whose silver lies below its deduction", LEAD, {"Pb": 0.63, "Ag": 0.00004}, {"prices": {"PB": 2105, "AG": 30.12}, "units": {"PB": "USD/t", "AG": "USD/toz"}}),
    ("tin with price participation within its bounds", TIN, {"Sn": 0.62}, {"prices": {"SN": 32750}, "charges": {"TC-SN": 780}}),
    ("tin with price participation at its cap", TIN, {"Sn": 0.62}, {"prices": {"SN": 36100, "TC-SN": 801.5}}),
    ("tin with price participation at its floor", TIN, {"Sn": 0.62}, {"prices": {"SN": 24400}, "charges": {"TC-SN": 780}}),
    ("iron ore fines pro rata with penalties and freight", {**IRON, "costsUsdPerDmt": [{"label": "freight", "amount": 9.25}]}, IRON_ASSAY, IRON_MARKET),
    ("iron ore fines by a differential per 1 % Fe", {**IRON, "adjustment": {"kind": "differential", "perPercent": 1.45}, "referenceGrade": 0.61}, IRON_ASSAY, IRON_MARKET),
    ("iron ore fines with the floor on the leg, then blended", {**IRON, "collar": {"level": "leg", "floor": 108, "cap": 140}, "blend": {"fixedShare": 0.3, "fixedPrice": 95}}, IRON_ASSAY, IRON_MARKET),
    ("iron ore fines blended, then the floor on the blend, then freight", {**IRON, "collar": {"level": "blend", "floor": 101.5}, "blend": {"fixedShare": 0.3, "fixedPrice": 95}, "costsUsdPerDmt": [{"label": "freight", "amount": 9.25}]}, IRON_ASSAY, IRON_MARKET),
    ("iron ore fines above the cap on the blend", {**IRON, "collar": {"level": "blend", "floor": 70, "cap": 97.5}}, IRON_ASSAY, IRON_MARKET),
    ("manganese ore per dmtu", {"basis": "indexDmtu", "reference": "MN44", "element": "Mn", "premium": 0, "penalties": []}, {"Mn": 0.44}, {"prices": {"MN44": 5.27}, "units": {"MN44": "USD/dmtu"}}),
    ("manganese ore per dmtu with a discount and a penalty", {"basis": "indexDmtu", "reference": "MN37", "element": "Mn", "premium": -6.5, "penalties": [{"element": "Fe", "threshold": 0.05, "increment": 0.01, "rate": 1.1}]}, {"Mn": 0.368, "Fe": 0.062}, {"prices": {"MN37": 4.08}, "units": {"MN37": "USD/dmtu"}}),
    ("nickel and cobalt hydroxide at a percentage of metal", NICKEL, {"Ni": 0.385, "Co": 0.034}, {"prices": {"NI": 15875, "CO": 24150}}),
    ("cobalt hydroxide with cobalt quoted per pound", {**NICKEL, "payables": [{"element": "Co", "reference": "CO", "payable": 0.65}], "premium": 0}, {"Co": 0.32}, {"prices": {"CO": 1512.5}, "units": {"CO": "USc/lb"}}),
    ("refined tin at a premium", {"basis": "refined", "reference": "SN", "premium": 625}, {}, {"prices": {"SN": 33120}}),
    ("refined aluminium with floor and cap on the reference", {"basis": "refined", "reference": "AL", "premium": 195, "collar": {"level": "reference", "floor": 2250, "cap": 2600}}, {}, {"prices": {"AL": 2748.5}}),
    ("spodumene at 5.5 % on a 6 % index", SPODUMENE, {"Li2O": 0.055}, {"prices": {"SC6": 812.5}}),
    ("spodumene below a floor on the blend", {**SPODUMENE, "collar": {"level": "blend", "floor": 900, "cap": 1400}}, {"Li2O": 0.0565}, {"prices": {"SC6": 812.5}}),
    ("spodumene from a carbonate price in CNY", {**CHEMICAL, "costsUsdPerDmt": FREIGHT}, {"Li2O": 0.0575}, {"prices": {"LC-CN": 74250}, "units": {"LC-CN": "CNY/t"}, "fx": {"CNY": 7.18}}),
    ("spodumene from a hydroxide price below a floor on the leg", {**CHEMICAL, "tonnesPerTonne": 6.5, "collar": {"level": "leg", "floor": 1050}}, {"Li2O": 0.06}, {"prices": {"LC-CN": 9400}}),
    ("a fixed price with freight", {"basis": "fixed", "amount": 231.5, "costsUsdPerDmt": [{"label": "freight", "amount": 12.5}]}, {}, {"prices": {}}),
]

if __name__ == "__main__":
    out = []
    for name, terms, assay, market in CASES:
        gross, total = price(terms, assay, market)
        out.append({"name": name, "terms": terms, "assay": assay, "market": market, "expected": {"grossPayable": gross, "total": total}})

    write("netPrice", "one rational expression per price basis", 1e-12, out)
