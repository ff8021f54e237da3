import type { ReactNode } from 'react';
import type { Figure, TableIdentities } from '#shared/contract/figure.ts';
import { cellIdentity } from '#shared/contract/identifiedFigures.ts';
import { FigureActionsButton } from './FigureLink.tsx';
import { useComponentSettings } from './settings.tsx';

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
export const PlainFigure = <Row extends object>({ table, row, column, unit, decimals = 1, children }: PlainFigureProps<Row>) => {
  const { figureActions } = useComponentSettings();
  const identity = table && cellIdentity(table, row as Readonly<Record<string, unknown>>, column);
  if (identity === undefined || !figureActions?.has(identity)) return children;
  return (
    <FigureActionsButton as="cell" figure={{ identity, unit, decimals }}>
      {children}
    </FigureActionsButton>
  );
};
