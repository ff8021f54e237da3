/** Schema 250: references that are weighted averages of other references, as JSON; NULL for all others. Stored images get the same columns. */
export const indexAverages = {
  version: 250,
  keepsUndo: true,
  sql: `
ALTER TABLE reference ADD COLUMN average TEXT CHECK (average IS NULL OR json_valid(average));
ALTER TABLE reference ADD COLUMN json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1);

UPDATE history_row
SET "before" = json_insert("before", '$.average', NULL, '$.json_version', 1),
  "after" = json_insert("after", '$.average', NULL, '$.json_version', 1)
WHERE table_name = 'reference';
`,
} as const;
