/**
 * Schema 70: the house style of documents. The logo has a table of its own: history stores a row whole, and a change of the footer should
 * not store the logo again.
 */
export const houseStyle = {
  version: 70,
  sql: `
CREATE TABLE house_style (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  name TEXT NOT NULL CHECK (length(name) <= 120),
  accent TEXT NOT NULL CHECK (length(accent) = 7),
  footer TEXT NOT NULL CHECK (length(footer) <= 200),
  mark TEXT NOT NULL CHECK (length(mark) <= 60)
) STRICT;

CREATE TABLE house_logo (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  kind TEXT NOT NULL CHECK (kind IN ('png', 'jpeg')),
  width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 4096),
  height INTEGER NOT NULL CHECK (height BETWEEN 1 AND 4096),
  data TEXT NOT NULL CHECK (length(data) BETWEEN 1 AND 700000)
) STRICT;
`,
} as const;
