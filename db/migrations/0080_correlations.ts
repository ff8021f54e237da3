/** Schema 80: correlations of two references that the workspace sets itself; the row belongs to the reference that was added later. */
export const correlations = {
  version: 80,
  sql: `
CREATE TABLE reference_correlation (
  reference TEXT NOT NULL REFERENCES reference (code),
  other TEXT NOT NULL REFERENCES reference (code) CHECK (other <> reference),
  value REAL NOT NULL CHECK (value BETWEEN -1 AND 1),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 500),
  PRIMARY KEY (reference, other)
) STRICT, WITHOUT ROWID;
`,
} as const;
