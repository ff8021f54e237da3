/** Schema 30: versions of a deal. The deal of a version is a whole contract as JSON, as it was then; no row refers to it. */
export const dealVersions = {
  version: 30,
  sql: `
CREATE TABLE deal_version (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  contract_id TEXT NOT NULL REFERENCES contract (id),
  kind TEXT NOT NULL CHECK (kind IN ('offer', 'counter', 'signed')),
  side TEXT NOT NULL CHECK (side IN ('us', 'buyer')),
  by_name TEXT NOT NULL CHECK (length(by_name) <= 120),
  date TEXT NOT NULL CHECK (date = date(date)),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  deal TEXT NOT NULL CHECK (json_valid(deal)),
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX deal_version_contract ON deal_version (contract_id);
`,
} as const;
