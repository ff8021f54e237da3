/** Schema 50: a workspace says which language its pages and documents are written in. */
export const language = {
  version: 50,
  sql: `ALTER TABLE setting ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'zh-CN'));`,
};
