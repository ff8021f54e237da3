import type { DisplacementCost } from '#engine';
import type { Displacement, DisplacementRow } from '#shared/contract/displacement.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import { type Month, monthOf, type Year } from '#shared/domain/time.ts';
import { DestinationZone, type Zone } from '#shared/domain/zone.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { dmt, explained, none, usd, usdPerDmt, usdPerYear } from '../portfolio/figures.ts';
import type { Valued, Workbook } from '../portfolio/portfolio.ts';

const MONTHS_A_YEAR = 12;

/** A destination that is lost for some months, both included. */
type Closure = { readonly zone: Zone; readonly from: Month; readonly to: Month };

/** The months of a calendar year within the plan. */
const monthsOf = ({ valuationMonth, lastMonth }: Workbook, year: Year): { readonly from: Month; readonly to: Month } => {
  const first = valuationMonth + 1;
  const from = Math.min(lastMonth, Math.max(first, monthOf(year, 1)));
  return { from, to: Math.max(from, Math.min(lastMonth, monthOf(year, MONTHS_A_YEAR))) };
};

const closeScenario = ({ valuationMonth }: Workbook, { zone, from, to }: Closure): Scenario => {
  const row: ChannelShock = {
    zone,
    afterMonths: 0,
    months: to - from + 1,
    openShare: 0,
    discount: 0,
    freightUsdPerWmt: 0,
    excused: true,
    source: 'lost',
  };
  return {
    id: ScenarioId.parse(`lost-${zone}`),
    // the name is never shown: pages use the label of the row
    name: `lost-${zone}`,
    family: 'geopolitics',
    shipped: false,
    startsAfterMonths: from - valuationMonth,
    prices: [],
    demand: [],
    channels: [row],
    note: '',
  };
};

/** One scenario object per closure of a workbook, by which its market and revenues are cached. */
const closuresOf = memoizeWeakly((book: Workbook) =>
  memoize((zone: Zone) => memoize((year: Year) => closeScenario(book, { zone, ...monthsOf(book, year) }))),
);

/** A scenario in which a destination takes nothing in a calendar year of the plan; buyers are excused. */
export const closureOf = (book: Workbook, zone: Zone, year: Year): Scenario => closuresOf(book)(zone)(year);

type Line = { readonly key: MessageKey; readonly amount: number };
type Explained = 'loss' | 'lossPerTonne' | 'concentration' | 'concentrationPerTonne';

/** How a figure of a displacement is computed: lines in its own unit that sum to it. */
const explain = (book: Workbook, of: Figure, key: Explained, lines: readonly Line[]): Figure =>
  explained(
    of,
    explanation(
      lines.map((line) => ({ label: message(line.key), amount: line.amount })),
      Number(of.value),
      {
        title: message(`displacement.${key}`),
        formula: message(`displacement.${key}.formula`),
        unit: of.unit,
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );

/** The figures of a displacement; concentration a year = over the months in which tonnes are displaced. */
export const displacementFigures = (book: Workbook, cost: DisplacementCost): Displacement => {
  const { tonnes, months, before, after, loss, lossUnlimited, concentration } = cost;
  if (tonnes === 0) return { tonnes: none(), loss: none(), lossPerTonne: none(), concentration: none(), concentrationPerTonne: none() };
  /** Loss, and what it would be in a market of unlimited depth, a year or a tonne. */
  const lessUnlimited = (factor: number): readonly Line[] => [
    { key: 'displacement.loss', amount: loss * factor },
    { key: 'displacement.line.lessUnlimited', amount: -lossUnlimited * factor },
  ];
  const yearly = MONTHS_A_YEAR / months;
  return {
    tonnes: dmt(tonnes, { decimals: 1 }),
    loss: explain(book, usd(loss, { decimals: 1 }), 'loss', [
      { key: 'displacement.line.before', amount: before },
      { key: 'displacement.line.after', amount: -after },
    ]),
    lossPerTonne: explain(book, usdPerDmt(loss / tonnes), 'lossPerTonne', [
      { key: 'displacement.line.unlimited', amount: lossUnlimited / tonnes },
      { key: 'displacement.concentration', amount: concentration / tonnes },
    ]),
    concentration: explain(book, usdPerYear(concentration * yearly), 'concentration', lessUnlimited(yearly)),
    concentrationPerTonne: explain(book, usdPerDmt(concentration / tonnes), 'concentrationPerTonne', lessUnlimited(1 / tonnes)),
  };
};

/** A destination closed in a calendar year: what its displaced tonnes cost a plan. */
export const closureRow = (book: Workbook, plan: Valued, zone: Zone, year: Year): DisplacementRow & { readonly cost: DisplacementCost } => {
  const cost = plan.displacement(closureOf(book, zone, year));
  const label: Label = message(`zone.${DestinationZone.parse(zone)}`);
  return { key: zone, label, ...monthsOf(book, year), displacement: displacementFigures(book, cost), cost };
};
