"""Solves the large problem of tests/bench/diversification.ts with scipy's HiGHS (native code)."""

import json
import statistics
import time

import numpy as np
import scipy
from scipy.optimize import linprog
from scipy.sparse import lil_matrix


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


large()
