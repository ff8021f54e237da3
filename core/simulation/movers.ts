import { demandQuantilesInSteps, type RunResult } from '#engine';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { message } from '#shared/messages/text.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding } from '../yielding.ts';
import type { PreparedRun } from './request.ts';
import { identifyPrepared } from './runIdentity.ts';
import { rangeBars } from './simulationCharts.ts';

/** The low, median and high percentile of the paths of a driver. */
const PERCENTILES = [0.1, 0.5, 0.9] as const;
/** The most bars. */
const MAX_BARS = 12;
/** Normal quantile of the 90th percentile. */
const DEVIATIONS = 1.2815515655446004;

/** A group of references that move together: the prices of a metal, its charges, freight, or a single price without a metal. */
const groupOf = ({ code, kind, metal, name }: Reference): { readonly key: string; readonly label: Label } => {
  if (kind === 'freight') return { key: kind, label: message('simulation.movers.freight') };
  if (metal === undefined) return { key: code, label: { shipped: name } };
  const groupKind = kind === 'treatmentCharge' ? 'charges' : 'price';
  return { key: `${groupKind} ${metal}`, label: message(`simulation.movers.${groupKind}`, { metal: message(`metal.${metal}`) }) };
};

const NEUTRAL_SCENARIO: Scenario = {
  id: ScenarioId.parse('simulated-driver'),
  name: 'driver',
  family: 'demandCycle',
  shipped: false,
  startsAfterMonths: 0,
  prices: [],
  demand: [],
  channels: [],
  note: '',
};

type Driver = { readonly key: string; readonly label: Label; readonly low: Scenario; readonly high: Scenario };

/** Prices at their month-wise percentiles, by the mean and deviation of ln S/F on the paths (of S - F for a charge). */
const priceDrivers = (book: Workbook, { drivers }: RunResult): Driver[] => {
  const independentDrivers = drivers.flatMap((driver) => {
    const reference = book.references.get(driver.reference);
    return reference !== undefined && reference.follows === undefined ? [{ driver, reference }] : [];
  });
  return [...Map.groupBy(independentDrivers, ({ reference }) => groupOf(reference).key)].map(([key, members]) => {
    const at = (deviations: number): Scenario => ({
      ...NEUTRAL_SCENARIO,
      prices: members.map(({ driver, reference }) => ({
        reference: reference.code,
        knots: driver.logMean.map((mean, i) => {
          const logChange = mean + deviations * driver.logSd[i]!;
          return { afterMonths: i + 1, value: reference.kind === 'treatmentCharge' ? logChange : Math.exp(logChange) };
        }),
        source: key,
      })),
    });
    return { key, label: groupOf(members[0]!.reference).label, low: at(-DEVIATIONS), high: at(DEVIATIONS) };
  });
};

/** China's demand at its percentiles, with its effect on prices relative to its median: (D_i / D_i of the median)^L. */
const demandDriver = async ({ request }: PreparedRun): Promise<Driver[]> => {
  if (!request.parameters.cycle.on) return [];
  const { china: demandAtPercentiles } = await runWithYielding(demandQuantilesInSteps(request, PERCENTILES));
  const [low, median, high] = demandAtPercentiles as [Float64Array, Float64Array, Float64Array];
  const at = (demand: Float64Array): Scenario => ({
    ...NEUTRAL_SCENARIO,
    prices: request.drivers.flatMap(({ reference, weights, cycleExponent, follows }) => {
      if (weights === undefined || cycleExponent === 0 || follows !== undefined) return [];
      const demandOf = (china: number): number => 1 + weights.china * (china - 1);
      const knots = [...demand].map((china, afterMonths) => ({
        afterMonths,
        value: (demandOf(china) / demandOf(median[afterMonths]!)) ** cycleExponent,
      }));
      return [{ reference: reference as Reference['code'], knots, source: reference }];
    }),
    demand: [{ zone: 'china', knots: [...demand].map((value, afterMonths) => ({ afterMonths, value })), source: 'china' }],
  });
  return [{ key: 'china', label: message('simulation.movers.china'), low: at(low), high: at(high) }];
};

/**
 * Sensitivity of the deterministic plan: one driver at a time at its month-wise 10th and 90th percentile, the change of net revenue in USD
 * that `scenarioChanges` computes, largest first; undefined where nothing changes it.
 */
export const moversOf = async (
  book: Workbook,
  preparedRun: PreparedRun,
  result: RunResult,
  scenarioChanges: (scenarios: readonly Scenario[]) => Promise<readonly number[]>,
): Promise<BarsChart | undefined> => {
  const drivers = [...priceDrivers(book, result), ...(await demandDriver(preparedRun))];
  const changes = await scenarioChanges(drivers.flatMap(({ low, high }) => [low, high]));
  const rows = drivers.map(({ key, label }, n) => ({ key, label, low: changes[2 * n]!, high: changes[2 * n + 1]! }));
  const widestRows = rows.toSorted((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low)).slice(0, MAX_BARS);
  const identify = identifyPrepared(book, preparedRun, result);
  const identifyEnd = (end: 'low' | 'high') =>
    widestRows.map(({ key }) => identify('sensitivity', { subject: `plan/driver:${key}`, variant: `[deterministic][${end}]` }));
  const bars = rangeBars([
    {
      label: message('simulation.movers.low'),
      role: 'scenario.stressed',
      values: widestRows.map(({ low }) => low),
      identity: identifyEnd('low'),
    },
    {
      label: message('simulation.movers.high'),
      role: 'context',
      values: widestRows.map(({ high }) => high),
      identity: identifyEnd('high'),
    },
  ]);
  const [first] = widestRows;
  return (
    bars &&
    first && {
      kind: 'bars',
      title: message('simulation.movers.title'),
      summary: message('simulation.movers.summary', { driver: first.label, year: book.settings.horizonYear }),
      ...bars,
      categories: widestRows.map(({ label }) => ({ label })),
    }
  );
};
