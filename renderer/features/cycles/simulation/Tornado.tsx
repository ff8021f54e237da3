import type { SimulationAnalysis, SimulationTornado } from '#shared/contract/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { useMoney } from './useMoney.ts';

type Row = SimulationTornado['rows'][number];
type End = 'low' | 'high';

export type TornadoProps = {
  readonly tornado: SimulationTornado | undefined;
  /** Starts the analysis; undefined while a job runs. */
  readonly onAnalyse: ((what: SimulationAnalysis) => void) | undefined;
};

/** Shows the effect of each random driver and each main numeric setting, changed one at a time on common random numbers. */
export const Tornado = ({ tornado, onAnalyse }: TornadoProps) => {
  const money = useMoney();
  const presentation = usePresentation();
  if (!tornado) {
    return (
      <Section title={text('simulation.page.tornado')} span={12}>
        <EmptyState
          what={text('simulation.page.tornadoWhat')}
          needs={text('simulation.page.tornadoNeeds')}
          actions={
            onAnalyse ? [{ label: text('simulation.page.calculateTornado'), isEdit: true, onAction: () => onAnalyse('tornado') }] : []
          }
        />
      </Section>
    );
  }
  const settingOf = (row: Row, end: End) => (end === 'low' ? (row.fixed ?? row.low) : row.high);
  const settingColumn = (end: End): SimpleColumn<Row> => ({
    key: `${end} setting`,
    label: text(`simulation.page.tornado.${end}`),
    align: 'right',
    tone: 'context',
    cell: (row) => {
      const setting = settingOf(row, end);
      return setting ? presentation.label(setting.label) : '';
    },
  });
  const changeColumn = (end: End, measure: 'mean' | 'shortfall'): SimpleColumn<Row> => ({
    key: `${end} ${measure}`,
    label: text(measure === 'mean' ? 'simulation.page.mean' : 'simulation.page.expectedShortfall'),
    unit: money.unit,
    align: 'right',
    ...(measure === 'shortfall' ? { tone: 'value' as const } : {}),
    cell: (row) => {
      const setting = settingOf(row, end);
      return setting ? money.estimate(setting[measure], true) : '';
    },
  });
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'label', label: text('simulation.page.tornado.what'), tone: 'key', cell: ({ label }) => presentation.label(label) },
    settingColumn('low'),
    changeColumn('low', 'mean'),
    changeColumn('low', 'shortfall'),
    settingColumn('high'),
    changeColumn('high', 'mean'),
    changeColumn('high', 'shortfall'),
  ];
  const note = text('simulation.page.tornadoNote', { paths: formatPlainNumber(tornado.paths, { decimals: 0 }) });
  return (
    <>
      {tornado.shortfall ? <ChartSection view={tornado.shortfall} span={6} minHeight={260} /> : undefined}
      {tornado.mean ? <ChartSection view={tornado.mean} span={6} minHeight={260} /> : undefined}
      <Section title={text('simulation.page.tornado')} note={note} span={12}>
        {tornado.rows.length === 0 ? (
          <EmptyState what={text('simulation.page.tornadoNothing')} needs={text('simulation.page.tornadoSwitches')} />
        ) : (
          <SimpleTable label={text('simulation.page.tornado')} columns={columns} rows={tornado.rows} rowKey={({ key }) => key} isTight />
        )}
      </Section>
    </>
  );
};
