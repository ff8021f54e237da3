"""Net present value of the plan of tests/bench/numpyValuation.ts in numpy, as an analyst would write it; summed over factors of its prices
and changes of its floors.

Reads the plan as JSON from standard input and prints JSON: the value, the processor milliseconds of one repetition (mean of `repeats`) and
the version of numpy; or the name of the missing package.
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
tonnes, floor, start, end = (np.array(plan[key], dtype=float)[:, None] for key in ("tonnes", "floors", "starts", "ends"))
months = np.arange(plan["months"])
last = plan["months"]


def value(price, floor):
    discount = (1 + plan["rate"]) ** (-days / 365)
    delivered = tonnes * ((months >= start) & (months <= end))
    provisional = plan["share"] * delivered * np.maximum(price[:last], floor)
    final = delivered * np.maximum(price[1 : last + 1], floor) - provisional
    return float((provisional * discount[1 : last + 1]).sum() + (final * discount[2 : last + 2]).sum())


def table():
    return sum(value(price * factor, floor + shift) for factor in plan["factors"] for shift in plan["floorShifts"])


answer = table()
start_time = time.process_time()
for _ in range(plan["repeats"]):
    table()
elapsed = (time.process_time() - start_time) * 1000 / plan["repeats"]
json.dump({"answer": answer, "ms": elapsed, "version": np.__version__}, sys.stdout)
