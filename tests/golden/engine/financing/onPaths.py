"""Financing on simulated paths by numpy, from a plain reading of docs/model/financing.md; writes onPaths.json.

Two loans and a prepayment on 64 paths over seven calendar years, with defaults of the buyer. Months, periods and years are written out
here anew; quantiles, means and chances are numpy's. Needs numpy: python3 onPaths.py.
"""

import calendar
import json
from datetime import date
from pathlib import Path

import numpy as np

PATHS, YEARS = 64, 7
VALUATION = 12 * 2026 + 8  # September 2026
FIRST = 2026
MONTHS = (FIRST + YEARS) * 12 - 1 - VALUATION
RNG = np.random.default_rng(20261129)


def year_of(m):
    return (VALUATION + m) // 12


def day(m):
    n = VALUATION + m
    return date(n // 12, n % 12 + 1, 15)


def fraction(m, count):
    return 1 / 12 if count == "30/360" else (day(m) - day(m - 1)).days / (360 if count == "actual/360" else 365)


SENIOR = dict(start=3, k=12, first=15, last=63, amount=120e6, rate=0.08, count="30/360", target=1.35, reserve=6)
JUNIOR = dict(start=0, k=6, first=6, last=48, amount=40e6, rate=0.095, count="actual/365", lock=1.25, default=1.1, upfront=0.02)
PREPAYMENT = dict(start=0, k=3, first=9, last=36, amount=30e6, rate=0.06, count="actual/360")
COSTS = dict(
    fixed={2026: 9e6, 2027: 26e6, 2028: 26e6, 2029: 27e6, 2030: 27e6, 2031: 27e6},
    sustaining={2027: 6e6, 2029: 9e6}, closure={2032: 14e6}, depreciation={y: 18e6 for y in range(2026, 2032)},
    royalty=0.03, tax=0.25, losses=12e6, last=64,
)
TARGETS = dict(dscr=1.35, llcr=1.5, plcr=1.7, share=0.7, cost=420e6)
OPENING_CASH, MINIMUM_CASH = 8e6, 5e6

# the deterministic payments of the linked contract by month, and what the paths make of a year
PLANNED = [1.5e6 + 2e5 * ((m * 7) % 5) for m in range(1, MONTHS + 1)]
TONNES = [1000.0 + 10 * (m % 7) for m in range(1, MONTHS + 1)]
planned_year = [sum(PLANNED[m - 1] for m in range(1, MONTHS + 1) if year_of(m) == FIRST + y) for y in range(YEARS)]
default_month = np.zeros(PATHS, dtype=int)
default_month[RNG.permutation(PATHS)[:9]] = RNG.integers(2, 34, 9)
payments = np.array([planned_year[y] * RNG.lognormal(-0.02, 0.3, PATHS) for y in range(YEARS)])
for i in np.flatnonzero(default_month):
    y = year_of(int(default_month[i])) - FIRST
    payments[y, i] *= 0.6
    payments[y + 1, i] *= 0.05
    payments[y + 2 :, i] = 0
payments = np.round(payments, 2)
stub = np.array([sum(1 for m in range(1, MONTHS + 1) if year_of(m) == FIRST + y) / 12 for y in range(YEARS)])
plan_share = np.array([sum(1 for m in range(1, COSTS["last"] + 1) if year_of(m) == FIRST + y) / 12 for y in range(YEARS)])
revenue = np.round(np.array([198e6 * s * RNG.lognormal(-0.03, 0.25, PATHS) for s in plan_share]), 2)
operating = np.round(np.array([70e6 * s * RNG.lognormal(0, 0.05, PATHS) for s in plan_share]), 2)
sizing = [round(8.6e6 - 4e4 * m + 6e5 * ((m // 12) % 3), 2) for m in range(1, MONTHS + 1)]


def cash():
    losses = np.full(PATHS, COSTS["losses"])
    out = []
    for y in range(YEARS):
        year = FIRST + y
        of = lambda name: COSTS[name].get(year, 0) * plan_share[y]
        income = revenue[y] - operating[y] - of("fixed") - COSTS["royalty"] * np.maximum(0, revenue[y])
        taxable = income - of("depreciation")
        used = np.minimum(losses, np.maximum(0, taxable))
        losses = losses + np.maximum(0, -taxable) - used
        tax = COSTS["tax"] * np.maximum(0, taxable - used) * (plan_share[y] > 0)
        out.append(income - of("sustaining") - tax - COSTS["closure"].get(year, 0) * stub[y])
    return np.array(out)


def prepay(series, called):
    """Set-off by payment month and the remainder due at maturity, for payments by month; level, with recourse."""
    p = PREPAYMENT
    balance, paid, remainder = p["amount"], {}, 0.0
    for end in range(p["start"] + p["k"], p["last"] + 1, p["k"]):
        months = range(end - p["k"] + 1, end + 1)
        unit = sum(p["rate"] * fraction(m, p["count"]) for m in months)
        interest = balance * unit
        # what was paid before a default in its own period was received in cash
        available = max(0, sum(series[m - 1] for m in months if not (m < called <= end)))
        left = (p["last"] - end) // p["k"] + 1
        level = balance * unit / (1 - (1 + unit) ** -left) - interest
        due = balance if end >= called or end == p["last"] else 0 if end < p["first"] else min(balance, level)
        first = min(available, interest)
        principal = min(available - first, due)
        paid[end] = first + principal
        balance = balance + interest - first - principal
        if balance < 1e-12 * p["amount"]:
            balance = 0
    return paid, balance


def junior_schedule():
    p = JUNIOR
    count = (p["last"] - p["first"]) // p["k"] + 1
    balance, service = p["amount"], {}
    for end in range(p["k"], p["last"] + 1, p["k"]):
        interest = balance * sum(p["rate"] * fraction(m, p["count"]) for m in range(end - p["k"] + 1, end + 1))
        service[end] = interest + p["amount"] / count
        balance -= p["amount"] / count
    return service


def senior_schedule():
    """Sculpted on the sizing case after the planned set-off (the junior loan comes after it); interest is paid in grace."""
    p = SENIOR
    planned, left = prepay(PLANNED, 10**9)
    first = dict(planned)
    first[PREPAYMENT["last"]] = first.get(PREPAYMENT["last"], 0) + left
    ends = list(range(p["first"], p["last"] + 1, p["k"]))
    room = []
    for end in ends:
        months = range(end - p["k"] + 1, end + 1)
        room.append(max(0, sum(sizing[m - 1] for m in months) / p["target"] - sum(first.get(m, 0) for m in months)))
    i = p["rate"]
    most, after = [0.0] * len(ends), [0.0] * len(ends)
    following = 0.0
    for q in reversed(range(len(ends))):
        after[q] = min(following, room[q] / i)
        most[q] = (after[q] + room[q]) / (1 + i)
        following = most[q]
    assert p["amount"] < most[0], most[0]
    balance, service = p["amount"], {}
    for q, end in enumerate(ends):
        closing = after[q] * balance / most[q] if q < len(ends) - 1 else 0.0
        service[end] = balance * i + balance - closing
        balance = closing
    return service


def by_year(amounts):
    out = np.zeros(YEARS)
    for m, amount in amounts.items():
        out[max(0, year_of(max(1, m)) - FIRST)] += amount
    return out


def spread(values, of=np.quantile):
    n = len(values)
    def at(p):
        step = np.sqrt(p * (1 - p) / n)
        return dict(value=float(of(values, p)), error=float((of(values, min(1, p + step)) - of(values, max(0, p - step))) / 2))
    return at


def estimate(values):
    return dict(value=float(np.mean(values)), error=float(np.std(values, ddof=1) / np.sqrt(len(values))))


def main():
    cfads = cash()
    set_off, remainder = np.zeros((YEARS, PATHS)), np.zeros((YEARS, PATHS))
    for i in range(PATHS):
        series = [PLANNED[m - 1] / planned_year[year_of(m) - FIRST] * payments[year_of(m) - FIRST, i] for m in range(1, MONTHS + 1)]
        paid, left = prepay(series, default_month[i] or 10**9)
        set_off[:, i] = by_year(paid)
        remainder[year_of(PREPAYMENT["last"]) - FIRST, i] = left
    senior, junior = senior_schedule(), junior_schedule()
    service = by_year(senior) + by_year(junior)
    draws = by_year({0: JUNIOR["amount"] + PREPAYMENT["amount"], SENIOR["start"]: SENIOR["amount"]})
    fees = by_year({0: JUNIOR["upfront"] * JUNIOR["amount"]})
    uses = draws - fees
    ends = np.array([(FIRST + y + 1) * 12 - 1 - VALUATION for y in range(YEARS)])
    target = np.zeros(YEARS)
    for y in range(YEARS):
        upcoming = [m for m in range(SENIOR["start"] + 12, SENIOR["last"] + 1, 12) if m > ends[y]]
        if ends[y] >= SENIOR["start"] and upcoming:
            target[y] = SENIOR["reserve"] / 12 * senior[upcoming[0]]
    # discount rate of the year: rates weighted with the balances at its start
    rate = []
    def balances(p, amounts, m):
        """Scheduled balance of a loan at the end of month m."""
        balance = p["amount"] if m >= p["start"] else 0.0
        for end in range(p["start"] + p["k"], min(m, p["last"]) + 1, p["k"]):
            interest = balance * sum(p["rate"] * fraction(x, p["count"]) for x in range(end - p["k"] + 1, end + 1))
            balance += interest - amounts.get(end, 0)
        return balance
    planned, left = prepay(PLANNED, 10**9)
    planned = dict(planned)
    planned[PREPAYMENT["last"]] += left
    for y in range(YEARS):
        start = 1 if y == 0 else int(ends[y - 1]) + 1
        total = weighted = 0.0
        for p, amounts in ((SENIOR, senior), (JUNIOR, junior), (PREPAYMENT, planned)):
            balance = balances(p, amounts, start - 1)
            if balance > 1:
                total += balance
                weighted += balance * sum(p["rate"] * fraction(m, p["count"]) for m in range(start, int(ends[y]) + 1))
        rate.append(weighted / total if total > 0 else rate[-1])
    money, reserve, arrears = np.full(PATHS, OPENING_CASH), np.zeros(PATHS), np.zeros(PATHS)
    years = []
    flags = {name: np.zeros(PATHS, dtype=bool) for name in ("belowOne", "lockUp", "default", "unpaid")}
    for y in range(YEARS):
        money = money + cfads[y] + draws[y] - uses[y] - fees[y] - set_off[y]
        due = arrears * (1 + rate[y]) + service[y] + remainder[y]
        paid = np.minimum(due, np.maximum(0, money))
        money = money - paid
        drawn = np.minimum(due - paid, reserve)
        reserve = reserve - drawn
        arrears = due - paid - drawn
        arrears[arrears <= 1e-9 * due] = 0
        released = np.maximum(0, reserve - target[y])
        cure = np.minimum(released, arrears)
        arrears = arrears - cure
        reserve, money = reserve - released, money + released - cure
        top = np.minimum(np.maximum(0, target[y] - reserve), np.maximum(0, money - MINIMUM_CASH))
        reserve, money = reserve + top, money - top
        owed = service[y] + set_off[y] + remainder[y]
        live = owed > 1
        dscr = np.where(live, cfads[y] / np.where(live, owed, 1), np.nan)
        has_covenants = JUNIOR["last"] >= (1 if y == 0 else ends[y - 1] + 1)
        lock = has_covenants & (dscr < JUNIOR["lock"])
        default = has_covenants & (dscr < JUNIOR["default"])
        # no use falls after the first year, so construction stops no distribution after it
        stopped = (arrears > 0) | lock | default | (y == 0 and max(m for m, a in ((0, 1), (SENIOR["start"], 1))) > ends[0])
        money = money - np.where(stopped, 0, np.maximum(0, money - MINIMUM_CASH))
        events = dict(belowOne=dscr < 1, lockUp=lock, default=default, unpaid=arrears > 0)
        for name, event in events.items():
            flags[name] |= event
        row = dict(
            year=FIRST + y, cfads=estimate(cfads[y]), service=float(service[y]), setOff=estimate(set_off[y]),
            belowOne=int(events["belowOne"].sum()), unpaid=int(events["unpaid"].sum()), unpaidMean=estimate(arrears),
        )
        if has_covenants:
            row.update(lockUp=int(lock.sum()), default=int(default.sum()))
        if live.any():
            values = dscr[live]
            at = spread(values)
            row["dscr"] = dict(paths=int(live.sum()), mean=estimate(values), quantiles=[at(p) for p in (0.05, 0.25, 0.5, 0.75, 0.95)])
        years.append(row)
    # capacity of the senior loan with calendar years as periods
    window = range(SENIOR["first"] - 12 + 1, SENIOR["last"] + 1)
    def part(y, last):
        months = [m for m in range(window[0], last + 1) if year_of(m) == FIRST + y]
        return len(months) / (stub[y] * 12), SENIOR["rate"] * len(months) / 12
    repaying = [y for y in range(YEARS) if part(y, SENIOR["last"])[0] > 0]
    following = np.zeros(PATHS)
    for y in reversed(repaying):
        share, i = part(y, SENIOR["last"])
        room = np.maximum(0, share * (cfads[y] / TARGETS["dscr"] - set_off[y] - remainder[y]))
        following = (np.minimum(following, room / i) + room) / (1 + i)
    def value(last, target_ratio):
        total, discount = np.zeros(PATHS), 1.0
        for y in range(YEARS):
            share, i = part(y, last)
            if share > 0:
                discount /= 1 + i
                total = total + share * cfads[y] * discount
        return np.maximum(0, total / target_ratio)
    capacity = np.minimum.reduce([
        following, value(SENIOR["last"], TARGETS["llcr"]), value(MONTHS, TARGETS["plcr"]), np.full(PATHS, TARGETS["share"] * TARGETS["cost"]),
    ])
    at = spread(capacity)
    golden = dict(
        tool=f"numpy {np.__version__}", relativeTolerance=1e-9,
        input=dict(
            valuationMonth=VALUATION, firstYear=FIRST, years=YEARS, paths=PATHS, planned=PLANNED, tonnes=TONNES, sizing=sizing,
            payments=payments.tolist(), defaultMonth=default_month.tolist(), revenue=revenue.tolist(), operating=operating.tolist(),
            costs=COSTS, senior=SENIOR, junior=JUNIOR, prepayment=PREPAYMENT, targets=TARGETS, openingCash=OPENING_CASH, minimumCash=MINIMUM_CASH,
        ),
        years=years, any={name: int(flag.sum()) for name, flag in flags.items()}, unpaidAtEnd=estimate(arrears),
        capacity=dict(carried=at(0.1), mean=estimate(capacity), median=at(0.5)),
    )
    Path(__file__).with_name("onPaths.json").write_text(json.dumps(golden, indent=1) + "\n", "utf8")


main()
