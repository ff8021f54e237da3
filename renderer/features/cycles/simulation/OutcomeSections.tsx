import { type ReactNode, useState } from 'react';
import type { SimulatedSpread, SimulationOutcome } from '#shared/contract/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader } from '../../../components/settings.tsx';

type Contract = SimulationOutcome['contracts'][number];
type Part = { readonly key: string; readonly name: string; readonly amount: number; readonly share: number };
type By = 'contracts' | 'buyers' | 'metals' | 'zones';
type Line = SimulatedSpread & { readonly key: string; readonly label: string };
type Opened = SimulationOutcome['worst'][number] & { readonly probability?: number | undefined };

const KINDS: readonly By[] = ['contracts', 'buyers', 'metals', 'zones'];
const MOST_PARTS = 12;
const MEDIAN = 0.5;
/** Of the worst paths so many are offered. */
const MOST_WORST = 8;

const partsOf = ({ shortfallBy }: SimulationOutcome, by: By): readonly Part[] => {
  const parts: readonly Part[] =
    by === 'contracts'
      ? shortfallBy.contracts.map(({ contractId, ...part }) => ({ key: contractId, ...part }))
      : by === 'buyers'
        ? shortfallBy.buyers.map(({ buyerId, ...part }) => ({ key: buyerId, ...part }))
        : by === 'metals'
          ? shortfallBy.metals.map(({ metal, ...part }) => ({ key: metal, ...part }))
          : shortfallBy.zones.map(({ zone, ...part }) => ({ key: zone, ...part }));
  const spot = by === 'contracts' || by === 'buyers' ? shortfallBy.spot.map((part) => ({ key: `spot ${part.name}`, ...part })) : [];
  return [...parts, ...spot].toSorted((a, b) => b.amount - a.amount);
};

/** Money in the page's scale, with its standard error where there is one. */
const useMoney = () => {
  const read = useFigureReader();
  const money = (value: number, sign = false) => read.apart({ value, unit: 'usd', decimals: 1, sign });
  return {
    unit: money(0).unit,
    text: (value: number, sign = false) => money(value, sign).text,
    estimate: ({ value, error }: { readonly value: number; readonly error: number }) =>
      text('simulation.page.estimate', { value: money(value).text, error: money(error).text }),
  };
};

const Shortfall = ({ outcome }: { readonly outcome: SimulationOutcome }) => {
  const money = useMoney();
  const [by, setBy] = useState<By>('buyers');
  const parts = partsOf(outcome, by);
  const shown = parts.slice(0, MOST_PARTS);
  const rest = parts.slice(MOST_PARTS);
  const sum = (of: readonly Part[], key: 'amount' | 'share') => of.reduce((all, part) => all + part[key], 0);
  const rows: readonly Part[] =
    rest.length === 0
      ? shown
      : [
          ...shown,
          {
            key: 'rest',
            name: text('simulation.page.rest', { count: rest.length }),
            amount: sum(rest, 'amount'),
            share: sum(rest, 'share'),
          },
        ];
  const columns: readonly SimpleColumn<Part>[] = [
    { key: 'name', label: text(`simulation.page.by.${by}`), tone: 'key', cell: ({ name }) => name, total: text('common.total') },
    {
      key: 'amount',
      label: text('simulation.page.part'),
      unit: money.unit,
      align: 'right',
      tone: 'value',
      cell: ({ amount }) => money.text(amount),
      total: money.text(sum(parts, 'amount')),
    },
    {
      key: 'share',
      label: text('simulation.page.share'),
      align: 'right',
      cell: ({ share }) => formatPercent(share),
      total: formatPercent(sum(parts, 'share')),
    },
  ];
  return (
    <Section
      title={text('simulation.page.shortfall')}
      note={text('simulation.page.shortfallNote')}
      span={5}
      tools={
        <MenuButton
          label={text(`simulation.page.by.${by}`)}
          entries={KINDS.map((kind) => ({
            key: kind,
            label: text(`simulation.page.by.${kind}`),
            chosen: kind === by,
            onPick: () => setBy(kind),
          }))}
        />
      }
    >
      <SimpleTable label={text('simulation.page.shortfall')} columns={columns} rows={rows} rowKey={({ key }) => key} tight />
    </Section>
  );
};

const quantile = ({ quantiles }: SimulatedSpread, probability: number): number =>
  quantiles.reduce((near, one) => (Math.abs(one.probability - probability) < Math.abs(near.probability - probability) ? one : near)).value;

const Years = ({ outcome }: { readonly outcome: SimulationOutcome }) => {
  const money = useMoney();
  const rows: readonly Line[] = [
    ...outcome.years.map((spread) => ({ ...spread, key: String(spread.year), label: String(spread.year) })),
    { ...outcome.total, key: 'total', label: text('simulation.page.plan') },
  ];
  const amount = (key: string, label: string, of: (line: Line) => string, tone?: 'value'): SimpleColumn<Line> => ({
    key,
    label,
    unit: money.unit,
    align: 'right',
    ...(tone ? { tone } : {}),
    cell: of,
  });
  const columns: readonly SimpleColumn<Line>[] = [
    { key: 'year', label: text('simulation.page.year'), tone: 'key', cell: ({ label }) => label },
    amount('deterministic', text('simulation.page.without'), ({ deterministic }) => money.text(deterministic)),
    amount('mean', text('simulation.page.mean'), ({ mean }) => money.estimate(mean), 'value'),
    amount('median', text('simulation.page.median'), (line) => money.text(quantile(line, MEDIAN))),
    amount('atRisk', text('simulation.page.atRisk'), ({ atRisk }) => money.estimate(atRisk)),
    amount('tail', text('simulation.page.tail'), ({ tailMean }) => money.estimate(tailMean)),
    amount('shortfall', text('simulation.page.expectedShortfall'), ({ shortfall }) => money.estimate(shortfall), 'value'),
    amount('target', text('simulation.page.target'), ({ target }) => money.text(target)),
    {
      key: 'missed',
      label: text('simulation.page.missed'),
      align: 'right',
      cell: ({ missed }) =>
        text('simulation.page.estimate', {
          value: formatPercent(missed.value, { decimals: 1 }),
          error: formatPercent(missed.error, { decimals: 1 }),
        }),
    },
  ];
  return (
    <Section title={text('simulation.page.years')} note={text('simulation.page.yearsNote')} span={12}>
      <SimpleTable label={text('simulation.page.years')} columns={columns} rows={rows} rowKey={({ key }) => key} tight />
    </Section>
  );
};

const Contracts = ({ contracts }: { readonly contracts: readonly Contract[] }) => {
  const money = useMoney();
  const read = useFigureReader();
  const tonnes = (value: number) => read.apart({ value, unit: 'dmt', decimals: 1 });
  const rare = (value: number) => formatNumber(value, { decimals: 2 });
  const rows = contracts.toSorted((a, b) => b.shortfall - a.shortfall);
  const amount = (key: string, label: string, unit: string, of: (row: Contract) => string): SimpleColumn<Contract> => ({
    key,
    label,
    unit,
    align: 'right',
    cell: of,
  });
  const massUnit = tonnes(0).unit;
  const columns: readonly SimpleColumn<Contract>[] = [
    {
      key: 'buyer',
      label: text('simulation.page.buyer'),
      tone: 'key',
      cell: ({ buyer, metal }) => (
        <>
          <MetalSwatch metal={metal} />
          {buyer}
        </>
      ),
    },
    { key: 'code', label: text('simulation.page.code'), tone: 'context', cell: ({ code }) => code },
    amount('deterministic', text('simulation.page.without'), money.unit, (row) => money.text(row.deterministic)),
    amount('mean', text('simulation.page.mean'), money.unit, (row) => money.estimate(row.mean)),
    amount('shortfall', text('simulation.page.part'), money.unit, (row) => money.text(row.shortfall)),
    amount('delivered', text('simulation.page.delivered'), massUnit, (row) => tonnes(row.delivered).text),
    amount('refused', text('simulation.page.refused'), massUnit, (row) => tonnes(row.refused).text),
    amount('deferred', text('simulation.page.deferred'), massUnit, (row) => tonnes(row.deferred).text),
    amount('deficiency', text('simulation.page.deficiency'), money.unit, (row) => money.text(row.deficiency)),
    amount('defaults', text('simulation.page.defaults'), text('simulation.page.aPath'), (row) => rare(row.defaults)),
    amount('events', text('simulation.page.events'), text('simulation.page.aPath'), (row) =>
      rare(row.refusals + row.deferrals + row.renegotiations),
    ),
  ];
  return (
    <Section title={text('simulation.page.contracts')} note={text('simulation.page.contractsNote')} span={12}>
      <SimpleTable
        label={text('simulation.page.contracts')}
        columns={columns}
        rows={rows}
        rowKey={({ contractId }) => contractId}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        tight
      />
    </Section>
  );
};

const Paths = ({ outcome, opened, onOpen }: OutcomeSectionsProps) => {
  const money = useMoney();
  const rows: readonly Opened[] = [...outcome.worst.slice(0, MOST_WORST), ...outcome.typical];
  const columns: readonly SimpleColumn<Opened>[] = [
    {
      key: 'path',
      label: text('simulation.page.path'),
      tone: 'key',
      cell: ({ path }) => (
        <QuietButton aria-pressed={path === opened} onClick={() => onOpen(path)}>
          {text('simulation.page.openPath', { path: formatNumber(path, { decimals: 0 }) })}
        </QuietButton>
      ),
    },
    {
      key: 'which',
      label: text('simulation.page.which'),
      tone: 'context',
      cell: ({ probability }) =>
        probability === undefined ? text('simulation.page.worst') : text('simulation.page.quantile', { share: formatPercent(probability) }),
    },
    {
      key: 'revenue',
      label: text('simulation.page.netRevenue'),
      unit: money.unit,
      align: 'right',
      tone: 'value',
      cell: ({ netRevenue }) => money.text(netRevenue),
    },
  ];
  return (
    <Section title={text('simulation.page.paths')} note={text('simulation.page.pathsNote')} span={5}>
      <SimpleTable
        label={text('simulation.page.paths')}
        columns={columns}
        rows={rows}
        rowKey={({ path, probability }) => `${path} ${probability ?? ''}`}
        tight
      />
    </Section>
  );
};

export type OutcomeSectionsProps = {
  readonly outcome: SimulationOutcome;
  readonly opened: number | undefined;
  readonly onOpen: (path: number) => void;
  /** What stands under the list of paths: the one that is opened. */
  readonly children?: ReactNode;
};

/** What a run came to. */
export const OutcomeSections = (props: OutcomeSectionsProps) => {
  const { outcome, children } = props;
  const [priced, setPriced] = useState(0);
  const price = outcome.prices[priced] ?? outcome.prices[0];
  return (
    <>
      <ChartSection view={outcome.revenue} span={7} minHeight={260} />
      <ChartSection view={outcome.distribution} span={5} minHeight={260} />
      <Years outcome={outcome} />
      <Shortfall outcome={outcome} />
      {price ? (
        <ChartSection
          view={price}
          span={7}
          minHeight={240}
          tools={
            <MenuButton
              label={text('simulation.page.pickPrice')}
              entries={outcome.prices.map(({ title }, i) => ({
                key: title,
                label: title,
                chosen: i === priced,
                onPick: () => setPriced(i),
              }))}
            />
          }
        />
      ) : undefined}
      <Paths {...props} />
      <ChartSection view={outcome.tonnes} span={7} minHeight={240} />
      {children}
      <Contracts contracts={outcome.contracts} />
    </>
  );
};
