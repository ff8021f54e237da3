"""Solves a linear program in the LP text of engine/allocation/solverModel.ts, read from a file, with scipy's HiGHS (native code)."""

import json
import re
import statistics
import sys
import time

import numpy as np
import scipy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

TERM = re.compile(r"([+-]) (\S+) (\S+)")


def read_model(path):
    text = open(path).read()
    objective, rest = text.split("Subject To")
    rows, rest = rest.split("Bounds")
    bounds = rest.split("End")[0].strip().splitlines()
    limits, index = [], {}
    for line in bounds:
        parts = line.split()
        if parts[1] == "free":
            index[parts[0]] = len(limits)
            limits.append((None, None))
            continue
        index[parts[2]] = len(limits)
        low = None if parts[0] == "-inf" else float(parts[0])
        limits.append((low, float(parts[4]) if len(parts) > 3 else None))
    costs = np.zeros(len(limits))
    for sign, weight, name in TERM.findall(objective):
        costs[index[name]] += float(sign + weight)
    parts = {"<=": ([], [], [], []), "=": ([], [], [], [])}
    for row in re.split(r"\n r\d+:", "\n" + rows.strip("\n"))[1:]:
        left, relation, right = re.match(r"(.*?) (<=|>=|=) (\S+)\s*$", row, re.S).groups()
        factor = -1 if relation == ">=" else 1
        at, columns, values, rights = parts["=" if relation == "=" else "<="]
        for sign, weight, name in TERM.findall(left):
            at.append(len(rights))
            columns.append(index[name])
            values.append(factor * float(sign + weight))
        rights.append(factor * float(right))
    matrices = {
        relation: (csr_matrix((values, (at, columns)), shape=(len(rights), len(limits))), np.array(rights)) if rights else (None, None)
        for relation, (at, columns, values, rights) in parts.items()
    }
    return costs, matrices, limits


costs, matrices, limits = read_model(sys.argv[1])
times = []
for _ in range(3):
    start = time.perf_counter()
    result = linprog(costs, *matrices["<="], *matrices["="], bounds=limits, method="highs")
    times.append(time.perf_counter() - start)
print(json.dumps({"version": scipy.__version__, "seconds": statistics.median(times), "optimum": result.fun}))
