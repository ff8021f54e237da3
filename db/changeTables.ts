import type { Generated } from 'kysely';
import type { Flag, Json } from './financingTables.ts';

export type DraftTable = { kind: string; id: string; fields: Json; updated: Generated<string>; json_version: number };

export type ConfirmedRequestTable = { id: string; call: string; value: Json; position: number };

export type WorkspaceStateTable = { only: number; revision: number };

export type HistoryChangeTable = {
  id: Generated<number>;
  revision: number;
  at: Generated<string>;
  origin: 'user' | 'import' | 'seed' | 'undo' | 'redo' | 'migration' | 'team';
  label: Json;
  json_version: number;
  undone_by: number | null;
  undo_of: number | null;
  author: string | null;
};

export type HistoryRowTable = {
  id: Generated<number>;
  change_id: number;
  table_name: string;
  kind: string;
  entity_id: string;
  before: Json | null;
  after: Json | null;
};

export type TeamLinkTable = {
  only: number;
  workspace_id: string;
  connection: Json;
  base_seq: number;
  base_change: string | null;
  base_history: number;
  is_encrypted: Flag;
  json_version: number;
};

/** The id that a change of this file has in the log of the team. */
export type TeamChangeTable = { id: string; change_id: number };

export type TeamConflictTable = {
  id: string;
  kind: string;
  entity_id: string;
  reason: 'sameColumn' | 'deletedByOther' | 'changedByOther' | 'createdTwice' | 'constraint' | 'reference' | 'invalid';
  my_at: string;
  their_author: string | null;
  their_at: string | null;
  row_changes: Json;
  json_version: number;
};

/** A temporary table of the connection with the change that row triggers record; empty outside `runTransaction`. */
export type ChangeUnderWayTable = { change_id: number; revision: number; recording: Flag };

/**
 * A temporary table of the connection: the records of listed kinds whose rows were written since it was opened, the last one with the
 * highest stamp.
 */
export type WrittenRecordTable = { stamp: Generated<number>; kind: string; id: string };
