import type { AssumptionRow } from '#shared/contract/cycles.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WaitingPart } from '../../components/WaitingPart.tsx';
import { Tornado } from './simulation/Tornado.tsx';

const ENDS = ['low', 'high'] as const;
const RESULTS = ['npv', 'cost'] as const;

/** How NPV and the cost of a scenario change with each default assumption of the market. */
export const AssumptionsSection = ({ scenarioId }: { readonly scenarioId: ScenarioId }) => {
  const assumptions = useCall('cycles.assumptions', { scenarioId }, { keepLast: true });
  const read = useFigureReader();
  const { label } = usePresentation();
  const title = text('assumptions.title');
  if (!assumptions.data) {
    return (
      <Section title={title} span={12}>
        <WaitingPart query={assumptions} rows={12} />
      </Section>
    );
  }
  const { rows, npv, cost, scenario, npvChart, costChart, simulated } = assumptions.data;
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const columns: readonly SimpleColumn<AssumptionRow>[] = [
    { key: 'label', label: text('assumptions.column.assumption'), tone: 'key', cell: (row) => label(row.label) },
    ...ENDS.flatMap((end): readonly SimpleColumn<AssumptionRow>[] => [
      {
        key: `${end} setting`,
        label: text(`assumptions.column.${end}`),
        align: 'right',
        tone: 'context',
        cell: (row) => label(row[end].setting),
      },
      ...RESULTS.map(
        (of): SimpleColumn<AssumptionRow> => ({
          key: `${end} ${of}`,
          label: text(`assumptions.column.${of}`, { end: text(`assumptions.column.${end}`) }),
          unit,
          align: 'right',
          cell: (row) => <FigureLink figure={row[end][of]} as="cell" />,
        }),
      ),
    ]),
  ];
  if (!npvChart && !costChart) {
    return (
      <Section title={title} span={12}>
        <EmptyState what={text('assumptions.nothing')} />
      </Section>
    );
  }
  return (
    <>
      {npvChart ? <ChartSection view={npvChart} span={6} minHeight={180} /> : undefined}
      {costChart ? <ChartSection view={costChart} span={6} minHeight={180} /> : undefined}
      <Section
        title={title}
        note={text('assumptions.note', { npv: read.inWords(npv), scenario: label(scenario), cost: read.inWords(cost) })}
        span={12}
      >
        <SimpleTable isTight label={title} columns={columns} rows={rows} rowKey={({ key }) => key} />
      </Section>
      {simulated ? (
        <Tornado tornado={simulated} onAnalyse={undefined} />
      ) : (
        <Section title={text('assumptions.simulated')} span={12}>
          <EmptyState
            what={text('assumptions.simulatedWhat')}
            needs={text('assumptions.simulatedNeeds')}
            actions={[{ label: text('simulation.page.open'), route: '/cycles/simulation' }]}
          />
        </Section>
      )}
    </>
  );
};
