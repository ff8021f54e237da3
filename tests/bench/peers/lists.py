"""The lists of tests/bench/scale.ts in Python's sqlite3: every row of the file, with its JSON columns parsed, joined to its record."""

import json
import sqlite3
import sys
import time

RUNS = 5
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
db.row_factory = sqlite3.Row


def rows(query, parsed=()):
    records = [dict(row) for row in db.execute(query)]
    for record in records:
        for key in parsed:
            record[key] = json.loads(record[key]) if record[key] else None
    return records


def contracts():
    terms, dates = {}, {}
    for row in rows(
        "SELECT * FROM contract_terms ORDER BY contract_id, from_month",
        ("price", "quotation", "ramp_up", "month_weights", "blend", "collar"),
    ):
        terms.setdefault(row["contract_id"], []).append(row)
    for row in rows("SELECT * FROM contract_date ORDER BY contract_id, position"):
        dates.setdefault(row["contract_id"], []).append(row)
    records = rows("SELECT * FROM contract ORDER BY code")
    for record in records:
        record["terms"], record["dates"] = terms.get(record["id"], []), dates.get(record["id"], [])
    return records


def buyers():
    return rows("SELECT * FROM buyer ORDER BY name")


for what, work in (("every contract with its terms and dates", contracts), ("every buyer", buyers)):
    durations = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        work()
        durations.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"what": what, "ms": durations[1:]}))
