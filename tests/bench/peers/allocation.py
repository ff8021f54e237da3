"""Solves the problems of tests/bench/diversification.ts with scipy's HiGHS (native code): `large` is built here, `frontier` is read from stdin."""

import json
import statistics
import sys
import time

import numpy as np
import scipy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, lil_matrix, vstack


def report(work):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        found = work()
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"version": scipy.__version__, "times": times, "found": found}))


def large():
    """Solves the allocation of 50 buyers x 10 products x 10 years."""
    index = {}
    margins, maxima = [], []
    for year in range(10):
        for product in range(10):
            for buyer in range(50):
                pick = (buyer * 7919 + product * 104729 + year * 1299709) % 1000
                index[(buyer, product, year)] = len(margins)
                margins.append(20 + pick / 4)
                maxima.append(1000 + 9 * pick)
    rows = lil_matrix((10 * 10 + 50 * 10 + 10, len(margins)))
    rights = np.zeros(rows.shape[0])
    at = 0
    for year in range(10):
        of = [index[(b, p, year)] for b in range(50) for p in range(10)]
        for product in range(10):
            rows[at, [index[(b, product, year)] for b in range(50)]] = 1
            rights[at] = 90_000
            at += 1
        for buyer in range(50):
            rows[at, of] = -0.05
            rows[at, [index[(buyer, p, year)] for p in range(10)]] = 0.95
            at += 1
        rows[at, of] = -0.3
        rows[at, [index[(b, p, year)] for b in range(0, 50, 3) for p in range(10)]] = 0.7
        at += 1
    matrix = rows.tocsr()
    bounds = list(zip([0] * len(margins), maxima))
    report(lambda: -linprog(-np.array(margins), A_ub=matrix, b_ub=rights, bounds=bounds, method="highs").fun)


def frontier(problem):
    """Minimises expected shortfall (Rockafellar and Uryasev) at each revenue. Columns: the deals, t, and one z per scenario."""
    cells = problem["cells"]
    place = {cell["id"]: i for i, cell in enumerate(cells)}
    outcomes = np.array(problem["outcomes"])
    n, width = outcomes.shape
    rules, rights = [], []
    for limit in problem["limits"]:
        for level, sign in ((limit.get("atMost"), 1), (limit.get("atLeast"), -1)):
            if level is None:
                continue
            row = np.zeros(width)
            for one in limit["counted"]:
                row[place[one["cell"]]] += one["weight"]
            for one in limit.get("of", []):
                row[place[one["cell"]]] -= level * one["weight"]
            scale = np.abs(row).max() or 1
            rules.append(sign * row / scale)
            rights.append(0 if "of" in limit else sign * level / scale)
    margins = np.array([cell["margin"] for cell in cells])
    unit = np.abs(outcomes).max()
    rules.append(-margins / np.abs(margins).max())
    rights.append(0)
    risk = outcomes / unit
    # -X_s - t - z_s <= 0
    tail = hstack([csr_matrix(-risk), csr_matrix(-np.ones((n, 1))), -scipy.sparse.identity(n)])
    matrix = vstack([hstack([csr_matrix(np.array(rules)), csr_matrix((len(rules), n + 1))]), tail]).tocsr()
    cost = np.concatenate([risk.mean(axis=0), [1], np.full(n, 1 / ((1 - problem["confidence"]) * n))])
    bounds = [(cell["minimum"], cell["maximum"]) for cell in cells] + [(None, None)] + [(0, None)] * n

    def points():
        total = 0.0
        for target in problem["targets"]:
            right = np.concatenate([rights, np.zeros(n)])
            right[len(rights) - 1] = -target * (1 - 1e-12) / np.abs(margins).max()
            total += linprog(cost, A_ub=matrix, b_ub=right, bounds=bounds, method="highs").fun * unit
        return total

    report(points)


if sys.argv[1] == "large":
    large()
else:
    frontier(json.load(sys.stdin))
