"""Golden paths of a tiny workspace: a slow, plain reading of docs/model/simulation.md, one path and one month after another, with the
same uniforms (Philox4x32-10, written out here once more). It shares no code with the engine. Writes ../plainReading.json.

Indices as in the text: path p, month t = 1..T, reference i, zone z, buyer b, contract c.
"""

import math
from statistics import NormalDist

from goldenFile import write

PHI = NormalDist().cdf
INVERSE = NormalDist().inv_cdf
ZONES = ["china", "restOfAsia", "europe", "americas", "restOfWorld"]
WORLD, ZONE, CENTRE_WORLD, CENTRE_ZONE, FACTOR, DEFAULT, EVENT, TYPE, SIGNING, POLICY = range(10)
MASK = 0xFFFFFFFF

SPACE = {
    "valuation": "2026-05", "T": 30, "regimes": True,
    "references": [
        {"id": "FE", "k": 0.2, "s": 0.3, "L": 2.5, "w": {"china": 0.7, "asia": 0.15, "europe": 0.06, "americas": 0.01, "row": 0.08},
         "deck": {"history": [98.0, 99.0, 100.0], "forward": [101.0, 102.0, 100.0, 99.0, 97.0]}},
        {"id": "LC", "k": 0.0, "s": 0.5, "L": 3.5, "w": {"china": 0.35, "asia": 0.55, "europe": 0.04, "americas": 0.02, "row": 0.04},
         "deck": {"history": [9800.0, 9900.0, 10000.0], "forward": 10000.0}},
        {"id": "SPOD", "k": 0.0, "s": 0.25, "L": 0, "follows": {"ref": "LC", "beta": 0.8},
         "w": {"china": 0.35, "asia": 0.55, "europe": 0.04, "americas": 0.02, "row": 0.04},
         "deck": {"history": [790.0, 800.0, 820.0], "forward": 830.0}},
    ],
    "correlation": [[1, 0.35], [0.35, 1]],
    "products": [
        {"id": "fines", "metal": "iron", "mainReference": "FE", "depthShare": 0.35, "production": [2500.0 if t % 5 else 1700.0 for t in range(1, 31)], "queueMonths": 2, "spotZone": "china",
         "spot": {"basis": "index", "ref": "FE", "grade": 61, "refGrade": 62, "freight": 6}},
        {"id": "sc6", "metal": "lithium", "mainReference": "SPOD", "depthShare": 0.03, "depthSlope": 0.04, "depthCap": 0.2, "production": 900.0, "queueMonths": 1, "spotZone": "asia",
         "spot": {"basis": "index", "ref": "SPOD", "grade": 5.7, "refGrade": 6.0, "freight": 20}},
    ],
    "buyers": [
        {"id": "B1", "rating": "CCC/C", "beta": 1, "zone": "china", "group": "G"},
        {"id": "B2", "rating": "A", "beta": 2, "zone": "asia", "parent": "P"},
        {"id": "B3", "rating": "B", "beta": 0, "zone": "europe", "group": "G"},
        {"id": "A0", "rating": "CCC/C", "beta": 1, "zone": "asia", "parent": "P"},
    ],
    "contracts": [
        {"id": "C1", "product": "fines", "buyer": "B1", "start": 1, "end": 30, "nominal": 1000.0, "tol": 0.1, "holder": "buyer", "priority": 2, "damagesShare": 0.1,
         "takeOrPay": {"share": 0.95, "basis": "full", "makeupMonths": 5},
         "price": {"basis": "index", "ref": "FE", "grade": 61, "refGrade": 62, "freight": 6, "floor": 90.0, "cap": 118.0, "level": "blend"},
         "qp": {"offset": 1, "length": 2}, "paymentMonths": 1, "provisional": 0.9},
        {"id": "C2", "product": "fines", "buyer": "B2", "start": 3, "end": 22, "nominal": 900.0, "tol": 0.2, "holder": "buyer",
         "takeOrPay": {"share": 0.9, "basis": "difference", "makeupMonths": 0},
         "price": {"basis": "index", "ref": "FE", "grade": 61, "refGrade": 62, "freight": 9, "blend": {"w": 0.3, "fixed": 105.0}},
         "qp": {"offset": 0, "length": 1}, "paymentMonths": 2, "provisional": 0.85},
        {"id": "C3", "product": "sc6", "buyer": "B3", "start": 2, "end": 30, "nominal": 700.0, "tol": 0.15, "holder": "seller",
         "takeOrPay": {"share": 1.0, "basis": "full", "makeupMonths": 9},
         "price": {"basis": "index", "ref": "SPOD", "grade": 5.7, "refGrade": 6.0, "freight": 20, "floor": 650.0, "level": "reference"},
         "qp": {"offset": -1, "length": 3}, "paymentMonths": 1, "provisional": 0.9},
    ],
    "hazards": {"credit": True, "performance": True, "performanceBase": 0.5},
    "policy": {
        "iron": {"hazard": {"china": 0.3, "asia": 0.2, "americas": 0}, "months": 4, "discount": 0.05, "freight": 3.0},
        "lithium": {"hazard": 0.25, "months": 3, "freight": 15.0},
    },
}
SEED, PATHS, CENTRE_PATHS = 2**33 + 17, 40, 128
NAMES = {"china": "china", "asia": "restOfAsia", "europe": "europe", "americas": "americas", "row": "restOfWorld"}
T = SPACE["T"]
HORIZON = T + 6
PD = {"A": 0.0005, "B": 0.0293, "CCC/C": 0.2612}


def hash_of(text):
    h = 0x811C9DC5
    for character in text:
        h = ((h ^ ord(character)) * 0x01000193) & MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    return h ^ (h >> 16)


def uniform(path, t, kind, entity):
    k0, k1 = SEED & MASK, SEED >> 32
    c = [path, t // 4, kind, entity]
    for _ in range(10):
        x, y = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(y >> 32) ^ c[1] ^ k0, y & MASK, (x >> 32) ^ c[3] ^ k1, x & MASK]
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return (c[t % 4] + 0.5) / 2**32


def normal(*counter):
    return INVERSE(uniform(*counter))


ROWS = [[0.9667, 0.025, 0.0083], [0.0208, 0.9584, 0.0208], [0.0286, 0.0428, 0.9286]]
LEVEL = [1.05, 1.0, 0.85]
VOLATILITY = [1.0, 1.0, 1.4]


def cycle(path, world, zone, months, before=0):
    """Regimes (0 expansion, 1 plateau, 2 slump) and demand by month and zone, month 0 first; month t has the draws of month before + t."""
    regimes, demand = [[1] * 5], [[1.0] * 5]
    for t in range(1, months + 1):
        g = normal(path, before + t, world, 0)
        states, levels = [], []
        for z, name in enumerate(ZONES):
            u = PHI(math.sqrt(0.8) * g + math.sqrt(0.2) * normal(path, before + t, zone, hash_of(name)))
            row = [p / sum(ROWS[regimes[-1][z]]) for p in ROWS[regimes[-1][z]]]
            state = 2 if u < row[2] else 1 if u < row[2] + row[1] else 0
            states.append(state)
            levels.append(demand[-1][z] + (LEVEL[state] - demand[-1][z]) / 6)
        regimes.append(states)
        demand.append(levels)
    return regimes, demand


def weights(reference):
    total = sum(reference["w"].values())
    return [next(v for k, v in reference["w"].items() if NAMES[k] == z) / total for z in ZONES]


def weighted(w, values):
    return sum(a * b for a, b in zip(w, values))


REFERENCES = {r["id"]: r for r in SPACE["references"]}


def centre():
    """Means of the pre-pass and the effective volatilities."""
    paths = [cycle(p, CENTRE_WORLD, CENTRE_ZONE, HORIZON) for p in range(CENTRE_PATHS)]
    long_run = [cycle(p, CENTRE_WORLD, CENTRE_ZONE, 132, 10_000) for p in range(CENTRE_PATHS)]
    mean = lambda of: sum(of) / len(of)
    m, follower, effective = {}, {}, {}
    for r in SPACE["references"]:
        w = weights(r)
        m[r["id"]] = [mean([weighted(w, d[t]) ** r["L"] for _, d in paths]) for t in range(HORIZON + 1)]
        if "follows" in r:
            effective[r["id"]] = r["s"]
            x = REFERENCES[r["follows"]["ref"]]
            wx, beta = weights(x), r["follows"]["beta"]
            follower[r["id"]] = [
                mean([(weighted(wx, d[t]) ** x["L"] / m[x["id"]][t]) ** beta for _, d in paths]) for t in range(HORIZON + 1)
            ]
            continue
        k, s = r["k"], r["s"]
        a = math.exp(-k / 12)
        step = (1 - a * a) / (2 * k) if k else 1 / 12
        v, log_r = [], []
        for regimes, d in long_run:
            total = 0.0
            for t in range(121, 133):
                total = a * a * total + weighted(w, [VOLATILITY[g] for g in regimes[t]]) ** 2 * step
            v.append(total)
            log_r.append(r["L"] * math.log(weighted(w, d[132]) / weighted(w, d[120])))
        mv, ml = mean(v), mean(log_r)
        qa = mean([x * x for x in v]) / 4 - mv * mv / 4
        qb = mv - (mean([x * y for x, y in zip(v, log_r)]) - mv * ml)
        qc = mean([x * x for x in log_r]) - ml * ml - s * s * ((1 - math.exp(-2 * k)) / (2 * k) if k else 1)
        root = qb * qb - 4 * qa * qc
        x = (-qb + math.sqrt(root)) / (2 * qa) if root >= 0 else -1
        effective[r["id"]] = math.sqrt(x) if x > 0 else 0.5 * s
    slack = [[mean([math.exp(6 * max(0, 1 - d[t][z])) for _, d in paths]) for z in range(5)] for t in range(HORIZON + 1)]
    return m, follower, effective, slack


M, FOLLOWER, EFFECTIVE, SLACK = centre()


def deck(reference, t):
    d = reference["deck"]
    if t <= 0:
        return d["history"][len(d["history"]) - 1 + t]
    return d["forward"] if isinstance(d["forward"], float) else d["forward"][min(t, len(d["forward"])) - 1]


def prices(path, regimes, demand):
    s = {i: {t: deck(r, t) for t in range(-2, 1)} for i, r in REFERENCES.items()}
    y, v, q = dict.fromkeys(REFERENCES, 0.0), dict.fromkeys(REFERENCES, 0.0), {}
    rho = SPACE["correlation"][0][1]
    for t in range(1, HORIZON + 1):
        z = {i: normal(path, t, FACTOR, hash_of(i)) for i in REFERENCES}
        e = {"FE": z["FE"], "LC": rho * z["FE"] + math.sqrt(1 - rho * rho) * z["LC"], "SPOD": z["SPOD"]}
        for i, r in REFERENCES.items():
            a = math.exp(-r["k"] / 12)
            sig = EFFECTIVE[i] * math.sqrt((1 - a * a) / (2 * r["k"]) if r["k"] else 1 / 12)
            m = weighted(weights(r), [VOLATILITY[g] for g in regimes[t]])
            y[i] = a * y[i] + m * sig * e[i]
            v[i] = a * a * v[i] + m * m * sig * sig
            if "follows" in r:
                x, beta = r["follows"]["ref"], r["follows"]["beta"]
                big_e = math.exp(beta * (beta - 1) * v[x] / 2) * FOLLOWER[i][t]
                s[i][t] = deck(r, t) * q[x] ** beta / big_e * math.exp(y[i] - v[i] / 2)
            else:
                q[i] = math.exp(y[i] - v[i] / 2) * weighted(weights(r), demand[t]) ** r["L"] / M[i][t]
                s[i][t] = deck(r, t) * q[i]
    return s


def struck(price, average):
    leg_price = average
    if price.get("level") == "reference":
        leg_price = min(price.get("cap", math.inf), max(price.get("floor", 0), leg_price))
    amount = leg_price * price["grade"] / price["refGrade"]
    if "blend" in price:
        amount = price["blend"]["w"] * price["blend"]["fixed"] + (1 - price["blend"]["w"]) * amount
    if price.get("level") == "blend":
        amount = min(price.get("cap", math.inf), max(price.get("floor", 0), amount))
    return amount - price["freight"]


PRODUCTS = {p["id"]: p for p in SPACE["products"]}
BUYERS = {b["id"]: b for b in SPACE["buyers"]}
# buyers with one parent, or that act as one, default together; each group is named by its least id
GROUP = {b: b for b in BUYERS}
for _ in BUYERS:
    for a, x in BUYERS.items():
        for b, y in BUYERS.items():
            if x.get("parent", a) == y.get("parent", b) or ("group" in x and x.get("group") == y.get("group")):
                GROUP[a] = GROUP[b] = min(GROUP[a], GROUP[b])
YEARS = [2026, 2027, 2028, 2029]


def year_of(t):
    return 2026 + (4 + t) // 12  # month 0 = May 2026


def simulate(path):
    regimes, demand = cycle(path, WORLD, ZONE, HORIZON)
    s = prices(path, regimes, demand)
    measures = {n: dict.fromkeys(YEARS, 0.0) for n in (
        "netRevenue", "called", "delivered", "refused", "deferred", "spot", "deficiency", "defaults", "refusals", "deferrals", "renegotiations", "policyClosures")}
    count = lambda name, t, amount: measures[name].__setitem__(year_of(t), measures[name][year_of(t)] + amount)
    zone = {b: ZONES.index(NAMES[x["zone"]]) for b, x in BUYERS.items()}
    contracts = []
    for c in sorted(SPACE["contracts"], key=lambda c: c["id"]):
        contracts.append({
            **c, "alive": True, "gone": 10**9, "event": None, "last": 0, "back": {}, "waiting": 0.0, "lots": [], "flows": [],
            "year": None,
        })
    queues = {p: [] for p in PRODUCTS}  # lots: month, tonnes, discount, freight
    shut = {}  # last month of the closure in force by metal and zone
    is_shut = lambda p, z: shut.get((PRODUCTS[p]["metal"], z), 0) >= t
    is_open = lambda c: 0.0 if is_shut(c["product"], zone[c["buyer"]]) else 1.0
    group = lambda c: GROUP[c["buyer"]]
    production = lambda p, t: p["production"] if isinstance(p["production"], float) else p["production"][t - 1]
    runs = lambda c, t: c["alive"] and c["start"] <= t <= c["end"]
    spot = lambda c, t: struck(PRODUCTS[c["product"]]["spot"], s[PRODUCTS[c["product"]]["spot"]["ref"]][t])
    renegotiated = lambda c, t: c["event"] == "renegotiate" and c["last"] >= t

    def net(c, t):
        full = struck(c["price"], s[c["price"]["ref"]][t])
        return full - 0.5 * max(0, full - spot(c, t)) if renegotiated(c, t) else full

    def final(c, t):
        first = t + c["qp"]["offset"]
        months = range(first, first + c["qp"]["length"])
        average = lambda ref: sum(s[ref][x] for x in months) / len(months)
        full = struck(c["price"], average(c["price"]["ref"]))
        terms = PRODUCTS[c["product"]]["spot"]
        if renegotiated(c, t):
            full -= 0.5 * max(0, full - struck(terms, average(terms["ref"])))
        return full, months[-1]

    for t in range(1, T + 1):
        plan = {p: sum(c["nominal"] for c in contracts if c["product"] == p and c["start"] <= t <= c["end"] and t < c["gone"]) for p in PRODUCTS}
        # 4 policy closures
        for metal, policy in SPACE["policy"].items():
            for z, name in enumerate(ZONES):
                if shut.get((metal, z), 0) >= t:
                    continue
                given = policy["hazard"] if isinstance(policy["hazard"], dict) else {k: policy["hazard"] for k in NAMES}
                given = {NAMES[k]: h for k, h in given.items()}
                h = given.get(name, 0.02 if name == "china" else 0.005)
                if uniform(path, t, POLICY, hash_of(f"{metal}/{name}")) < 1 - math.exp(-h / 12):
                    shut[metal, z] = t + policy["months"] - 1
                    count("policyClosures", t, 1)
        # 6 calls
        spare = {p: max(0, production(PRODUCTS[p], t) - plan[p]) for p in PRODUCTS}
        for c in contracts:
            c["call"] = 0.0
            if not runs(c, t):
                continue
            n, tol = c["nominal"], c["tol"]
            if c["holder"] == "buyer":
                share = c["takeOrPay"]["share"] if c["takeOrPay"]["basis"] == "full" else 0
                d = demand[t][zone[c["buyer"]]]
                c["wanted"] = n * min(1 + tol, max(1 - tol, share, 1 + BUYERS[c["buyer"]]["beta"] * (d - 1)))
            else:
                c["wanted"] = n
                if net(c, t) > spot(c, t) * (1 + 1e-9):
                    extra = min(n * tol, spare[c["product"]])
                    spare[c["product"]] -= extra
                    c["wanted"] += extra
                elif net(c, t) < 0.97 * spot(c, t) * (1 - 1e-9):
                    c["wanted"] -= n * tol
            c["call"] = c["wanted"] * is_open(c)
        # 7 credit
        gap = lambda c: max(0, (net(c, t) - spot(c, t)) / net(c, t)) if net(c, t) > 0 else 0
        slack = lambda c: max(0, 1 - demand[t][zone[c["buyer"]]])
        for g in {group(c): None for c in contracts}:
            running = [c for c in contracts if group(c) == g and runs(c, t)]
            if not running:
                continue
            tonnes = sum(c["nominal"] for c in running)
            mean = lambda of: sum(c["nominal"] * of(c) for c in running) / tonnes
            worst = max(-math.log(1 - PD[x["rating"]]) for b, x in BUYERS.items() if GROUP[b] == g)
            h = max(0.0003, worst) * math.exp(5 * mean(gap) + 6 * mean(slack)) / mean(lambda c: SLACK[t][zone[c["buyer"]]])
            if uniform(path, t, DEFAULT, hash_of(g)) < 1 - math.exp(-min(1.5, h) / 12):
                count("defaults", t, 1)
                for c in contracts:
                    if group(c) != g or not c["alive"]:
                        continue
                    c["alive"], c["gone"], c["call"] = False, t + 3, 0.0
                    c["flows"] = [(m, a * 0.4 if m >= t and a > 0 else a) for m, a in c["flows"]]
        # 8 performance
        for c in contracts:
            if not runs(c, t) or c["last"] >= t:
                continue
            h = min(1.5, SPACE["hazards"]["performanceBase"] * math.exp(5 * gap(c) + 6 * slack(c)))
            if uniform(path, t, EVENT, hash_of(c["id"])) < 1 - math.exp(-h / 12):
                u = uniform(path, t, TYPE, hash_of(c["id"]))
                c["event"] = "refuse" if u < 0.3 else "defer" if u < 0.7 else "renegotiate"
                c["last"] = t + (12 if c["event"] == "renegotiate" else 3) - 1
                c["began"] = t
                count({"refuse": "refusals", "defer": "deferrals", "renegotiate": "renegotiations"}[c["event"]], t, 1)
        # 9 to 12, product by product
        for p, product in PRODUCTS.items():
            mine = [c for c in contracts if c["product"] == p and runs(c, t)]
            for c in mine:
                count("called", t, c["call"])
                active = c["event"] if c["last"] >= t else None
                c["refused"] = c["call"] if active == "refuse" else 0.0
                c["held"] = c["call"] / 2 if active == "defer" else 0.0
                count("refused", t, c["refused"])
                count("deferred", t, c["held"])
                for x in range(3, 9):
                    if c["held"]:
                        c["back"][c["began"] + x] = c["back"].get(c["began"] + x, 0) + c["held"] / 6
                c["waiting"] += c["back"].pop(t, 0)
                c["due"] = 0.0 if active == "refuse" or is_open(c) == 0 else c["waiting"]
            offered = lambda c: c["call"] - c["refused"] - c["held"]
            made = production(product, t)
            lack = max(0, sum(offered(c) + c["due"] for c in mine) - made)
            drawn = 0.0
            while lack - drawn > 0 and queues[p]:
                taken = min(lack - drawn, queues[p][0][1])
                drawn += taken
                queues[p][0][1] -= taken
                if queues[p][0][1] == 0:
                    queues[p].pop(0)
            supply = made + drawn
            levels = sorted({c.get("priority", 1) for c in mine})
            for what, wish in (("own", offered), ("given", lambda c: c["due"])):
                for level in levels:
                    those = [c for c in mine if c.get("priority", 1) == level]
                    wanted = sum(wish(c) for c in those)
                    part = min(1, supply / wanted) if wanted > 0 else 1
                    for c in those:
                        c[what] = wish(c) * part
                    supply = max(0, supply - wanted)
            left = made - (sum(c["own"] + c["given"] for c in mine) - drawn)
            if lack - drawn > 0:
                left = 0.0  # all is delivered
            fresh = min(max(0, made - plan[p]), left)
            policy = SPACE["policy"][product["metal"]]
            here = 1.0 if is_shut(p, ZONES.index(NAMES[product["spotZone"]])) else 0.0
            cost = (here * policy.get("discount", 0), here * policy.get("freight", 0))
            if left - fresh > 0:
                planned_now = [c for c in contracts if c["product"] == p and c["start"] <= t <= c["end"] and t < c["gone"]]
                absent = {c["id"]: max(0, c["nominal"] - (c["own"] if runs(c, t) else 0)) for c in planned_now}
                moved = 0.0
                for c in planned_now:
                    if is_open(c) == 0:
                        moved += min((left - fresh) * absent[c["id"]] / sum(absent.values()), c["nominal"])
                share = moved / (left - fresh)
                queues[p].append([t, left - fresh, share * policy.get("discount", 0), share * policy.get("freight", 0)])
            at_spot = struck(product["spot"], s[product["spot"]["ref"]][t])
            planned = sum(production(product, x) for x in range(1, T + 1)) / T
            share = weights(next(r for r in SPACE["references"] if r["id"] == product["mainReference"]))
            depth = product["depthShare"] * planned * sum(0 if is_shut(p, z) else w * d for z, (w, d) in enumerate(zip(share, demand[t])))
            ripe = sum(x for m, x, _, _ in queues[p] if t == T or m + product["queueMonths"] <= t)
            resold = ripe if t == T else min(ripe, 6 * depth)
            sold = fresh if t == T else min(fresh, 6 * depth - resold)
            lost = min(product.get("depthCap", 0.25), product.get("depthSlope", 0.05) * max(0, (sold + resold) / depth - 1)) if depth > 0 else product.get("depthCap", 0.25)
            rest, worth = resold, max(0, at_spot)
            for lot in queues[p]:
                taken = min(rest, lot[1])
                lot[1] -= taken
                rest -= taken
                count("netRevenue", t, taken * (at_spot - (1 - (0.97 - lost) * (1 - lot[2])) * worth - lot[3]))
            queues[p] = [lot for lot in queues[p] if lot[1] > 1e-9]
            if fresh - sold > 0:
                if queues[p] and queues[p][-1][0] == t:
                    lot = queues[p][-1]
                    whole = lot[1] + fresh - sold
                    lot[2] = (lot[1] * lot[2] + (fresh - sold) * cost[0]) / whole
                    lot[3] = (lot[1] * lot[3] + (fresh - sold) * cost[1]) / whole
                    lot[1] = whole
                else:
                    queues[p].append([t, fresh - sold, *cost])
            count("spot", t, sold + resold)
            count("netRevenue", t, sold * (at_spot - (lost + cost[0] - lost * cost[0]) * worth - cost[1]))
            for c in mine:
                settle(c, t, net, final, spot, count, is_open(c))
    for c in contracts:
        for m, amount in c["flows"]:
            count("netRevenue", m, amount)
    return measures


def settle(c, t, net, final, spot, count, open_share):
    first = (t - c["start"]) % 12 == 0
    length = min(c["end"], c["start"] + (t - c["start"]) // 12 * 12 + 11) - (c["start"] + (t - c["start"]) // 12 * 12) + 1
    if first:
        c["year"] = {"annual": length * c["nominal"], "taken": 0.0, "withheld": 0.0, "paid": [], "refused": False}
    year = c["year"]
    quantity = c["takeOrPay"]["share"] * year["annual"]
    own, back = c["own"], c["given"]
    cut = c["call"] - c["refused"] - c["held"] - own
    if cut > 0:
        extra = max(0, c["wanted"] - c["nominal"]) * (own + cut) / c["call"] if c["holder"] == "seller" else 0.0
        now = net(c, t)
        damages = max(0, cut - extra) * (max(0, spot(c, t) - now) + c.get("damagesShare", 0.05) * max(0, now))
        count("netRevenue", t + c["paymentMonths"], -damages)
    c["waiting"] -= back
    count("delivered", t, own + back)
    price, until = final(c, t)
    year["taken"] += c["held"]
    year["refused"] = year["refused"] or c["refused"] > 0
    above = lambda taken: max(0, taken - quantity)
    wanted = above(year["taken"] + own) - above(year["taken"])
    year["taken"] += own
    year["withheld"] += cut
    year["withheld"] += c["nominal"] * (1 - open_share)  # excused
    if c["holder"] == "seller":
        year["withheld"] += open_share * max(0, c["nominal"] - c["wanted"])
    made_up = 0.0
    for lot in c["lots"]:
        taken = min(wanted - made_up, lot["tonnes"])
        lot["tonnes"] -= taken
        made_up += taken
    paid = own - made_up + back
    provisional = c["provisional"] * net(c, t) * paid if until > t else 0.0
    c["flows"].append((t + c["paymentMonths"], provisional))
    c["flows"].append((max(until, t) + c["paymentMonths"], paid * price - provisional))
    year["paid"].append((paid, price, until))
    ends = t == c["end"]
    if ends:
        year["taken"] -= c["waiting"] + sum(c["back"].values())
    if ends or (t - c["start"]) % 12 == 11:
        short = quantity - year["taken"] - year["withheld"]
        if short > 1e-9 * year["annual"]:
            tonnes = sum(x for x, _, _ in year["paid"])
            value = sum(x * (y if until <= t else net(c, t)) for x, y, until in year["paid"])
            at = value / tonnes if tonnes > 0 else net(c, t)
            if c["takeOrPay"]["basis"] == "difference":
                at = max(0, at - spot(c, t))
            collected = short * (0.5 if year["refused"] else 1)
            count("deficiency", t, collected * at)
            c["flows"].append((t + c["paymentMonths"], collected * at))
            if c["takeOrPay"]["basis"] == "full":
                c["lots"].append({"last": t + c["takeOrPay"]["makeupMonths"], "tonnes": collected})
    for lot in c["lots"]:
        if (ends or lot["last"] <= t or t == T) and lot["tonnes"] > 0:
            c["flows"].append((t + c["paymentMonths"], -lot["tonnes"] * spot(c, t)))
            lot["tonnes"] = 0.0


paths = [simulate(p) for p in range(PATHS)]
for name in ("defaults", "refusals", "deferrals", "renegotiations", "deficiency", "policyClosures"):
    assert sum(sum(p[name].values()) for p in paths) > 0, name
write(
    "plainReading",
    "A plain reading of docs/model/simulation.md, same uniforms",
    1e-9,
    [
        {
            "workspace": SPACE,
            "seed": SEED,
            "centrePaths": CENTRE_PATHS,
            "effectiveVolatility": EFFECTIVE,
            "years": YEARS,
            "paths": [{name: list(by.values()) for name, by in p.items()} for p in paths],
        }
    ],
)
