/** Schema 190: the delivery priority of a contract in a plan. NULL stands for the agreed one. Stored images get the same column. */
export const planPriority = {
  version: 190,
  keepsUndo: true,
  sql: `
ALTER TABLE plan_override ADD COLUMN delivery_priority INTEGER CHECK (delivery_priority BETWEEN 1 AND 99);

UPDATE history_row
SET "before" = json_insert("before", '$.delivery_priority', NULL),
  "after" = json_insert("after", '$.delivery_priority', NULL)
WHERE table_name = 'plan_override';
`,
} as const;
