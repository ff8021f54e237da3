"""Financing on the paths of tests/bench/financing.ts in numpy, as an analyst would write it: whole paths at once.

Prints JSON: one number that every part of the result enters, the processor milliseconds of one computation (mean of the repeats given as
the first argument) and the version of numpy; or the name of the missing package.
"""

import json
import sys
import time

try:
    import numpy as np
except ImportError:
    json.dump({"absent": "numpy"}, sys.stdout)
    sys.exit()

PATHS, YEARS = 10_000, 9
MONTHS = 12 * YEARS
FAN = [0.05, 0.25, 0.5, 0.75, 0.95]


def scattered(level, width, seed):
    y, i = np.arange(YEARS)[:, None], np.arange(PATHS)[None, :]
    return np.asarray(level)[:, None] * (1 + width * np.sin(12.9898 * y + 78.233 * i + seed))


monthly = 1.5e6 + (np.arange(MONTHS) % 5) * 1e5
by_year = monthly.reshape(YEARS, 12).sum(axis=1)
revenue = scattered(np.full(YEARS, 160e6), 0.4, 0)
operating = scattered(np.full(YEARS, 70e6), 0.05, 1)
payments = scattered(by_year, 0.6, 2)


def set_off():
    """A monthly prepayment: six months of capitalised interest, then equal principal, at most what the contract pays."""
    balance, out = np.full(PATHS, 30e6), np.zeros((YEARS, PATHS))
    part = None
    for m in range(1, 61):
        interest = balance * 0.06 / 12
        if m < 7:
            balance = balance + interest
            continue
        if part is None:
            part = balance / 54
        y = (m - 1) // 12
        available = np.maximum(0, payments[y] * monthly[m - 1] / by_year[y])
        first = np.minimum(available, interest)
        principal = np.minimum(available - first, balance if m == 60 else np.minimum(balance, part))
        out[y] += first + principal
        balance = balance + interest - first - principal
        balance = np.where(balance < 1e-12 * 30e6, 0, balance)
    return out


def compute():
    losses, cfads = np.full(PATHS, 20e6), np.zeros((YEARS, PATHS))
    for y in range(YEARS):
        income = revenue[y] - operating[y] - 0.03 * np.maximum(0, revenue[y])
        used = np.minimum(losses, np.maximum(0, income))
        losses = losses + np.maximum(0, -income) - used
        cfads[y] = income - 0.25 * np.maximum(0, income - used)
    off = set_off()
    # the loan: seven equal parts, 8 % on the balance
    service, balance, balances = np.zeros(YEARS), 200e6, []
    for y in range(7):
        balances.append(balance)
        service[y] = balance * 0.08 + 200e6 / 7
        balance -= 200e6 / 7
    target = np.append(service[1:], 0) / 2
    # arrears bear the rate of the debt; the prepayment's balance in it is that of the plan
    planned, plan = [], 30e6
    part = None
    for m in range(1, 61):
        if (m - 1) % 12 == 0:
            planned.append(plan)
        interest = plan * 0.06 / 12
        if m < 7:
            plan += interest
            continue
        part = plan / 54 if part is None else part
        first = min(monthly[m - 1], interest)
        principal = min(monthly[m - 1] - first, plan if m == 60 else min(plan, part))
        plan = plan + interest - first - principal
    rate = []
    for y in range(YEARS):
        a, b = balances[y] if y < 7 else 0.0, planned[y] if y < 5 else 0.0
        rate.append((a * 0.08 + b * 0.06) / (a + b) if a + b > 1 else rate[-1])
    cash, reserve, arrears = np.full(PATHS, 5e6), np.zeros(PATHS), np.zeros(PATHS)
    total = 0.0
    any_one, any_lock, any_default = (np.zeros(PATHS, dtype=bool) for _ in range(3))
    for y in range(YEARS):
        cash = cash + cfads[y] - off[y]
        due = arrears * (1 + rate[y]) + service[y]
        paid = np.minimum(due, np.maximum(0, cash))
        cash = cash - paid
        drawn = np.minimum(due - paid, reserve)
        reserve = reserve - drawn
        arrears = due - paid - drawn
        arrears = np.where(arrears <= 1e-9 * due, 0, arrears)
        released = np.maximum(0, reserve - target[y])
        cure = np.minimum(released, arrears)
        arrears, reserve, cash = arrears - cure, reserve - released, cash + released - cure
        top = np.minimum(np.maximum(0, target[y] - reserve), np.maximum(0, cash - 2e6))
        reserve, cash = reserve + top, cash - top
        owed = service[y] + off[y]
        live = owed >= 1e-9 * 230e6
        dscr = np.where(live, cfads[y] / np.where(live, owed, 1), np.nan)
        covenants = y < 7
        one, lock, default = dscr < 1, covenants & (dscr < 1.2), covenants & (dscr < 1.05)
        any_one, any_lock, any_default = any_one | one, any_lock | lock, any_default | default
        stopped = (arrears > 0) | lock | default
        cash = cash - np.where(stopped, 0, np.maximum(0, cash - 2e6))
        if live.any():
            values = dscr[live]
            total += values.mean() + np.quantile(values, FAN).sum()
        total += one.mean() + (lock.mean() if covenants else 0) + (arrears > 0).mean() + arrears.mean() / 1e6
    unit, growth = np.array([200e6 / 7 + b * 0.08 for b in balances]) / 200e6, 1.0
    room = np.maximum(0, cfads[:7] / 1.3 - off[:7])
    most = (room / unit[:, None]).min(axis=0)
    value = np.zeros(PATHS)
    for y in range(7):
        growth /= 1.08
        value = value + cfads[y] * growth
    capacity = np.minimum(most, np.maximum(0, value / 1.5))
    total += np.quantile(capacity, 0.1) / 1e6 + capacity.mean() / 1e6 + arrears.mean() / 1e6
    return float(total + any_one.mean() + any_lock.mean() + any_default.mean())


repeats = int(sys.argv[1])
answer = compute()
start = time.process_time()
for _ in range(repeats):
    compute()
json.dump({"answer": answer, "ms": (time.process_time() - start) * 1000 / repeats, "version": np.__version__}, sys.stdout)
