import { type ReactNode, useState } from 'react';
import type {
  ShownOutcome,
  SimulatedSpread,
  SimulationAnalysis,
  SimulationMarginals,
  SimulationOutcome,
  SimulationTornado,
} from '#shared/contract/simulation.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { text } from '#shared/messages/text.ts';
import { type PathFigures, pathFigures } from '#shared/presentation/pathFigures.ts';
import { formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { FigureLink } from '../../../components/FigureLink.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { PlainFigure } from '../../../components/PlainFigure.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { Shortfall } from './Shortfall.tsx';
import { SimulatedContracts } from './SimulatedContracts.tsx';
import { Tornado } from './Tornado.tsx';
import { useMoney } from './useMoney.ts';

type Line = SimulatedSpread & { readonly year?: number; readonly key: string; readonly label: string; readonly figures: PathFigures };
type OpenPath = SimulationOutcome['worst'][number] & { readonly probability?: number | undefined };

/** The number of worst paths offered. */
const MAX_WORST_PATHS = 8;

/** The glossary terms of the columns by year. */
const TERM_OF_COLUMN: Readonly<Record<string, GlossaryTerm>> = {
  deterministic: 'deterministic',
  atRisk: 'revenueAtRisk',
  tailMean: 'worstAverage',
  shortfall: 'expectedShortfall',
};

const Years = ({ outcome }: { readonly outcome: SimulationOutcome }) => {
  const money = useMoney();
  const rows: readonly Line[] = [
    ...outcome.years.map((spread) => ({
      ...spread,
      key: String(spread.year),
      label: String(spread.year),
      figures: pathFigures(outcome, spread, spread.year),
    })),
    { ...outcome.total, key: 'total', label: text('simulation.page.plan'), figures: pathFigures(outcome, outcome.total, undefined) },
  ];
  const column = (key: string, label: string, cell: SimpleColumn<Line>['cell'], tone?: 'value'): SimpleColumn<Line> => ({
    key,
    label,
    unit: money.unit,
    align: 'right',
    term: TERM_OF_COLUMN[key],
    ...(tone ? { tone } : {}),
    cell,
  });
  const figure = (key: keyof PathFigures, label: string, of: (line: Line) => string, tone?: 'value') =>
    column(
      key,
      label,
      (line) => (
        <FigureLink as="cell" figure={line.figures[key]}>
          {of(line)}
        </FigureLink>
      ),
      tone,
    );
  const columns: readonly SimpleColumn<Line>[] = [
    { key: 'year', label: text('simulation.page.year'), tone: 'key', cell: ({ label }) => label },
    column('deterministic', text('simulation.page.without'), (line) => (
      <PlainFigure table={line.year === undefined ? undefined : outcome.identities?.years} row={line} column="deterministic" unit="usd">
        {money.text(line.deterministic)}
      </PlainFigure>
    )),
    figure('mean', text('simulation.page.mean'), ({ mean }) => money.estimate(mean), 'value'),
    figure('median', text('simulation.page.median'), ({ figures }) => money.text(Number(figures.median.value))),
    figure('atRisk', text('simulation.page.atRisk'), ({ atRisk }) => money.estimate(atRisk)),
    figure('tailMean', text('simulation.page.tail'), ({ tailMean }) => money.estimate(tailMean)),
    figure('shortfall', text('simulation.page.expectedShortfall'), ({ shortfall }) => money.estimate(shortfall), 'value'),
    column('target', text('simulation.page.target'), ({ target }) => money.text(target)),
    {
      ...figure('missed', text('simulation.page.missed'), ({ missed }) =>
        text('simulation.page.estimate', {
          value: formatPercent(missed.value, { decimals: 1 }),
          error: formatPercent(missed.error, { decimals: 1 }),
        }),
      ),
      unit: undefined,
    },
  ];
  return (
    <Section title={text('simulation.page.years')} note={text('simulation.page.yearsNote')} span={12}>
      <SimpleTable label={text('simulation.page.years')} columns={columns} rows={rows} rowKey={({ key }) => key} isTight />
    </Section>
  );
};

const Paths = ({ outcome, openedPath, onOpen }: Pick<OutcomeSectionsProps, 'outcome' | 'openedPath' | 'onOpen'>) => {
  const money = useMoney();
  const rows: readonly OpenPath[] = [...outcome.worst.slice(0, MAX_WORST_PATHS), ...outcome.typical];
  const columns: readonly SimpleColumn<OpenPath>[] = [
    {
      key: 'path',
      label: text('simulation.page.path'),
      tone: 'key',
      cell: ({ path }) => (
        <QuietButton aria-pressed={path === openedPath} onClick={() => onOpen(path)}>
          {text('simulation.page.openPath', { path: formatPlainNumber(path, { decimals: 0 }) })}
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
        isTight
      />
    </Section>
  );
};

/** The distribution of net revenue, of the plan or of a chosen year. */
const Distribution = ({ outcome }: { readonly outcome: SimulationOutcome }) => {
  const [pickedYear, pick] = useState<number>();
  const years = outcome.distributions ?? [];
  const shownYear = years.find(({ year }) => year === pickedYear);
  const entry = (key: string, label: string, year: number | undefined) => ({
    key,
    label,
    isChosen: year === shownYear?.year,
    onPick: () => pick(year),
  });
  return (
    <ChartSection
      view={shownYear?.view ?? outcome.distribution}
      span={5}
      minHeight={260}
      tools={
        years.length === 0 ? undefined : (
          <MenuButton
            label={shownYear ? String(shownYear.year) : text('simulation.page.allYears')}
            entries={[
              entry('plan', text('simulation.page.allYears'), undefined),
              ...years.map(({ year }) => entry(String(year), String(year), year)),
            ]}
          />
        )
      }
    />
  );
};

export type OutcomeSectionsProps = {
  readonly outcome: ShownOutcome;
  readonly marginals: SimulationMarginals | undefined;
  readonly tornado: SimulationTornado | undefined;
  readonly openedPath: number | undefined;
  readonly onOpen: (path: number) => void;
  /** Shows the page of contracts that begins at a row. */
  readonly onContractsPage: (first: number) => void;
  /** Computes more of the run; undefined while a job runs. */
  readonly onAnalyse: ((what: SimulationAnalysis) => void) | undefined;
  /** Probability questions on the run, below its years. */
  readonly questions?: ReactNode;
  /** The opened path, below the list of paths. */
  readonly children?: ReactNode;
};

/** The results of a run. */
export const OutcomeSections = (props: OutcomeSectionsProps) => {
  const { outcome, marginals, tornado, onContractsPage, onAnalyse, questions, children } = props;
  const { label } = usePresentation();
  const [priceIndex, setPriceIndex] = useState(0);
  const price = outcome.prices[priceIndex] ?? outcome.prices[0];
  const span = outcome.cash ? 4 : 6;
  return (
    <>
      <ChartSection view={outcome.revenue} span={7} minHeight={260} />
      <Distribution outcome={outcome} />
      <Years outcome={outcome} />
      {questions}
      <Shortfall outcome={outcome} marginals={marginals} span={outcome.movers ? 7 : 12} onAnalyse={onAnalyse} />
      {outcome.movers ? (
        <ChartSection view={outcome.movers} span={5} minHeight={240} note={text('simulation.page.moversNote')} />
      ) : undefined}
      {outcome.cash ? <ChartSection view={outcome.cash} span={4} minHeight={220} /> : undefined}
      {price ? (
        <ChartSection
          view={price}
          span={span}
          minHeight={220}
          tools={
            <MenuButton
              label={text('simulation.page.pickPrice')}
              entries={outcome.prices.map(({ title }, i) => ({
                key: String(i),
                label: label(title),
                isChosen: i === priceIndex,
                onPick: () => setPriceIndex(i),
              }))}
            />
          }
        />
      ) : undefined}
      <ChartSection view={outcome.tonnes} span={span} minHeight={220} />
      <Tornado tornado={tornado} onAnalyse={onAnalyse} />
      <Paths {...props} />
      {children}
      <SimulatedContracts {...outcome} onPage={onContractsPage} />
    </>
  );
};
