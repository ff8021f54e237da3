/**
 * Schema 340: the link of a shared workspace says whether its log is encrypted. The figures of one published table are one record
 * (`fact.list`): two people who both replace a table are told, instead of having both. Stored images keep their columns.
 */
export const teamLog = {
  version: 340,
  keepsUndo: true,
  sql: `
ALTER TABLE team_link ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0 CHECK (is_encrypted IN (0, 1));
ALTER TABLE fact ADD COLUMN list TEXT NOT NULL GENERATED ALWAYS AS
  (topic || '/' || period || '/' || coalesce(metal, '') || '/' || coalesce(product, '') || '/' || coalesce(measure, '')) VIRTUAL;

UPDATE history_row
SET entity_id = (
  SELECT json_extract(image, '$.topic') || '/' || json_extract(image, '$.period') || '/' || coalesce(json_extract(image, '$.metal'), '')
    || '/' || coalesce(json_extract(image, '$.product'), '') || '/' || coalesce(json_extract(image, '$.measure'), '')
  FROM (SELECT coalesce("after", "before") AS image)
)
WHERE table_name = 'fact';
`,
} as const;
