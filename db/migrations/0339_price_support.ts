/**
 * Schema 339: the price-floor programme of a set of terms, as JSON, and the share of the price that is settled in the currency; NULL = none,
 * and all of it. Stored images get the same columns.
 */
export const priceSupport = {
  version: 339,
  keepsUndo: true,
  sql: `
ALTER TABLE contract_terms ADD COLUMN price_support TEXT CHECK (price_support IS NULL OR json_valid(price_support));
ALTER TABLE contract_terms ADD COLUMN currency_share REAL CHECK (currency_share BETWEEN 0 AND 1);

UPDATE history_row
SET "before" = json_insert("before", '$.price_support', NULL, '$.currency_share', NULL),
  "after" = json_insert("after", '$.price_support', NULL, '$.currency_share', NULL)
WHERE table_name = 'contract_terms';
`,
} as const;
