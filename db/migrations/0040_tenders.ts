/**
 * Schema 40: tenders and their bids. The deal of a bid is a whole contract as JSON; its buyer has a column of its own, so that a buyer with
 * bids can't be deleted.
 */
export const tenders = {
  version: 40,
  sql: `
CREATE TABLE tender (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  product_id TEXT NOT NULL REFERENCES product (id),
  start_month INTEGER NOT NULL CHECK (start_month BETWEEN 23880 AND 25200),
  end_month INTEGER NOT NULL CHECK (end_month BETWEEN 23880 AND 25200),
  tonnes_per_year REAL NOT NULL CHECK (tonnes_per_year BETWEEN 0 AND 1e9),
  due TEXT NOT NULL CHECK (due = date(due)),
  walk_away REAL CHECK (walk_away BETWEEN -1e6 AND 1e6),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  version INTEGER NOT NULL,
  CHECK (end_month >= start_month)
) STRICT;
CREATE INDEX tender_product ON tender (product_id);

CREATE TABLE tender_bid (
  tender_id TEXT NOT NULL REFERENCES tender (id),
  id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
  position INTEGER NOT NULL CHECK (position >= 0),
  buyer_id TEXT NOT NULL REFERENCES buyer (id),
  contract_id TEXT REFERENCES contract (id),
  deal TEXT NOT NULL CHECK (json_valid(deal)),
  PRIMARY KEY (tender_id, id)
) STRICT;
CREATE INDEX tender_bid_buyer ON tender_bid (buyer_id);
CREATE INDEX tender_bid_contract ON tender_bid (contract_id);
`,
} as const;
