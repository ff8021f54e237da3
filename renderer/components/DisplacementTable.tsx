import type { Displacement, DisplacementRow } from '#shared/contract/displacement.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from './FigureLink.tsx';
import { type SimpleColumn, SimpleTable } from './SimpleTable.tsx';
import { useFigureReader, usePresentation } from './settings.tsx';

const FIGURES = [
  'tonnes',
  'loss',
  'lossPerTonne',
  'concentration',
  'concentrationPerTonne',
] as const satisfies readonly (keyof Displacement)[];

export type DisplacementTableProps = {
  /** The accessible name of the table, and the header of the events. */
  readonly label: string;
  readonly event: string;
  readonly rows: readonly DisplacementRow[];
};

/** What displaced tonnes cost in several events: tonnes, loss, and the part from concentration. */
export const DisplacementTable = ({ label, event, rows }: DisplacementTableProps) => {
  const read = useFigureReader();
  const present = usePresentation();
  /** The unit of a column, from a row that displaces tonnes. */
  const unitOf = (key: keyof Displacement): string => {
    const of = rows.find(({ displacement }) => displacement[key].unit !== 'text');
    return of === undefined ? '' : read.format(of.displacement[key]).unit;
  };
  const columns: readonly SimpleColumn<DisplacementRow>[] = [
    { key: 'event', label: event, tone: 'key', cell: (row) => present.label(row.label) },
    ...FIGURES.map(
      (key): SimpleColumn<DisplacementRow> => ({
        key,
        label: text(`displacement.short.${key}`),
        unit: unitOf(key),
        align: 'right',
        ...(key === 'concentration' ? { tone: 'value' } : {}),
        cell: (row) => <FigureLink figure={row.displacement[key]} as="cell" />,
      }),
    ),
  ];
  return <SimpleTable tight label={label} columns={columns} rows={rows} rowKey={({ key }) => key} />;
};
