"""Net present value of the contracts of tests/bench/valuation.ts in numpy, as an analyst would write it: the total alone.

Reads the plan as JSON from standard input and prints JSON: the value, the milliseconds of one valuation (median of `repeats`) and the
version of numpy; or the name of the missing package.
"""

import json
import sys
import time

try:
    import numpy as np
except ImportError:
    json.dump({"absent": "numpy"}, sys.stdout)
    sys.exit()

plan = json.load(sys.stdin)
price, days = np.array(plan["prices"]), np.array(plan["days"])
tonnes, floors, lengths = (np.array(plan[key], dtype=float) for key in ("tonnes", "floors", "lengths"))
offsets = np.array(plan["offsets"])
months, share, cap = plan["months"], plan["share"], plan["cap"]


def value():
    """Values contracts of the same periods together. Entry 0 of every array is the first month after the valuation."""
    discount = (1 + plan["rate"]) ** (-days / 365)
    sums = np.concatenate(([0.0], np.cumsum(price)))
    total = 0.0
    for length in (1, 2, 3):
        for first, second in ((1, 3), (1, 1), (2, 2), (3, 3)):
            chosen = (lengths == length) & (offsets[:, 0] == first) & (offsets[:, 1] == second)
            if not chosen.any():
                continue
            low, each = floors[chosen, None], tonnes[chosen, None]

            def net(offset):
                return np.clip((sums[offset + length : offset + length + months] - sums[offset : offset + months]) / length, low, cap)

            # the buyer declares the cheaper period; of equal ones the first
            later = net(second) < net(first)
            final = np.where(later, net(second), net(first)) * each
            provisional = share * np.clip(price[:months], low, cap) * each
            last = lambda offset: discount[offset + length : offset + length + months]
            total += (provisional * discount[1 : months + 1]).sum()
            total += ((final - provisional) * np.where(later, last(second), last(first))).sum()
    return float(total)


answer = value()
durations = []
for _ in range(plan["repeats"]):
    start = time.perf_counter()
    value()
    durations.append((time.perf_counter() - start) * 1000)
json.dump({"answer": answer, "ms": sorted(durations)[len(durations) // 2], "version": np.__version__}, sys.stdout)
