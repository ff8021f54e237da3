/**
 * Schema 330: notes on contracts, figures and charts. `subject` says what a note is about; `contract_id` repeats its contract for the
 * foreign key.
 */
export const notes = {
  version: 330,
  keepsUndo: true,
  sql: `
CREATE TABLE note (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  contract_id TEXT REFERENCES contract (id),
  subject TEXT NOT NULL CHECK (json_valid(subject)),
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
  author TEXT NOT NULL CHECK (length(author) <= 200),
  at TEXT NOT NULL,
  version INTEGER NOT NULL,
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1)
) STRICT;
CREATE INDEX note_contract ON note (contract_id);
`,
} as const;
