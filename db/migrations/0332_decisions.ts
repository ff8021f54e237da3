/** Schema 332: decisions with the figures that were expected of them. `basis` and `figures` stay as they were recorded. */
export const decisions = {
  version: 332,
  keepsUndo: true,
  sql: `
CREATE TABLE decision (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  why TEXT NOT NULL CHECK (length(why) <= 4000),
  decided_on TEXT NOT NULL CHECK (decided_on = date(decided_on)),
  author TEXT NOT NULL CHECK (length(author) <= 200),
  at TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (length(outcome) <= 4000),
  basis TEXT NOT NULL CHECK (json_valid(basis)),
  figures TEXT NOT NULL CHECK (json_valid(figures)),
  version INTEGER NOT NULL,
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1)
) STRICT;
`,
} as const;
