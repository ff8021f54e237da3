"""The reference work of the simulation in numpy: yearly means, percentiles and shortfalls of ten correlated mean-reverting metals over 120
months and 200 contracts. Usage: simulation.py WORK.json PATHS fair|naive RUNS; prints JSON with the median seconds and processor
seconds of the runs.

fair: paths in blocks that fit into the cache; per month one matrix product for the shocks, one for the payments of the running contracts,
and one call for their floors and caps. naive: the whole array of prices at once, then contract by contract.
"""

import json
import sys
import time

import numpy as np

work = json.load(open(sys.argv[1], encoding="utf-8"))
paths, kind, runs = int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
x0, alpha, a = (np.array(work[k])[:, None] for k in ("x0", "alpha", "a"))
chol = np.array(work["chol"])
months = work["months"]
contracts = work["contracts"]
metal = np.array([c["metal"] for c in contracts])
floor, cap, pays = (np.array(v) for v in zip(*[(c["floor"], c["cap"], c["tonnes"] * c["payable"]) for c in contracts]))
running = [np.array([i for i, c in enumerate(contracts) if c["start"] <= t < c["end"]], dtype=int) for t in range(months)]
months_of = [(metal[r], floor[r][:, None], cap[r][:, None], pays[r]) for r in running]
BLOCK = 512


def fair(rng):
    years = np.zeros((months // 12, paths))
    for first in range(0, paths, BLOCK):
        n = min(BLOCK, paths - first)
        x = np.repeat(x0, n, axis=1) - alpha
        for t in range(months):
            x *= a
            x += chol @ rng.standard_normal((len(alpha), n))
            price = np.exp(x + alpha)
            of, low, high, tonnes = months_of[t]
            bounded = price[of]
            np.maximum(bounded, low, out=bounded)
            np.minimum(bounded, high, out=bounded)
            years[t // 12, first:first + n] += tonnes @ bounded
    return years


def naive(rng):
    z = rng.standard_normal((months, len(alpha), paths))
    x = np.empty((months, len(alpha), paths))
    last = np.repeat(x0, paths, axis=1)
    for t in range(months):
        last = alpha + a * (last - alpha) + chol @ z[t]
        x[t] = last
    price = np.exp(x)
    years = np.zeros((months // 12, paths))
    for c in contracts:
        for t in range(c["start"], c["end"]):
            years[t // 12] += c["tonnes"] * c["payable"] * np.minimum(np.maximum(price[t, c["metal"]], c["floor"]), c["cap"])
    return years


def figures(years):
    years = np.sort(years, axis=1)
    tail = years[:, : max(1, paths // 20)].mean(axis=1)
    means = years.mean(axis=1)
    return means, np.percentile(years, [1, 5, 25, 50, 75, 95, 99], axis=1), means - tail


durations, processor_times, means = [], [], None
for run in range(runs + 1):
    start, processor_start = time.perf_counter(), time.process_time()
    means, _, _ = figures((fair if kind == "fair" else naive)(np.random.default_rng(run)))
    if run > 0:
        durations.append(time.perf_counter() - start)
        processor_times.append(time.process_time() - processor_start)
median = lambda values: sorted(values)[len(values) // 2]
print(json.dumps({
    "version": np.__version__, "seconds": median(durations), "cpuSeconds": median(processor_times), "means": means.tolist(),
}))
