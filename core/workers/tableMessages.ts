import type { About, LIMITS, TableFault, TableRow, TextForm, WriteSheet } from '../documents/tableFile.ts';

/** A file to read, or to write from the sheets that follow. */
export type TableJob =
  | { readonly kind: 'read'; readonly content: Uint8Array; readonly name: string; readonly limits: typeof LIMITS }
  | { readonly kind: 'write'; readonly format: 'xlsx' | 'csv' | 'zip'; readonly about: About };

/** Messages to the thread. Sheets are sent a few rows at a time, since copying all of them at once would block the core. */
export type ToTables =
  | { readonly kind: 'sheet'; readonly sheet: Omit<WriteSheet, 'rows'> }
  | { readonly kind: 'rows'; readonly rows: WriteSheet['rows'] }
  | { readonly kind: 'end' };

/** Messages from the thread. The rows of a file that is read are sent sheet by sheet before `read`. */
export type FromTables =
  | { readonly kind: 'sheet'; readonly name: string; readonly form?: TextForm; readonly isHidden?: true }
  | { readonly kind: 'rows'; readonly rows: readonly TableRow[] }
  | { readonly kind: 'read'; readonly file: { kind: 'tables'; format: 'xlsx' | 'xls' | 'csv' | 'zip' } | { kind: 'json'; value: unknown } }
  | { readonly kind: 'written'; readonly content: Uint8Array }
  | { readonly kind: 'fault'; readonly fault: TableFault; readonly limit?: number };
