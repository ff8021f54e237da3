import type { Generated } from 'kysely';
import type { Flag, Json } from './financingTables.ts';

export type DraftTable = { kind: string; id: string; fields: Json; updated: Generated<string>; json_version: number };

export type ConfirmedRequestTable = { id: string; call: string; value: Json; position: number };

export type WorkspaceStateTable = { only: number; revision: number };

export type HistoryChangeTable = {
  id: Generated<number>;
  revision: number;
  at: Generated<string>;
  origin: 'user' | 'import' | 'seed' | 'undo' | 'redo' | 'migration';
  label: Json;
  json_version: number;
  undone_by: number | null;
  undo_of: number | null;
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

/** A temporary table of the connection with the change that row triggers record; empty outside `runTransaction`. */
export type ChangeUnderWayTable = { change_id: number; revision: number; recording: Flag };
