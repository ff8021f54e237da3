/**
 * Schema 170: facilities with their linked contracts, their overrides in plans, and the costs and assumptions of the project. Linked
 * contracts have a table of their own, so that a contract that secures a facility can't be deleted.
 */
export const financing = {
  version: 170,
  keepsUndo: true,
  sql: `
CREATE TABLE facility (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('loan', 'prepayment')),
  lender TEXT NOT NULL CHECK (length(lender) <= 200),
  buyer_id TEXT REFERENCES buyer (id),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 99),
  position INTEGER NOT NULL CHECK (position >= 0),
  commitment REAL NOT NULL CHECK (commitment BETWEEN 0 AND 1e12),
  draws TEXT NOT NULL CHECK (json_valid(draws)),
  opening TEXT CHECK (opening IS NULL OR json_valid(opening)),
  upfront_fee REAL NOT NULL CHECK (upfront_fee BETWEEN 0 AND 1),
  commitment_fee REAL NOT NULL CHECK (commitment_fee BETWEEN 0 AND 1),
  other_fees TEXT NOT NULL CHECK (json_valid(other_fees)),
  rate TEXT NOT NULL CHECK (json_valid(rate)),
  day_count TEXT NOT NULL CHECK (day_count IN ('30/360', 'actual/360', 'actual/365')),
  period_months INTEGER NOT NULL CHECK (period_months IN (1, 3, 6, 12)),
  first_repayment INTEGER NOT NULL CHECK (first_repayment BETWEEN 23880 AND 25200),
  final_maturity INTEGER NOT NULL CHECK (final_maturity BETWEEN 23880 AND 25200),
  grace_interest TEXT NOT NULL CHECK (grace_interest IN ('paid', 'capitalised')),
  repayment TEXT NOT NULL CHECK (json_valid(repayment)),
  recourse INTEGER NOT NULL CHECK (recourse IN (0, 1)),
  early_end_share REAL NOT NULL CHECK (early_end_share BETWEEN 0 AND 1),
  sweep_share REAL NOT NULL CHECK (sweep_share BETWEEN 0 AND 1),
  dsra_months INTEGER NOT NULL CHECK (dsra_months BETWEEN 0 AND 60),
  dsra_at_close INTEGER NOT NULL CHECK (dsra_at_close IN (0, 1)),
  covenants TEXT NOT NULL CHECK (json_valid(covenants)),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1),
  version INTEGER NOT NULL,
  CHECK (final_maturity >= first_repayment)
) STRICT;
CREATE INDEX facility_buyer ON facility (buyer_id);

CREATE TABLE facility_contract (
  facility_id TEXT NOT NULL REFERENCES facility (id),
  contract_id TEXT NOT NULL REFERENCES contract (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  PRIMARY KEY (facility_id, contract_id)
) STRICT;
CREATE INDEX facility_contract_contract ON facility_contract (contract_id);

CREATE TABLE plan_facility (
  plan_id TEXT NOT NULL REFERENCES plan (id),
  facility_id TEXT NOT NULL REFERENCES facility (id),
  included INTEGER CHECK (included IN (0, 1)),
  commitment REAL CHECK (commitment BETWEEN 0 AND 1e12),
  rate REAL CHECK (rate BETWEEN -0.1 AND 1),
  PRIMARY KEY (plan_id, facility_id)
) STRICT;
CREATE INDEX plan_facility_facility ON plan_facility (facility_id);

CREATE TABLE project_finance (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  assumptions TEXT NOT NULL CHECK (json_valid(assumptions)),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1),
  version INTEGER NOT NULL
) STRICT;
`,
} as const;
