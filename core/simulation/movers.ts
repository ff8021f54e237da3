import { demandQuantiles, type SimulationResult, scenarioMarket, valuePortfolio } from '#engine';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { slices } from '../yielding.ts';
import { isAnyShown, rangeBars } from './charts.ts';
import type { Prepared } from './request.ts';

/** A low and a high path of a driver, and the one between them. */
const PERCENTILES = [0.1, 0.5, 0.9] as const;
/** Bars at most: the largest swings. */
const MOST = 12;
/** The normal quantile of the higher of the two percentiles. */
const DEVIATIONS = 1.2815515655446004;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What moves as one: the prices of a metal, its charges, freight; a price without a metal by itself. */
const groupOf = ({ kind, metal, name }: Reference): string => {
  if (kind === 'freight') return text('simulation.movers.freight');
  if (metal === undefined) return shippedText(name);
  return text(kind === 'treatmentCharge' ? 'simulation.movers.charges' : 'simulation.movers.price', { metal: text(`metal.${metal}`) });
};

const SILENT: Scenario = {
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

type Driver = { readonly label: string; readonly low: Scenario; readonly high: Scenario };

/** Prices at their month-wise percentiles, by the mean and deviation of ln S/F on the paths (of S - F for a charge). */
const priceDrivers = (book: Workbook, { drivers }: SimulationResult): Driver[] => {
  const own = drivers.flatMap((driver) => {
    const reference = book.references.get(driver.reference);
    return reference !== undefined && reference.follows === undefined ? [{ driver, reference }] : [];
  });
  return [...Map.groupBy(own, ({ reference }) => groupOf(reference))].map(([label, of]) => {
    const at = (deviations: number): Scenario => ({
      ...SILENT,
      prices: of.map(({ driver, reference }) => ({
        reference: reference.code,
        knots: driver.logMean.map((mean, i) => {
          const moved = mean + deviations * driver.logSd[i]!;
          return { afterMonths: i + 1, value: reference.kind === 'treatmentCharge' ? moved : Math.exp(moved) };
        }),
        source: label,
      })),
    });
    return { label, low: at(-DEVIATIONS), high: at(DEVIATIONS) };
  });
};

/** China's demand at its percentiles, with what that does to prices against its own median: (D_i / D_i of the median)^L. */
const demandDriver = ({ request }: Prepared): Driver[] => {
  if (!request.parameters.cycle.on) return [];
  const [low, median, high] = demandQuantiles(request, PERCENTILES).china as [Float64Array, Float64Array, Float64Array];
  const at = (demand: Float64Array): Scenario => ({
    ...SILENT,
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
  return [{ label: text('simulation.movers.china'), low: at(low), high: at(high) }];
};

/**
 * The plan without draws, one driver at a time at its month-wise 10th and 90th percentile: what each takes and adds, largest first;
 * undefined where nothing moves it.
 */
export const moversOf = async (book: Workbook, prepared: Prepared, result: SimulationResult): Promise<BarsView | undefined> => {
  const { portfolio, market } = prepared.request;
  const pause = slices();
  const base = sumOf(valuePortfolio(portfolio, market).revenue);
  const money = chartMoney(book.settings);
  const rows: { readonly label: string; readonly low: number; readonly high: number }[] = [];
  for (const { label, low, high } of [...priceDrivers(book, result), ...demandDriver(prepared)]) {
    const ends: number[] = [];
    for (const scenario of [low, high]) {
      ends.push((sumOf(valuePortfolio(portfolio, scenarioMarket(market, scenario, portfolio)).revenue) - base) / money.factor);
      await pause();
    }
    rows.push({ label, low: ends[0]!, high: ends[1]! });
  }
  const shown = rows.toSorted((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low)).slice(0, MOST);
  const [first] = shown;
  if (first === undefined || !isAnyShown([first.low, first.high], money.decimals)) return undefined;
  return {
    kind: 'bars',
    title: text('simulation.movers.title'),
    summary: text('simulation.movers.summary', { driver: first.label, year: book.settings.horizonYear }),
    unit: money.unit,
    decimals: money.decimals,
    ...rangeBars(
      [
        { label: text('simulation.movers.low'), role: 'scenario.stressed', values: shown.map(({ low }) => low) },
        { label: text('simulation.movers.high'), role: 'context', values: shown.map(({ high }) => high) },
      ],
      money.decimals,
    ),
    categories: shown.map(({ label }) => ({ label })),
    marks: [],
  };
};
