"""Golden cures of breached limits (scipy 1.17, `optimize.milp`, HiGHS); writes ../cure.json.

Generated books of 20 to 2,000 contracts in two or three years. Each contract may be reduced in each year, down to nothing, at a loss. Three
programmes one after the other: the least excess over the level in all years, the fewest contracts changed, the least loss. The model is built
from the contracts here, with one column a year for the sum of all tonnes; the engine's rules and search are not used.
"""

import random

import numpy as np
import scipy
from goldenFile import write
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

# contracts, groups, years, limit, level as a share of tonnes sold (of today's tonnes for `tonnes`)
BOOKS = [
    ("20 contracts, tonnes", 20, 4, 2, "tonnes", 0.7),
    ("20 contracts, share of a group", 20, 4, 3, "share", 0.15),
    ("200 contracts, tonnes", 200, 8, 3, "tonnes", 0.8),
    ("200 contracts, largest group", 200, 6, 2, "largestGroup", 0.25),
    ("400 contracts, share of a group", 400, 5, 3, "share", 0.12),
    ("500 contracts, largest contract", 500, 25, 2, "largestContract", 0.0045),
    ("800 contracts, largest group", 800, 6, 2, "largestGroup", 0.28),
    ("2000 contracts, share of a group", 2000, 6, 3, "share", 0.1),
    ("2000 contracts, tonnes", 2000, 40, 3, "tonnes", 0.85),
]


def book(seed, count, groups, years):
    draw = random.Random(seed)
    contracts = []
    for _ in range(count):
        size = draw.choice([5, 8, 10, 15, 20, 30, 60])
        first = draw.randrange(years)
        last = draw.randrange(first, years)
        tonnes = [draw.randint(4 * size, 12 * size) if first <= y <= last else 0 for y in range(years)]
        per_tonne = draw.randint(1, 60)
        loss = [t * (per_tonne + draw.randint(0, 10)) for t in tonnes]
        contracts.append({"group": min(draw.randrange(groups), draw.randrange(groups)), "tonnes": tonnes, "loss": loss})
    return contracts


def solve(contracts, years, kind, level):
    """The least excess (tonnes over the level, summed over the years; in a year that of the worst member), contracts and loss."""
    levers = [(c, y) for c, contract in enumerate(contracts) for y in range(years) if contract["tonnes"][y] > 0]
    count = len(contracts)
    u, z, s, t = 0, len(levers), len(levers) + count, len(levers) + count + years
    width = t + years
    rows, lows, highs = [], [], []

    def add(terms, low, high):
        rows.append(terms)
        lows.append(low)
        highs.append(high)

    for y in range(years):
        # t = tonnes sold after the cure
        sold = sum(contract["tonnes"][y] for contract in contracts)
        add({t + y: 1.0, **{u + i: float(contracts[c]["tonnes"][y]) for i, (c, year) in enumerate(levers) if year == y}}, sold, sold)
        if kind == "tonnes":
            members = [range(count)]
        elif kind == "share":
            members = [[c for c in range(count) if contracts[c]["group"] == 0]]
        elif kind == "largestGroup":
            members = [[c for c in range(count) if contracts[c]["group"] == g] for g in sorted({c["group"] for c in contracts})]
        else:
            members = [[c] for c in range(count)]
        place = {c: i for i, (c, year) in enumerate(levers) if year == y}
        for member in members:
            now = sum(contracts[c]["tonnes"][y] for c in member)
            terms = {u + place[c]: -float(contracts[c]["tonnes"][y]) for c in member if c in place}
            terms[s + y] = -1.0
            if kind == "tonnes":
                add(terms, -np.inf, level * sold - now)
            else:
                terms[t + y] = -level
                add(terms, -np.inf, -now)
    for i, (c, _) in enumerate(levers):
        add({u + i: 1.0, z + c: -1.0}, -np.inf, 0.0)

    def run(objective, is_whole):
        matrix = lil_matrix((len(rows), width))
        for r, terms in enumerate(rows):
            for column, weight in terms.items():
                matrix[r, column] = weight
        upper = np.full(width, np.inf)
        upper[: len(levers) + count] = 1.0
        whole = np.zeros(width)
        if is_whole:
            whole[z : z + count] = 1
        options = {"mip_rel_gap": 0.0, "time_limit": 120.0}
        answer = milp(objective, integrality=whole, bounds=Bounds(0.0, upper), constraints=LinearConstraint(matrix.tocsr(), lows, highs), options=options)
        assert answer.x is not None, answer.message
        return answer

    excess = np.zeros(width)
    excess[s : s + years] = 1.0
    least = run(excess, False).fun
    add({s + y: 1.0 for y in range(years)}, -np.inf, least + 1e-6)
    changed = np.zeros(width)
    changed[z : z + count] = 1.0
    fewest = run(changed, True)
    add({z + c: 1.0 for c in range(count)}, -np.inf, round(fewest.fun) + 0.5)
    lost = np.zeros(width)
    for i, (c, y) in enumerate(levers):
        lost[u + i] = contracts[c]["loss"][y]
    cheapest = run(lost, True)
    return {
        "excess": 0.0 if least < 1e-6 else least,
        "contracts": round(fewest.fun),
        "contractsAtLeast": int(np.ceil(fewest.mip_dual_bound - 1e-6)),
        "loss": cheapest.fun,
        "lossAtLeast": cheapest.mip_dual_bound,
    }


cases = []
for seed, (name, count, groups, years, kind, level) in enumerate(BOOKS):
    contracts = book(seed, count, groups, years)
    golden = solve(contracts, years, kind, level)
    print(name, golden)
    cases.append(
        {
            "name": name,
            "years": years,
            "limit": kind,
            "level": level,
            "groups": [c["group"] for c in contracts],
            "tonnes": [[c["tonnes"][y] for c in contracts] for y in range(years)],
            "loss": [[c["loss"][y] for c in contracts] for y in range(years)],
            "golden": golden,
        }
    )
write(
    "cure",
    "three mixed-integer programmes, each bounded by the one before; bounds where 120 s are not enough to prove an optimum",
    1e-6,
    cases,
    tool=f"scipy {scipy.__version__}",
)
