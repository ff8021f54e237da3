"""The net present value of a plan of simple contracts in numpy, as an analyst would write it: the peer of `valuation.ts`.

Reads the plan as JSON from standard input and answers as JSON: the value, the processor milliseconds that one valuation took over
`repeats` of them, and the version of numpy; or what is absent.
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


def value():
    discount = (1 + plan["rate"]) ** (-days / 365)
    delivered = tonnes * ((months >= start) & (months <= end))
    provisional = plan["share"] * delivered * np.maximum(price[:last], floor)
    final = delivered * np.maximum(price[1 : last + 1], floor) - provisional
    return float((provisional * discount[1 : last + 1]).sum() + (final * discount[2 : last + 2]).sum())


answer = value()
began = time.process_time()
for _ in range(plan["repeats"]):
    value()
spent = (time.process_time() - began) * 1000 / plan["repeats"]
json.dump({"answer": answer, "ms": spent, "version": np.__version__}, sys.stdout)
