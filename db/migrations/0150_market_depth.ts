/**
 * Schema 150: market depth and cost currency of a product; priority and damages of a contract. NULL stands for the default assumption, and
 * for costs in USD. Stored images get the same columns, so that changes made before can still be undone.
 */
export const marketDepth = {
  version: 150,
  keepsUndo: true,
  sql: `
ALTER TABLE product ADD COLUMN main_reference TEXT REFERENCES reference (code);
ALTER TABLE product ADD COLUMN depth_share REAL CHECK (depth_share BETWEEN 0.01 AND 10);
ALTER TABLE product ADD COLUMN depth_slope REAL CHECK (depth_slope BETWEEN 0 AND 1);
ALTER TABLE product ADD COLUMN depth_cap REAL CHECK (depth_cap BETWEEN 0 AND 1);
ALTER TABLE product ADD COLUMN cost_currency TEXT REFERENCES currency (code);
ALTER TABLE product ADD COLUMN cost_currency_share REAL CHECK ((cost_currency_share IS NULL) = (cost_currency IS NULL) AND cost_currency_share BETWEEN 0 AND 1);
ALTER TABLE contract ADD COLUMN delivery_priority INTEGER CHECK (delivery_priority BETWEEN 1 AND 99);
ALTER TABLE contract ADD COLUMN damages_share REAL CHECK (damages_share BETWEEN 0 AND 1);

UPDATE history_row
SET "before" = json_insert("before", '$.main_reference', NULL, '$.depth_share', NULL, '$.depth_slope', NULL, '$.depth_cap', NULL,
    '$.cost_currency', NULL, '$.cost_currency_share', NULL),
  "after" = json_insert("after", '$.main_reference', NULL, '$.depth_share', NULL, '$.depth_slope', NULL, '$.depth_cap', NULL,
    '$.cost_currency', NULL, '$.cost_currency_share', NULL)
WHERE table_name = 'product';
UPDATE history_row
SET "before" = json_insert("before", '$.delivery_priority', NULL, '$.damages_share', NULL),
  "after" = json_insert("after", '$.delivery_priority', NULL, '$.damages_share', NULL)
WHERE table_name = 'contract';
`,
} as const;
