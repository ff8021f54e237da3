import type { ReactNode } from 'react';
import type { Origin } from '#shared/domain/origin.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import type { FieldCodec } from '../fieldCodec.ts';
import type { Choice } from '../SelectField.tsx';
import type { MenuFigure } from '../useFigureMenu.tsx';

/** How the cells of a column are edited: the codec parses a text; a list offers choices. */
export type CellEditing = { readonly codec: FieldCodec<unknown>; readonly choices?: readonly Choice<string>[] | undefined };

export type DataColumn<Row> = {
  readonly key: string;
  readonly label: string;
  /** Whether the header's label is only for screen readers. */
  readonly isLabelHidden?: boolean | undefined;
  /** The glossary term that the header explains on hover, focus and tap; a click on it sorts as well. */
  readonly term?: GlossaryTerm | undefined;
  /** Second line of the header; also shown after the value in the status line. */
  readonly unit?: string | undefined;
  readonly align?: 'left' | 'right' | undefined;
  /** Minimum width, px; columns share spare width. */
  readonly width: number;
  /** `key` identifies the row, `value` is the main number, `context` is secondary. */
  readonly tone?: 'key' | 'value' | 'context' | undefined;
  /** The text of the cell: shown, copied, and the initial text of an editor. */
  readonly text: (row: Row) => string;
  /** Content of the cell other than its text; controls in it take the tab index. */
  readonly cell?: ((row: Row, tabIndex: number) => ReactNode) | undefined;
  /** The figure that the cell shows, whose actions its context menu has. */
  readonly figure?: ((row: Row) => MenuFigure | undefined) | undefined;
  /** The sort key; the text by default. Undefined sorts last. */
  readonly sortValue?: ((row: Row) => number | string | undefined) | undefined;
  readonly isSortable?: boolean | undefined;
  /** Whether the first click sorts in descending order. */
  readonly sortsHighestFirst?: boolean | undefined;
  readonly origin?: ((row: Row) => Origin | undefined) | undefined;
  /** Note on the origin, for the status line. */
  readonly note?: ((row: Row) => string | undefined) | undefined;
  /** A problem of the cell. */
  readonly error?: ((row: Row) => string | undefined) | undefined;
  /** The column's cell in the total row. */
  readonly total?: ReactNode | undefined;
  readonly edit?: CellEditing | undefined;
  readonly isEditable?: ((row: Row) => boolean) | undefined;
};

/** A typed, pasted or filled cell. */
export type CellEdit = { readonly rowKey: string; readonly column: string; readonly text: string };

/** An edit with the value that its column's codec parsed; undefined empties the cell. */
export type ParsedEdit = CellEdit & { readonly value: unknown };

/** A refused cell: its text stays, with the message. */
export type CellRefusal = { readonly rowKey: string; readonly column: string; readonly message: string };

/** The draft of unsaved texts in cells. */
export type SheetDraft = {
  /** Number of the workspace in the order of opening: texts of one are never shown in another. */
  readonly workspace: number;
  /** Unsaved texts of an earlier load of the page. */
  readonly restored: readonly CellEdit[];
  /** Called with all unsaved texts when they change. */
  readonly onChange: (unsavedEdits: readonly CellEdit[]) => void;
};

/** A row of the grid with its index after sorting, and the text of an open editor. */
export type GridRow<Row> = {
  readonly key: string;
  readonly index: number;
  readonly row: Row;
  readonly typed?: { readonly column: string; readonly text: string };
};
