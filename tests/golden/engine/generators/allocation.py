"""Golden allocations: random problems solved by scipy's HiGHS and, where they are linear, by an exact simplex in fractions.

Needs numpy and scipy. The quadratic ones are solved exactly: every active set, the Karush-Kuhn-Tucker equations in fractions.
"""

import itertools
import random
from fractions import Fraction

import numpy as np
import scipy
from goldenFile import write
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

RNG = random.Random(20260531)


def simplex(costs, rows, rights):
    """max costs x, rows x <= rights, x >= 0, exactly (Bland's rule, two phases). None where it can't be met."""
    m, n = len(rows), len(costs)
    table = [[Fraction(v) for v in row] + [Fraction(int(i == k)) for k in range(m)] + [Fraction(right)] for i, (row, right) in enumerate(zip(rows, rights))]
    basis = list(range(n, n + m))
    width = n + m

    def pivot(table, basis, row, column):
        factor = table[row][column]
        table[row] = [v / factor for v in table[row]]
        for r in range(len(table)):
            if r != row and table[r][column] != 0:
                k = table[r][column]
                table[r] = [a - k * b for a, b in zip(table[r], table[row])]
        basis[row] = column

    def optimise(table, basis, objective, allowed):
        while True:
            reduced = [objective[j] - sum(objective[basis[r]] * table[r][j] for r in range(len(table))) for j in range(allowed)]
            entering = next((j for j in range(allowed) if reduced[j] > 0), None)
            if entering is None:
                return
            ratios = [(table[r][-1] / table[r][entering], basis[r], r) for r in range(len(table)) if table[r][entering] > 0]
            assert ratios, "unbounded"
            pivot(table, basis, min(ratios)[2], entering)

    # phase one: one artificial column that every row with a negative right side shares
    if any(row[-1] < 0 for row in table):
        table = [row[:-1] + [Fraction(-1)] + [row[-1]] for row in table]
        worst = min(range(m), key=lambda r: table[r][-1])
        pivot(table, basis, worst, width)
        optimise(table, basis, [Fraction(0)] * width + [Fraction(-1)], width + 1)
        if width in basis and table[basis.index(width)][-1] > 0:
            return None
        if width in basis:
            r = basis.index(width)
            pivot(table, basis, r, next(j for j in range(width) if table[r][j] != 0))
        table = [row[:width] + [row[-1]] for row in table]
    objective = [Fraction(c) for c in costs] + [Fraction(0)] * m
    optimise(table, basis, objective, width)
    return sum(objective[b] * table[r][-1] for r, b in enumerate(basis))


def problem(cells, shares, tight):
    """A problem of cells by product, buyer and country, its rules as the engine takes them and as rows of <=."""
    buyers = max(2, cells // 2)
    made = [
        {
            "id": f"c{i}",
            "minimum": RNG.choice([0, 0, 0, 5]) if not tight else RNG.choice([0, 20, 40]),
            "maximum": RNG.randint(40, 120),
            "margin": RNG.randint(-20, 200),
        }
        for i in range(cells)
    ]
    owner = [i % buyers for i in range(cells)]
    china = [RNG.random() < 0.5 for _ in range(cells)]
    limits = [
        {"id": "production", "source": "production", "counted": [{"cell": c["id"], "weight": 1} for c in made], "atMost": RNG.randint(60, 90) * cells // 2}
    ]
    for b in range(buyers):
        counted = [{"cell": made[i]["id"], "weight": 1} for i in range(cells) if owner[i] == b]
        if shares:
            limits.append({"id": f"buyer{b}", "source": f"buyer{b}", "counted": counted, "of": limits[0]["counted"], "atMost": RNG.randint(35, 60) / 100})
        else:
            limits.append({"id": f"buyer{b}", "source": f"buyer{b}", "counted": counted, "atMost": RNG.randint(40, 110)})
    level = RNG.randint(20, 50) / 100
    limits.append(
        {"id": "china", "source": "china", "counted": [{"cell": c["id"], "weight": 1} for c, to in zip(made, china) if to], "of": limits[0]["counted"], "atMost": level}
    )
    if RNG.random() < 0.5:
        limits.append({"id": "coverage", "source": "coverage", "counted": limits[0]["counted"], "atLeast": RNG.randint(20, 60) * (cells if tight else cells // 2)})
    return {"cells": made, "limits": limits}


def rows_of(p):
    """Every rule and bound as exact rows of <=."""
    index = {c["id"]: i for i, c in enumerate(p["cells"])}
    rows, rights = [], []

    def add(sign, limit, level):
        row = [Fraction(0)] * len(p["cells"])
        for w in limit["counted"]:
            row[index[w["cell"]]] += sign * Fraction(str(w["weight"]))
        for w in limit.get("of", []):
            row[index[w["cell"]]] -= sign * level * Fraction(str(w["weight"]))
        rows.append(row)
        rights.append(Fraction(0) if "of" in limit else sign * level)

    for limit in p["limits"]:
        if "atMost" in limit:
            add(1, limit, Fraction(str(limit["atMost"])))
        if "atLeast" in limit:
            add(-1, limit, Fraction(str(limit["atLeast"])))
    bounds_from = len(rows)
    for i, c in enumerate(p["cells"]):
        unit = [Fraction(int(i == j)) for j in range(len(p["cells"]))]
        rows += [unit, [-u for u in unit]]
        rights += [Fraction(c["maximum"]), Fraction(-c["minimum"])]
    return rows, rights, bounds_from


def floats(rows):
    return np.array([[float(v) for v in row] for row in rows])


def highs_revenue(p, lot=None):
    rows, rights, upto = rows_of(p)
    margins = np.array([float(c["margin"]) for c in p["cells"]])
    bounds = Bounds([c["minimum"] for c in p["cells"]], [c["maximum"] for c in p["cells"]])
    a, b = floats(rows[:upto]), np.array([float(v) for v in rights[:upto]])
    if lot is None:
        found = linprog(-margins, A_ub=a, b_ub=b, bounds=list(zip(bounds.lb, bounds.ub)), method="highs")
        return None if found.status == 2 else -found.fun
    found = milp(
        -margins * lot,
        constraints=LinearConstraint(a * lot, ub=b),
        integrality=np.ones(len(margins)),
        bounds=Bounds(np.ceil(bounds.lb / lot), np.floor(bounds.ub / lot)),
        options={"mip_rel_gap": 0},
    )
    return None if found.status == 2 else -found.fun


def highs_shortfall(p, outcomes, confidence, target):
    n, s = len(p["cells"]), len(outcomes)
    rows, rights, upto = rows_of(p)
    a, b = floats(rows[:upto]), np.array([float(v) for v in rights[:upto]])
    out = np.array(outcomes, dtype=float)
    costs = np.concatenate([out.mean(axis=0), [1.0], np.full(s, 1 / ((1 - confidence) * s))])
    a_all = np.vstack(
        [
            np.hstack([a, np.zeros((len(b), 1 + s))]),
            np.hstack([-out, -np.ones((s, 1)), -np.eye(s)]),
            np.hstack([-np.array([[float(c["margin"]) for c in p["cells"]]]), np.zeros((1, 1 + s))]),
        ]
    )
    b_all = np.concatenate([b, np.zeros(s), [-target]])
    bounds = [(c["minimum"], c["maximum"]) for c in p["cells"]] + [(None, None)] + [(0, None)] * s
    found = linprog(costs, A_ub=a_all, b_ub=b_all, bounds=bounds, method="highs")
    return None if found.status == 2 else found.fun


def split(p):
    """The problem with two columns for each cell, its tonnes up to the minimum without damages and those above it, and its damages at none."""
    low = [min(c["maximum"], max(c["minimum"], c["damages"]["below"])) for c in p["cells"]]
    cells = [{**c, "maximum": u, "margin": c["margin"] + c["damages"]["perTonne"]} for c, u in zip(p["cells"], low)]
    cells += [{**c, "id": c["id"] + "+", "minimum": 0, "maximum": c["maximum"] - u} for c, u in zip(p["cells"], low)]
    both = lambda weights: weights + [{**w, "cell": w["cell"] + "+"} for w in weights]
    limits = [{**l, "counted": both(l["counted"]), **({"of": both(l["of"])} if "of" in l else {})} for l in p["limits"]]
    return {"cells": cells, "limits": limits}, sum(c["damages"]["perTonne"] * c["damages"]["below"] for c in p["cells"])


def highs_tail(p, outcomes, confidence, target):
    """The highest tail mean of outcomes less damages at a net revenue less damages."""
    parts, at_none = split(p)
    n, s = len(parts["cells"]), len(outcomes)
    rows, rights, upto = rows_of(parts)
    a, b = floats(rows[:upto]), np.array([float(v) for v in rights[:upto]])
    out = np.array([row + row for row in outcomes], dtype=float)
    out[:, : n // 2] += [c["damages"]["perTonne"] for c in p["cells"]]
    costs = np.concatenate([np.zeros(n), [1.0], np.full(s, 1 / ((1 - confidence) * s))])
    a_all = np.vstack(
        [
            np.hstack([a, np.zeros((len(b), 1 + s))]),
            np.hstack([-out, -np.ones((s, 1)), -np.eye(s)]),
            np.hstack([-np.array([[float(c["margin"]) for c in parts["cells"]]]), np.zeros((1, 1 + s))]),
        ]
    )
    b_all = np.concatenate([b, np.full(s, -at_none), [-target - at_none]])
    bounds = [(c["minimum"], c["maximum"]) for c in parts["cells"]] + [(None, None)] + [(0, None)] * s
    found = linprog(costs, A_ub=a_all, b_ub=b_all, bounds=bounds, method="highs")
    return None if found.status == 2 else -found.fun


def solve_exact(matrix, right):
    """Gauss in fractions; None where singular."""
    n = len(matrix)
    t = [row[:] + [r] for row, r in zip(matrix, right)]
    for i in range(n):
        at = next((r for r in range(i, n) if t[r][i] != 0), None)
        if at is None:
            return None
        t[i], t[at] = t[at], t[i]
        t[i] = [v / t[i][i] for v in t[i]]
        for r in range(n):
            if r != i and t[r][i] != 0:
                k = t[r][i]
                t[r] = [a - k * b for a, b in zip(t[r], t[i])]
    return [row[-1] for row in t]


def exact_quadratic(c, low, high, total, margins, target):
    """min x'Cx, sum x = total, low <= x <= high, margins x >= target: every active set, the KKT equations in fractions."""
    n, best = len(c), None
    for states in itertools.product((0, 1, 2), repeat=n):
        free = [i for i in range(n) if states[i] == 0]
        held = {i: (low[i] if states[i] == 1 else high[i]) for i in range(n) if states[i]}
        for revenue in (False, True):
            size = len(free) + 1 + int(revenue)
            matrix, right = [], []
            for i in free:
                matrix.append([2 * c[i][j] for j in free] + [Fraction(1)] + ([margins[i]] if revenue else []))
                right.append(-sum((2 * c[i][j] * held[j] for j in held), Fraction(0)))
            matrix.append([Fraction(1)] * len(free) + [Fraction(0)] * (size - len(free)))
            right.append(total - sum(held.values(), Fraction(0)))
            if revenue:
                matrix.append([margins[i] for i in free] + [Fraction(0)] * (size - len(free)))
                right.append(target - sum((margins[j] * held[j] for j in held), Fraction(0)))
            found = solve_exact(matrix, right)
            if found is None:
                continue
            x = [held.get(i) for i in range(n)]
            for i, v in zip(free, found):
                x[i] = v
            if any(not low[i] <= x[i] <= high[i] for i in range(n)) or sum(m * v for m, v in zip(margins, x)) < target:
                continue
            value = sum(c[i][j] * x[i] * x[j] for i in range(n) for j in range(n))
            if best is None or value < best[0]:
                best = (value, x)
    return best


cases = []
infeasible = 0
while len(cases) < 24:
    p = problem(RNG.choice([4, 6, 8, 10]), RNG.random() < 0.5, len(cases) % 3 == 2)
    rows, rights, _ = rows_of(p)
    exact = simplex([Fraction(c["margin"]) for c in p["cells"]], rows, rights)
    highs = highs_revenue(p)
    assert (exact is None) == (highs is None), "the two solvers disagree whether it can be met"
    if exact is None:
        infeasible += 1
        if infeasible > 8:
            continue
        cases.append({"kind": "revenue", "problem": p, "expected": {"status": "infeasible"}})
        continue
    assert abs(float(exact) - highs) <= 1e-7 * max(1, abs(highs)), (float(exact), highs)
    lot = 5
    in_lots = highs_revenue(p, lot)
    cases.append(
        {
            "kind": "revenue",
            "problem": p,
            "expected": {"status": "optimal", "revenue": exact},
            "lot": lot,
            "inLots": {"status": "infeasible"} if in_lots is None else {"status": "optimal", "revenue": round(in_lots, 6)},
        }
    )

for k in range(8):
    p = problem(RNG.choice([4, 6]), k % 2 == 0, False)
    best = highs_revenue(p)
    if best is None:
        continue
    outcomes = [[c["margin"] + RNG.randint(-80, 60) for c in p["cells"]] for _ in range(25)]
    confidence = RNG.choice([0.8, 0.9, 0.93])
    target = round(best * RNG.choice([0.5, 0.8, 0.95]), 3)
    found = highs_shortfall(p, outcomes, confidence, target)
    cases.append({"kind": "shortfall", "problem": p, "outcomes": outcomes, "confidence": confidence, "target": target, "expected": found})

for k in range(6):
    n, total = 4, Fraction(100)
    mix = [[Fraction(RNG.randint(-5, 9)) for _ in range(n)] for _ in range(n)]
    # positive definite: M'M + 2 I
    c = [[sum(mix[r][i] * mix[r][j] for r in range(n)) + (2 if i == j else 0) for j in range(n)] for i in range(n)] if k % 2 == 0 else [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    margins = [Fraction(RNG.randint(80, 120)) for _ in range(n)]
    high = [Fraction(RNG.randint(35, 70)) for _ in range(n)]
    top = simplex(margins, [[Fraction(1)] * n, [Fraction(-1)] * n] + [[Fraction(int(i == j)) for j in range(n)] for i in range(n)], [total, -total] + high)
    target = Fraction(int(top * Fraction(97, 100)))
    value, x = exact_quadratic(c, [Fraction(0)] * n, high, total, margins, target)
    cases.append(
        {"kind": "quadratic", "hhi": k % 2 == 1, "weights": c, "margins": margins, "maxima": high, "total": total, "target": target, "expected": {"value": value, "tonnes": x}}
    )

while sum(c["kind"] == "damages" for c in cases) < 8:
    p = problem(RNG.choice([4, 6, 8]), RNG.random() < 0.5, False)
    for c in p["cells"]:
        c["damages"] = {"below": RNG.randint(c["minimum"], c["maximum"]), "perTonne": RNG.randint(0, 150)}
    parts, at_none = split(p)
    rows, rights, _ = rows_of(parts)
    best = simplex([Fraction(c["margin"]) for c in parts["cells"]], rows, rights)
    if best is None:
        continue
    best -= at_none
    highs = highs_revenue(parts) - at_none
    assert abs(float(best) - highs) <= 1e-7 * max(1, abs(highs)), (float(best), highs)
    outcomes = [[c["margin"] + RNG.randint(-80, 60) for c in p["cells"]] for _ in range(25)]
    confidence = RNG.choice([0.8, 0.9, 0.93])
    target = float(best) - RNG.choice([0, 100, 2000])
    tail = highs_tail(p, outcomes, confidence, target)
    cases.append({"kind": "damages", "problem": p, "revenue": best, "outcomes": outcomes, "confidence": confidence, "target": target, "tailMean": tail})

write(
    "allocation",
    "random problems: HiGHS of scipy for all linear ones, an exact simplex in fractions beside it (they agree to 1e-7); lots by scipy's milp; "
    "quadratic ones by every active set in fractions; damages with two columns for each cell, below and above the minimum",
    1e-7,
    cases,
    tool=f"scipy {scipy.__version__} (HiGHS) and exact fractions",
)
