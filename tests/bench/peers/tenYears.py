"""The net present value of the contracts of `valuation.ts` in numpy, as an analyst would write it: the one number, no months, no lines.

Reads the plan as JSON from standard input and answers as JSON: the value, the milliseconds that one valuation took (the middle of
`repeats`), and the version of numpy; or what is absent.
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
    """Contracts of the same periods together; month i of every array is the i-th after the valuation, entry 0 the first."""
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

            # the buyer takes the cheaper, a tie the first
            later = net(second) < net(first)
            final = np.where(later, net(second), net(first)) * each
            provisional = share * np.clip(price[:months], low, cap) * each
            last = lambda offset: discount[offset + length : offset + length + months]
            total += (provisional * discount[1 : months + 1]).sum()
            total += ((final - provisional) * np.where(later, last(second), last(first))).sum()
    return float(total)


answer = value()
spent = []
for _ in range(plan["repeats"]):
    began = time.perf_counter()
    value()
    spent.append((time.perf_counter() - began) * 1000)
json.dump({"answer": answer, "ms": sorted(spent)[len(spent) // 2], "version": np.__version__}, sys.stdout)
