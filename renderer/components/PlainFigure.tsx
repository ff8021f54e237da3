import type { ReactNode } from 'react';
import type { Figure, TableIdentities } from '#shared/contract/figure.ts';
import { FigureActionsButton } from './FigureLink.tsx';
import { useComponentSettings } from './settings.tsx';
import { tableFigure } from './tableFigure.ts';

export type PlainFigureProps<Row> = {
  /** The identities of the table; a run that was stored before tables had them has none. */
  readonly table: TableIdentities[string] | undefined;
  readonly row: Row;
  readonly column: string;
  readonly unit: Figure['unit'];
  readonly decimals?: number | undefined;
  readonly children: ReactNode;
};

/** A number of a table whose cells are no figures: a button with goal seek and sensitivity table if its identity allows them, else as it is. */
export const PlainFigure = <Row extends object>({ table, row, column, unit, decimals, children }: PlainFigureProps<Row>) => {
  const { figureActions } = useComponentSettings();
  const figure = tableFigure<Row>(table, column, unit, decimals)(row);
  if (figure === undefined || !figureActions?.has(figure.identity)) return children;
  return (
    <FigureActionsButton as="cell" figure={figure}>
      {children}
    </FigureActionsButton>
  );
};
