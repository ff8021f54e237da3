"""The work of tests/bench/store.ts in Python's sqlite3: open with integrity check, first page, edits written to the disk, backup."""

import json
import sqlite3
import sys
import time

path, copy, edits, page = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def report(what, ms):
    print(json.dumps({"what": what, "ms": ms}))


def clock():
    return time.perf_counter() * 1000


start = clock()
db = sqlite3.connect(path, isolation_level=None)
db.row_factory = sqlite3.Row
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("PRAGMA foreign_keys = ON")
assert db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
report("open, integrity check included", [clock() - start])


def read_first_page():
    terms = {}
    for row in db.execute("SELECT * FROM contract_terms ORDER BY contract_id, from_month"):
        record = dict(row)
        for key in ("price", "quotation", "ramp_up", "month_weights", "blend", "collar"):
            record[key] = json.loads(record[key]) if record[key] else None
        terms.setdefault(record["contract_id"], []).append(record)
    dates = {}
    for row in db.execute("SELECT * FROM contract_date ORDER BY contract_id, position"):
        dates.setdefault(row["contract_id"], []).append(dict(row))
    contracts = []
    for row in db.execute("SELECT * FROM contract ORDER BY code"):
        record = dict(row)
        record["terms"] = terms.get(record["id"], [])
        record["dates"] = dates.get(record["id"], [])
        contracts.append(record)
    selected = [c for c in contracts if c["status"] == "active" and c["product_id"] == "copper-concentrate"]
    return sorted(selected, key=lambda c: (c["end_month"], c["code"]))[:page]


read_first_page()
start = clock()
read_first_page()
report("first page of contracts: read, filter, sort", [clock() - start])

columns = [row[1] for row in db.execute("PRAGMA table_info(contract)")]
image = "json_object(" + ", ".join(f"'{name}', {name}" for name in columns) + ")"
durations = []
for n in range(edits):
    start = clock()
    key = f"bench-{n * 89}"
    db.execute("BEGIN IMMEDIATE")
    change = db.execute(
        "INSERT INTO history_change (revision, origin, label) SELECT revision + 1, 'user', '{}' FROM workspace_state RETURNING id"
    ).fetchone()[0]
    before = db.execute(f"SELECT {image} FROM contract WHERE id = ?", (key,)).fetchone()[0]
    db.execute("UPDATE contract SET note = ? WHERE id = ?", (f"python {n}", key))
    after = db.execute(f"SELECT {image} FROM contract WHERE id = ?", (key,)).fetchone()[0]
    db.execute(
        'INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after") VALUES (?, ?, ?, ?, ?, ?)',
        (change, "contract", "contract", key, before, after),
    )
    db.execute("UPDATE workspace_state SET revision = revision + 1")
    db.execute("COMMIT")
    durations.append(clock() - start)
report("edit, written to the disk", durations)

start = clock()
target = sqlite3.connect(copy)
db.backup(target, pages=100, sleep=0)
assert target.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
target.close()
report("backup, integrity check included", [clock() - start])
db.close()
