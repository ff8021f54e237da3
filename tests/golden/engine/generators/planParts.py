"""Parts of the golden plans: made-up terms, decks and mines in the shapes of the domain; the shapes of the terms are those of the trade."""

VALUED = 2026 * 12 + 4  # May 2026
START = VALUED - 24  # the decks' first month


def at(t):
    """Month t after the valuation month."""
    return VALUED + t


# mid-price, half-width of the swing; a fixed walk of hundredths makes the months uneven without chance
LEVELS = {
    "FE62": (101.5, 14), "CU": (9640, 820), "TC-CU": (24, 31), "AU": (2655, 240), "AG": (31.2, 5), "ZN": (2790, 410), "MN44": (4.6, 0.8),
    "NI": (718, 95), "CO": (1240, 260), "SN": (32400, 3600), "LC-CN": (74500, 15200), "AL": (2510, 230), "PB": (2010, 170), "TC-SN": (780, 45),
    "USDCNY": (7.18, 0.21),
}
UNITS = {
    "FE62": ("USD/dmt", "iron"), "CU": ("USD/t", "copper"), "TC-CU": ("USD/dmt", "copper"), "AU": ("USD/toz", None), "AG": ("USD/toz", None),
    "ZN": ("USD/t", "zinc"), "MN44": ("USD/dmtu", "manganese"), "NI": ("USc/lb", "nickel"), "CO": ("USc/lb", "cobalt"),
    "SN": ("USD/t", "tin"), "LC-CN": ("CNY/t", "lithium"), "AL": ("USD/t", "aluminium"), "PB": ("USD/t", "lead"), "TC-SN": ("USD/dmt", "tin"), "SC6": ("USD/dmt", "lithium"),
    "USDCNY": ("CNY/USD", None),
}


def reference(code):
    unit, metal = UNITS[code]
    kind = "rate" if code == "USDCNY" else "treatmentCharge" if code.startswith("TC") else "price"
    found = {"code": code, "kind": kind, "unit": unit, **({"metal": metal} if metal else {})}
    return {**found, "follows": {"reference": "LC-CN", "beta": 0.75, "residualVolatility": 0.25}} if code == "SC6" else found


def series(code, length):
    level, swing = LEVELS[code]
    seed = sum(map(ord, code))
    return [round(level + swing * (((seed + 37 * i * i + 61 * i) % 200) - 100) / 100, 4) for i in range(length)]


def deck(codes, months):
    prices = {code: series(code, months) for code in codes if code != "SC6"}
    if "SC6" in codes:  # quoted for three months after the valuation, then at its last ratio to carbonate
        prices["SC6"] = [round(price / 92 + 3 * (i % 7), 2) for i, price in enumerate(series("LC-CN", 24 + 4))]
    return {"from": START, "prices": prices}


def index_dmt(**given):
    return {"basis": "indexDmt", "reference": "FE62", "element": "Fe", "adjustment": {"kind": "proRata"}, "referenceGrade": 0.62, "premium": 0, "penalties": [], **given}


def qp(offset, length=1, start="shipment"):
    return {"offset": offset, "length": length, "from": start}


def terms(price, start=at(1), quantity=None, quotation=None, delivery=None, payment=None, **rest):
    return {
        "from": start,
        "quantity": {
            "tonnesPerYear": 120000, "rampUp": [], "monthWeights": [], "tolerance": 0, "toleranceOption": "none", "takeOrPayShare": 0,
            "takeOrPayBasis": "full", "makeUpMonths": 0, "makeUpPrice": "none", "carryForwardShare": 0,
            "excused": {"importBan": True, "tariff": False, "priceFall": False}, **(quantity or {}),
        },
        "price": price,
        "quotation": {"alternatives": [qp(0)], "holder": "none", "declarationMonths": 0, **(quotation or {})},
        "delivery": {"incoterm": "FOB", "loadPort": "", "destinationPort": "", "freightUsdPerWmt": 0, "voyageDays": 0, "otherUsdPerDmt": 0, **(delivery or {})},
        "payment": {"provisionalShare": 0.9, "paymentMonths": 1, "letterOfCredit": False, "currency": "USD", **(payment or {})},
        **rest,
    }


def opening(as_of=VALUED, **given):
    return {
        "asOf": as_of, "takenTonnes": 0, "paidTonnes": 0, "paidValueUsd": 0, "openDeliveries": [], "makeUpLots": [], "deferredTonnes": 0,
        "unpaid": [], **given,
    }


def contract(name, dated_terms, start=at(1), end=at(24), buyer=None, committed_end=None, product="P-1", **rest):
    return {
        "contract": {
            "id": name, "code": name, "name": "", "buyerId": f"B-{name}", "productId": product, "status": "active", "probability": 1,
            "start": start, "end": end, "renewal": {"kind": "none"}, "terms": dated_terms, "law": "", "seat": "", "reviewTrigger": "",
            "benchmarkFallback": "", "hardship": "", "changeOfLaw": "", "dates": [], "note": "", **rest,
        },
        "buyer": {
            "id": f"B-{name}", "destination": [{"zone": "china", "country": "CN", "share": 1}], "cycleSensitivity": 1, "rating": "BB",
            "ownership": "private", "country": "CN", **(buyer or {}),
        },
        "committedEnd": committed_end or end,
    }


def mine(metal="iron", tonnes=12000, months=36, assay=None, name="P-1", cost=41, **rest):
    production = tonnes if isinstance(tonnes, list) else [tonnes] * months
    return {
        "id": name, "metal": metal, "production": production, "unitCost": [{"year": 2026, "usdPerDmt": cost}, {"year": 2028, "usdPerDmt": round(cost * 1.06, 2)}],
        "moisture": 0.08, "assay": assay or {"Fe": 0.6085, "SiO2": 0.0512, "P": 0.00085}, "resaleMonths": 2, **rest,
    }


WEIGHTS = {
    "iron": {"china": 0.691, "restOfAsia": 0.148, "europe": 0.065, "americas": 0.006, "restOfWorld": 0.09},
    "copper": {"china": 0.602, "restOfAsia": 0.244, "europe": 0.08, "americas": 0, "restOfWorld": 0.074},
    "lithium": {"china": 0.342, "restOfAsia": 0.581, "europe": 0.031, "americas": 0.016, "restOfWorld": 0.03},
    "manganese": {"china": 0.702, "restOfAsia": 0.214, "europe": 0.041, "americas": 0, "restOfWorld": 0.043},
    "nickel": {"china": 0.558, "restOfAsia": 0.154, "europe": 0.228, "americas": 0.05, "restOfWorld": 0.01},
    **{metal: {"china": 0.55, "restOfAsia": 0.2, "europe": 0.15, "americas": 0.08, "restOfWorld": 0.02} for metal in ("zinc", "lead", "tin")},
}


def plan(contracts, products, codes, last=36):
    rates = ["USDCNY"] if any(UNITS[code][0].startswith("CNY") for code in codes) else []
    return {
        "valuationDate": "2026-05-31", "valuationMonth": VALUED, "lastMonth": at(last), "discountRate": 0.1, "products": products,
        "contracts": contracts, "zoneWeights": WEIGHTS, "references": {code: reference(code) for code in [*codes, *rates]},
    }


def scenario(prices=(), demand=(), channels=(), starts=0):
    def knots(pairs):
        return [{"afterMonths": after, "value": value} for after, value in pairs]

    return {
        "id": "S-1", "name": "Golden", "family": "demandCycle", "shipped": False, "startsAfterMonths": starts,
        "prices": [{"reference": code, "knots": knots(k), "source": "made up"} for code, k in prices],
        "demand": [{"zone": zone, "knots": knots(k), "source": "made up"} for zone, k in demand],
        "channels": list(channels), "note": "",
    }


def channel(first, last, share, zone="china", excused=False, discount=0, freight=0, **rest):
    return {"zone": zone, "from": at(first), "to": at(last), "openShare": share, "discount": discount, "freightUsdPerWmt": freight, "excused": excused, **rest}
