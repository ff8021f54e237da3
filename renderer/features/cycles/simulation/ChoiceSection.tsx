import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { LEAST_PATHS, MOST_PATHS, type SimulationChoice } from '#shared/domain/simulation.ts';
import { messageText, text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Form, FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { errorText } from '../../history/index.ts';

type Options = Output<'simulation.options'>;
type Driver = Options['drivers'][number];
type Switch = 'prices' | 'cycle' | 'credit' | 'performance' | 'deckIsNoCycle' | 'weighted';
type NumberKey = { [K in keyof SimulationChoice]-?: SimulationChoice[K] extends number ? K : never }[keyof SimulationChoice];

const SWITCHES: readonly Switch[] = ['prices', 'cycle', 'credit', 'performance', 'deckIsNoCycle', 'weighted'];
const STARTS = ['expansion', 'plateau', 'slump'] as const;

/** Bounds of a number of a choice, as the contract has them. */
const BOUNDS: Readonly<Partial<Record<NumberKey, readonly [min: number, max: number]>>> = {
  zoneCorrelation: [0, 1],
  demandSpeed: [0.01, 1],
  expansionDemand: [1, 1.5],
  slumpDemand: [0.3, 1],
  slumpVolatility: [1, 3],
  volatilityFactor: [0.5, 3],
  performanceHazard: [0, 1],
  gap: [0, 20],
  slack: [0, 20],
  recovery: [0, 1],
};

const Switches = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  rowGap: 2,
  padding: '4px 0 8px',
  '& > div': { display: 'flex', alignItems: 'center', gap: 6 },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
}));
const Wide = styled(Form)({ gridTemplateColumns: 'minmax(0, 1fr) 150px 16px', maxWidth: 640 });
const Acts = styled('div')({ display: 'flex', gap: 8, margin: '12px 0' });
const Quiet = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '4px 0 8px',
  color: theme.vars.palette.text.secondary,
}));

const isNumberKey = (key: string): key is NumberKey => key in BOUNDS;

const driverColumns = (): readonly SimpleColumn<Driver>[] => [
  {
    key: 'name',
    label: text('simulation.page.driver'),
    tone: 'key',
    cell: ({ name, metal }) => (
      <>
        <MetalSwatch metal={metal} />
        {name}
      </>
    ),
  },
  {
    key: 'volatility',
    label: text('simulation.page.volatility'),
    unit: text('simulation.page.aYear'),
    align: 'right',
    cell: ({ volatility, additive, origin }) => (
      <>
        {additive
          ? text('simulation.page.deviation', { value: formatNumber(volatility, { decimals: 0 }) })
          : formatPercent(volatility, { decimals: 1 })}
        {origin === 'user' ? undefined : <OriginMark origin={origin} hanging />}
      </>
    ),
  },
  {
    key: 'reversion',
    label: text('simulation.page.reversion'),
    unit: text('simulation.page.aYear'),
    align: 'right',
    cell: ({ meanReversion }) => formatNumber(meanReversion, { decimals: 2 }),
  },
  {
    key: 'cycle',
    label: text('simulation.page.exponent'),
    align: 'right',
    cell: ({ cycleExponent }) => formatNumber(cycleExponent, { decimals: 1 }),
  },
  { key: 'follows', label: text('simulation.page.follows'), tone: 'context', cell: ({ follows }) => follows ?? '' },
];

export type ChoiceSectionProps = {
  readonly options: Options;
  readonly initial: SimulationChoice;
  readonly running: boolean;
  readonly onRun: (choice: SimulationChoice) => void;
};

/** What a run is asked for: every source of chance with its switch, every number with where it comes from. */
export const ChoiceSection = ({ options, initial, running, onRun }: ChoiceSectionProps) => {
  const [choice, setChoice] = useState(initial);
  const [asked, ask] = useState<SimulationChoice>();
  const scenarios = useCall('scenarios.list', {}, { keepLast: true });
  const preview = useCall('simulation.preview', { choice: asked ?? choice }, { enabled: asked !== undefined });
  const change = (part: Partial<SimulationChoice>) => setChoice({ ...choice, ...part });
  const seconds = preview.data?.secondsForRun;
  const NO_SCENARIO = 'none';
  const pickScenario = (id: string) => {
    const { scenarioId: _before, ...rest } = choice;
    const row = scenarios.data?.rows.find((one) => one.id === id);
    setChoice(row ? { ...rest, scenarioId: row.id } : rest);
  };
  return (
    <>
      <Section title={text('simulation.page.parameters')} note={text('simulation.page.parametersNote')} span={12}>
        <Switches>
          {SWITCHES.map((key) => (
            <div key={key}>
              <Checkbox id={`simulation-${key}`} checked={choice[key]} onChange={(_event, on) => change({ [key]: on })} />
              <label htmlFor={`simulation-${key}`}>{text(`simulation.page.switch.${key}`)}</label>
            </div>
          ))}
        </Switches>
        <Wide>
          <FormRow label={text('simulation.page.numberOfPaths')}>
            <NumberField
              value={choice.paths}
              decimals={0}
              step={1000}
              min={LEAST_PATHS}
              max={MOST_PATHS}
              required
              onCommit={(paths) => paths !== undefined && change({ paths: Math.round(paths) })}
            />
          </FormRow>
          <FormRow label={text('simulation.page.seed')}>
            <NumberField
              value={choice.seed}
              decimals={0}
              min={0}
              max={Number.MAX_SAFE_INTEGER}
              required
              onCommit={(seed) => seed !== undefined && change({ seed: Math.round(seed) })}
            />
          </FormRow>
          <FormRow label={text('simulation.page.start')}>
            <SelectField
              value={choice.start}
              choices={STARTS.map((value) => ({ value, label: text(`simulation.page.start.${value}`) }))}
              onCommit={(start) => change({ start })}
            />
          </FormRow>
          <FormRow label={text('simulation.page.scenario')}>
            <SelectField
              value={choice.scenarioId ?? NO_SCENARIO}
              choices={[
                { value: NO_SCENARIO, label: text('simulation.page.noScenario') },
                ...(scenarios.data?.rows ?? []).map(({ id, name }) => ({ value: id as string, label: name })),
              ]}
              onCommit={pickScenario}
            />
          </FormRow>
          <FormGroup title={text('simulation.page.numbers')} />
          {options.parameters.map(({ key, label, unit, value, origin }) => {
            if (!isNumberKey(key)) return undefined;
            const [min, max] = BOUNDS[key] ?? [0, 1];
            return (
              <FormRow key={key} label={messageText(label)} origin={choice[key] === value ? origin : undefined}>
                <NumberField
                  value={choice[key]}
                  decimals={unit === 'fraction' || unit === 'perYear' ? 1 : 2}
                  min={min}
                  max={max}
                  required
                  {...(unit === 'fraction'
                    ? { scale: 100, unit: '%' }
                    : unit === 'perYear'
                      ? { scale: 100, unit: text('simulation.page.percentAYear') }
                      : {})}
                  onCommit={(next) => next !== undefined && change({ [key]: next })}
                />
              </FormRow>
            );
          })}
        </Wide>
        <Quiet>{[...new Set(options.parameters.map(({ source }) => source))].join(' ')}</Quiet>
        <Acts>
          <Button onClick={() => ask(choice)} disabled={preview.isFetching}>
            {text('simulation.page.preview')}
          </Button>
          <Button onClick={() => setChoice(options.defaults)}>{text('simulation.page.defaultsAct')}</Button>
          <Button variant="contained" color="primary" disabled={running} onClick={() => onRun(choice)}>
            {text('simulation.page.run')}
          </Button>
        </Acts>
      </Section>
      <Section title={text('simulation.page.drivers')} note={options.correlation.source} span={12}>
        {options.correlation.repaired ? <Quiet>{text('simulation.page.repaired')}</Quiet> : undefined}
        <SimpleTable
          label={text('simulation.page.drivers')}
          columns={driverColumns()}
          rows={options.drivers}
          rowKey={({ reference }) => reference}
          tight
        />
      </Section>
      {preview.error ? <ErrorNote text={errorText(preview.error)} /> : undefined}
      {preview.data ? (
        <ChartSection
          view={preview.data.revenue}
          span={12}
          minHeight={240}
          note={text('simulation.page.previewNote', {
            paths: formatNumber(preview.data.paths, { decimals: 0 }),
            seconds: formatNumber(Math.max(1, seconds ?? 1), { decimals: 0 }),
          })}
        />
      ) : undefined}
    </>
  );
};
