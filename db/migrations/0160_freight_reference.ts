/** Schema 160: the freight route whose price moves the freight of a contract; NULL = fixed. Stored images get the same column. */
export const freightReference = {
  version: 160,
  keepsUndo: true,
  sql: `
ALTER TABLE contract_terms ADD COLUMN freight_reference TEXT REFERENCES reference (code);

UPDATE history_row
SET "before" = json_insert("before", '$.freight_reference', NULL),
  "after" = json_insert("after", '$.freight_reference', NULL)
WHERE table_name = 'contract_terms';
`,
} as const;
