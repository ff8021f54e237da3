/**
 * Schema 300: a workspace may be shared by a team. `team_link` names the log of changes in the team's database and how far this file has
 * followed it; `team_change` holds the id that a change has in that log; `team_conflict` holds my values of a record that a colleague
 * changed in another way. A change of a colleague has the origin `team`.
 */
export const team = {
  version: 300,
  keepsUndo: true,
  sql: `
CREATE TABLE history_change_new (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  origin TEXT NOT NULL CHECK (origin IN ('user', 'import', 'seed', 'undo', 'redo', 'migration', 'team')),
  label TEXT NOT NULL CHECK (json_valid(label)),
  undone_by INTEGER REFERENCES history_change (id),
  undo_of INTEGER REFERENCES history_change (id),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1),
  author TEXT
) STRICT;
INSERT INTO history_change_new (id, revision, at, origin, label, undone_by, undo_of, json_version)
  SELECT id, revision, at, origin, label, undone_by, undo_of, json_version FROM history_change;
DROP TABLE history_change;
ALTER TABLE history_change_new RENAME TO history_change;
CREATE INDEX history_change_undone_by ON history_change (undone_by);
CREATE INDEX history_change_undo_of ON history_change (undo_of);

CREATE TABLE team_link (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  workspace_id TEXT NOT NULL CHECK (length(workspace_id) = 36),
  connection TEXT NOT NULL CHECK (json_valid(connection)),
  base_seq INTEGER NOT NULL CHECK (base_seq >= 0),
  base_change TEXT CHECK (length(base_change) = 36),
  base_history INTEGER NOT NULL CHECK (base_history >= 0),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1)
) STRICT;
CREATE TABLE team_change (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  change_id INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE team_conflict (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  kind TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('sameColumn', 'deletedByOther', 'changedByOther', 'createdTwice', 'constraint', 'reference', 'invalid')),
  my_at TEXT NOT NULL,
  their_author TEXT,
  their_at TEXT,
  row_changes TEXT NOT NULL CHECK (json_valid(row_changes)),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1),
  UNIQUE (kind, entity_id)
) STRICT;
`,
} as const;
