"""One golden price for each contract template, in exact rational arithmetic; writes ../templates.json.

Each price is a single expression with the template's own figures in it, read from the trade's usual terms and not from the
program: what a dry tonne (a tonne of metal or chemical) brings after charges, penalties and the seller's freight.
"""

from fractions import Fraction

from goldenFile import exact as F
from goldenFile import write

LB = Fraction(1000) / F("0.45359237")  # pounds in a tonne
TOZ = Fraction(1000000) / F("31.1034768")  # troy ounces in a tonne

# prices of the month, each in its reference's unit; the charges in USD/dmt
P = {
    "FE62": 103.4, "CU": 9637.5, "AL": 2748.5, "BAUX": 71.5, "ALUM": 352.25, "LI2CO3": 9850, "SC6": 912.5, "MN44": 4.62, "MN37": 3.71,
    "ZN": 3187.5, "NI": 15875, "PB": 1987.5, "SN": 33120, "CO": 24150, "CO-STD": 23900, "AU": 2655.4, "AG": 31.27,
    "CU-TC": 21.25, "ZN-TC": 85, "ZN-TC-SPOT": 62.5, "PB-TC": 48, "SN-TC": 640,
}  # fmt: skip


def p(reference):
    return F(P[reference])


def over(grade, threshold, increment, rate):
    return F(rate) * max(Fraction(0), F(grade) - F(threshold)) / F(increment)


def wet(usd_per_wmt, moisture):
    """Freight of a wet tonne on a dry one."""
    return F(usd_per_wmt) / (1 - F(moisture))


CU = {"Cu": 0.262, "Au": 0.0000042, "Ag": 0.000085, "As": 0.0034, "Bi": 0.0004, "Pb": 0.006}
ZN = {"Zn": 0.51, "Ag": 0.00018, "Fe": 0.094, "SiO2": 0.021, "Hg": 0.00006}
PB = {"Pb": 0.58, "Ag": 0.00046, "As": 0.0035, "Sb": 0.002, "Bi": 0.0006}
SN = {"Sn": 0.62, "Fe": 0.055, "S": 0.0062, "As": 0.0041}
FE = {"Fe": 0.6085, "SiO2": 0.0512, "Al2O3": 0.024, "P": 0.00095, "S": 0.0002}
LUMP = {"Fe": 0.63, "SiO2": 0.04}
MN = {"Mn": 0.446, "Fe": 0.062, "P": 0.0012}
BX = {"Al2O3": 0.485, "SiO2": 0.0225}
LI = {"Li2O": 0.0545, "Fe2O3": 0.0135}
NI = {"Ni": 0.385, "Co": 0.034}
CO = {"Co": 0.315}


def copper(costs):
    paid = min(F("0.262") * F("0.965"), F("0.262") - F("0.01"))
    gold = F("0.0000042") * F("0.94")  # 3 to 5 g/dmt: 94 %
    silver = F("0.000085") * F("0.9")
    tc = p("CU-TC")
    return (
        paid * p("CU") + gold * p("AU") * TOZ + silver * p("AG") * TOZ
        - tc - paid * tc / 10 / 100 * LB
        - over(0.0034, 0.002, 0.001, 3) - over(0.0004, 0.0003, 0.0001, 3) - over(0.006, 0.01, 0.01, 2)
        - costs
    )  # fmt: skip


def zinc(tc, costs):
    paid = min(F("0.51") * F("0.85"), F("0.51") - F("0.08"))
    silver = F("0.7") * (F("0.00018") - F("0.000093"))
    penalties = over(0.094, 0.08, 0.01, 1.5) + over(0.021, 0.03, 0.01, 1.5) + over(0.00006, 0.00005, 0.00001, 0.5)
    return paid * p("ZN") + silver * p("AG") * TOZ - tc - penalties - costs


def lead(costs):
    paid = min(F("0.58") * F("0.95"), F("0.58") - F("0.03"))
    silver = min(F("0.00046") * F("0.95"), F("0.00046") - F("0.00005"))
    penalties = over(0.0035, 0.003, 0.001, 2) + over(0.002, 0.003, 0.001, 2) + over(0.0006, 0.0005, 0.0001, 1.5)
    return paid * p("PB") + silver * (p("AG") - F("1.2")) * TOZ - p("PB-TC") - penalties - costs


def tin(costs):
    penalties = over(0.055, 0.05, 0.01, 10) + over(0.0062, 0.005, 0.001, 4) + over(0.0041, 0.003, 0.001, 6)
    return (F("0.62") - F("0.015")) * p("SN") - p("SN-TC") - penalties - costs


IRON_PENALTIES = over(0.0512, 0.045, 0.01, 1.5) + over(0.024, 0.0225, 0.01, 2) + over(0.00095, 0.001, 0.0001, 0.3)
IRON_COSTS = wet(8.5, 0.08) + F("0.3")
MANGANESE_PENALTIES = over(0.062, 0.06, 0.01, 0.5) + over(0.0012, 0.001, 0.0001, 0.4)
DELIVERED = F(60) + F(5)

# template, assay, moisture, what a tonne brings; contracts of 2027, when the index for fines is quoted at 61 % Fe
CASES = [
    ("ironFinesProRata", FE, 0.08, p("FE62") * F("0.6085") / F("0.61") - IRON_PENALTIES - IRON_COSTS),
    ("ironFinesDifferential", FE, 0.08, p("FE62") + F("1.5") * 100 * (F("0.6085") - F("0.61")) - IRON_PENALTIES - IRON_COSTS),
    ("ironLumpPremium", LUMP, 0.04, p("FE62") * F("0.63") / F("0.61") + 12 - wet(8.5, 0.04) - F("0.3")),
    ("copperConcentrateCif", CU, 0.09, copper(wet(48, 0.09) + F("1.6"))),
    ("copperConcentrateFob", CU, 0.09, copper(F("0.5"))),
    ("copperCathode", {}, 0, p("CU") + 60 - 55 - 2),
    ("bauxiteIndex", BX, 0.065, p("BAUX") + 100 * (F("0.485") - F("0.5")) - over(0.0225, 0.021, 0.01, 2) - wet(25, 0.065) - F("0.3")),
    ("bauxiteFixed", BX, 0.065, 42 - F("0.3")),
    ("aluminaIndex", {}, 0, p("ALUM") - F("0.5")),
    ("aluminiumIngot", {}, 0, p("AL") + 190 - DELIVERED),
    ("spodumeneIndex", LI, 0.06, p("SC6") * F("0.0545") / F("0.06") - over(0.0135, 0.012, 0.001, 2) - wet(26, 0.06) - F("1.5")),
    # (9850 - 3500 - 500) / 7.5 at 5.45 of 6 % is below the floor of 1,000 on the leg
    ("spodumeneCollar", LI, 0.06, min(F(1600), max(F(1000), (p("LI2CO3") - 4000) / F("7.5") * F("0.0545") / F("0.06"))) - wet(26, 0.06) - F("1.5")),
    ("lithiumChemical", {}, 0, p("LI2CO3") - 90 - 10),
    ("manganeseOreCif", MN, 0.035, p("MN44") * F("44.6") - MANGANESE_PENALTIES - wet(32, 0.035) - F("0.4")),
    ("manganeseOreFob", MN, 0.035, p("MN37") * F("44.6") - MANGANESE_PENALTIES - F("0.4")),
    ("manganeseFixed", MN, 0.035, F("5.27") * 44 - wet(32, 0.035) - F("0.4")),
    # scale of 2019 at 3,187.5: 5 % of what lies above 3,000
    ("zincConcentrateBenchmark", ZN, 0.085, zinc(p("ZN-TC") + F("0.05") * (p("ZN") - 3000), wet(45, 0.085) + F("1.5"))),
    ("zincConcentrateSpot", ZN, 0.085, zinc(p("ZN-TC-SPOT"), wet(45, 0.085) + F("1.5"))),
    ("zincMetal", {}, 0, p("ZN") + 130 - 55 - 2),
    ("nickelHydroxide", NI, 0.38, F("0.8") * F("0.385") * p("NI") + F("0.65") * F("0.034") * p("CO") - wet(45, 0.38) - 4),
    ("nickelConcentrate", {"Ni": 0.128}, 0.09, F("0.725") * F("0.128") * p("NI") - wet(48, 0.09) - 2),
    ("nickelMetal", {}, 0, p("NI") + 220 - DELIVERED),
    ("leadConcentrate", PB, 0.08, lead(wet(45, 0.08) + F("1.5"))),
    ("leadMetal", {}, 0, p("PB") + 90 - DELIVERED),
    ("tinConcentrate", SN, 0.03, tin(wet(60, 0.03) + 10)),
    ("tinMetal", {}, 0, p("SN") + 500 - DELIVERED),
    ("cobaltHydroxide", CO, 0.42, F("0.65") * F("0.315") * p("CO-STD") - wet(95, 0.42) - 8),
    ("cobaltMetal", {}, 0, p("CO") - DELIVERED),
]

if __name__ == "__main__":
    write(
        "templates",
        "one rational expression per template",
        1e-12,
        [{"template": key, "assay": assay, "moisture": moisture, "prices": P, "expected": total} for key, assay, moisture, total in CASES],
    )
