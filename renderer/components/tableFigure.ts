import type { Figure, TableIdentities } from '#shared/contract/figure.ts';
import { cellIdentity } from '#shared/contract/identifiedFigures.ts';
import type { ShownFigure } from './settings.tsx';

/**
 * Returns the function that finds the figure of a row in a column of a table of plain numbers; undefined where the row has no number,
 * and in a run that was stored before tables had identities.
 */
export const tableFigure =
  <Row extends object>(table: TableIdentities[string] | undefined, column: string, unit: Figure['unit'], decimals = 1) =>
  (row: Row): ShownFigure | undefined => {
    const fields = row as Readonly<Record<string, unknown>>;
    const identity = table && fields[column] !== undefined ? cellIdentity(table, fields, column) : undefined;
    return identity && { identity, unit, decimals };
  };
