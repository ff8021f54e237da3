import type { ReactNode } from 'react';
import type { Origin } from '#shared/domain/origin.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import type { FieldCodec } from '../fieldCodec.ts';
import type { Choice } from '../SelectField.tsx';

/** How the cells of a column are edited: the codec parses a text; a list offers choices. */
export type CellEditing = { readonly codec: FieldCodec<unknown>; readonly choices?: readonly Choice<string>[] | undefined };

export type DataColumn<Row> = {
  readonly key: string;
  readonly label: string;
  /** The head says its label only to those who do not see it: the cells speak for themselves. */
  readonly hiddenLabel?: boolean | undefined;
  /** The term of the trade that the head explains on hover, focus and tap; a click on it sorts as on the rest of the head. */
  readonly term?: GlossaryTerm | undefined;
  /** Second line of the head; also said after the value in the status line. */
  readonly unit?: string | undefined;
  readonly align?: 'left' | 'right' | undefined;
  /** At least this many px; columns share what is left over. */
  readonly width: number;
  /** `key` is read first, `value` is the number that counts, `context` stands back. */
  readonly tone?: 'key' | 'value' | 'context' | undefined;
  /** The cell as text: shown, copied, and what an editor begins with. */
  readonly text: (row: Row) => string;
  /** The cell as something else than its text; controls in it take the tab index. */
  readonly cell?: ((row: Row, tabIndex: number) => ReactNode) | undefined;
  /** What the column sorts by; the text unless given. Undefined sorts last. */
  readonly sortValue?: ((row: Row) => number | string | undefined) | undefined;
  readonly sortable?: boolean | undefined;
  /** A first click sorts highest first. */
  readonly highestFirst?: boolean | undefined;
  readonly origin?: ((row: Row) => Origin | undefined) | undefined;
  /** Where it comes from, in words, for the status line. */
  readonly note?: ((row: Row) => string | undefined) | undefined;
  /** What is wrong with the cell. */
  readonly error?: ((row: Row) => string | undefined) | undefined;
  /** The column's cell in the total row. */
  readonly total?: ReactNode | undefined;
  readonly edit?: CellEditing | undefined;
  readonly editable?: ((row: Row) => boolean) | undefined;
};

/** One typed, pasted or filled cell. */
export type CellEdit = { readonly rowKey: string; readonly column: string; readonly text: string };

/** An edit with the value that its column's codec parsed; undefined empties the cell. */
export type ParsedEdit = CellEdit & { readonly value: unknown };

/** A cell that could not be taken: its text stays, with the message. */
export type CellRefusal = { readonly rowKey: string; readonly column: string; readonly message: string };

/** Where the texts in cells that are not stored are kept. */
export type SheetDraft = {
  /** The workspace, by the order in which the page showed them: the texts of one are never shown in another. */
  readonly workspace: number;
  /** Texts that an earlier load of the page left. */
  readonly restored: readonly CellEdit[];
  /** Takes all texts that are in cells and not stored, whenever they change. */
  readonly onChange: (unsaved: readonly CellEdit[]) => void;
};

/** A row as the grid holds it: its place after sorting, and what an editor holds until it is committed. */
export type GridRow<Row> = {
  readonly key: string;
  readonly index: number;
  readonly row: Row;
  readonly typed?: { readonly column: string; readonly text: string };
};
