/** Schema 50: the language of a workspace's pages and documents. */
export const language = {
  version: 50,
  sql: `ALTER TABLE setting ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'zh-CN'));`,
};
