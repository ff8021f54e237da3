/**
 * Schema 120: every table with JSON has `json_version`, the version of the form in which the row's JSON is written. Stored images get the
 * same column, so that changes made before can still be undone.
 */
export const jsonVersions = {
  version: 120,
  keepsUndo: true,
  sql: `
ALTER TABLE contract ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE contract_terms ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE product ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE deal_version ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE tender_bid ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE plan_override ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE limit_rule ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE scenario ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE setting ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE run ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE draft ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);
ALTER TABLE history_change ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);

UPDATE history_row
SET "before" = json_insert("before", '$.json_version', 1),
  "after" = json_insert("after", '$.json_version', 1)
WHERE table_name IN ('contract', 'contract_terms', 'product', 'deal_version', 'tender_bid', 'plan_override',
  'limit_rule', 'scenario', 'setting');
`,
} as const;
