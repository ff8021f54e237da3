/** Schema 100: requests of pages whose change was committed, so that a retry after a lost answer is not run again. */
export const confirmedRequests = {
  version: 100,
  keepsUndo: true,
  sql: `
CREATE TABLE confirmed_request (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  call TEXT NOT NULL CHECK (length(call) BETWEEN 1 AND 64),
  value TEXT NOT NULL CHECK (json_valid(value)),
  position INTEGER NOT NULL UNIQUE CHECK (position > 0)
) STRICT;
`,
} as const;
