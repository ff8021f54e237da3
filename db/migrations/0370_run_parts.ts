/**
 * Schema 370: the parts of runs in rows of their own, long ones in several. In one text a run of ten thousand contracts took 24 MB, which
 * SQLite checked, copied and read as a whole.
 */
export const runParts = {
  version: 370,
  keepsUndo: true,
  sql: `
CREATE TABLE run_part (
  run_id TEXT NOT NULL REFERENCES run (id),
  part TEXT NOT NULL CHECK (length(part) BETWEEN 1 AND 40),
  place INTEGER NOT NULL CHECK (place >= 0),
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, part, place)
) STRICT;

INSERT INTO run_part (run_id, part, place, text)
SELECT run.id, parts.key, 0, run.result -> parts.fullkey
FROM run, json_each(run.result) AS parts;

ALTER TABLE run DROP COLUMN result;
`,
} as const;
