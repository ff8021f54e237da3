/** Schema 220: the country of origin of a product; NULL where none was entered. Stored images get the same column. */
export const countryOfOrigin = {
  version: 220,
  keepsUndo: true,
  sql: `
ALTER TABLE product ADD COLUMN country_of_origin TEXT REFERENCES country (code);

UPDATE history_row
SET "before" = json_insert("before", '$.country_of_origin', NULL),
  "after" = json_insert("after", '$.country_of_origin', NULL)
WHERE table_name = 'product';
`,
} as const;
