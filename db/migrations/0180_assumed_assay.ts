/** Schema 180: whether the assay of a product is a typical one because none was entered; 0 for every stored product. Stored images get the same column. */
export const assumedAssay = {
  version: 180,
  keepsUndo: true,
  sql: `
ALTER TABLE product ADD COLUMN is_assay_assumed INTEGER NOT NULL DEFAULT 0 CHECK (is_assay_assumed IN (0, 1));

UPDATE history_row
SET "before" = json_insert("before", '$.is_assay_assumed', 0),
  "after" = json_insert("after", '$.is_assay_assumed', 0)
WHERE table_name = 'product';
`,
} as const;
