import { useLocation } from 'wouter';
import type { Displacement, DisplacementRow } from '#shared/contract/displacement.ts';
import { text } from '#shared/messages/text.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

const FIGURES = [
  'tonnes',
  'months',
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
  /** What the table leaves out. */
  readonly foot?: string | undefined;
};

/** The cost of displaced tonnes by event: tonnes, loss, and the part from concentration. A lost outlet can be added as a scenario. */
export const DisplacementTable = ({ label, event, rows, foot }: DisplacementTableProps) => {
  const read = useFigureReader();
  const presentation = usePresentation();
  const [, navigate] = useLocation();
  const create = useCommand('scenarios.createLost', { isExclusive: true, doneText: () => text('displacement.opened') });
  /** The unit of a column, from a row that displaces tonnes. */
  const unitOf = (key: keyof Displacement): string => {
    const row = rows.find(({ displacement }) => displacement[key].unit !== 'text');
    return row === undefined ? '' : read.inColumn(row.displacement[key]).unit;
  };
  const eventCell = ({ label: routeLabel, route }: DisplacementRow) =>
    route ? (
      <FigureLink figure={{ value: '', label: routeLabel, unit: 'text', decimals: 0, route }} as="cell" />
    ) : (
      presentation.label(routeLabel)
    );
  const columns: readonly SimpleColumn<DisplacementRow>[] = [
    { key: 'event', label: event, tone: 'key', cell: eventCell },
    ...FIGURES.map(
      (key): SimpleColumn<DisplacementRow> => ({
        key,
        label: text(`displacement.short.${key}`),
        unit: key === 'months' ? undefined : unitOf(key),
        align: 'right',
        isWideOnly: key === 'months',
        ...(key === 'concentration' ? { tone: 'value' } : {}),
        cell: (row) => <FigureLink figure={row.displacement[key]} as="cell" />,
      }),
    ),
    ...(rows.some(({ outlet }) => outlet)
      ? [
          {
            key: 'act',
            label: text('common.actions'),
            isLabelHidden: true,
            align: 'right',
            cell: ({ outlet, label: routeLabel }: DisplacementRow) =>
              outlet && (
                <EditButton
                  aria-label={text('displacement.addScenarioOf', { name: presentation.label(routeLabel) })}
                  onClick={() =>
                    void create
                      .run({ outlet })
                      .then((createdScenario) => createdScenario && navigate(`/cycles?scenario=${createdScenario.id}`))
                  }
                >
                  {text('displacement.addScenario')}
                </EditButton>
              ),
          } as const satisfies SimpleColumn<DisplacementRow>,
        ]
      : []),
  ];
  return <SimpleTable isTight label={label} columns={columns} rows={rows} rowKey={({ key }) => key} foot={foot} />;
};
