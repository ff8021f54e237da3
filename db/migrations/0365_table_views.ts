/** Schema 365: saved views of tables. `query` is the table's part of the page's address: filters, order and hidden columns. */
export const tableViews = {
  version: 365,
  keepsUndo: true,
  sql: `
CREATE TABLE table_view (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  of_table TEXT NOT NULL CHECK (of_table IN ('contracts', 'buyers', 'products', 'plans')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  query TEXT NOT NULL CHECK (length(query) <= 2000),
  version INTEGER NOT NULL
) STRICT;
`,
} as const;
