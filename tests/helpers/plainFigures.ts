import type { Output } from '#shared/contract/contract.ts';
import { QUESTION_PERCENTILES } from '#shared/contract/simulationQuestion.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { DeckId } from '#shared/domain/ids.ts';
import { isoMonth } from '#shared/domain/time.ts';
import { pathFigures } from '#shared/presentation/pathFigures.ts';
import { crawlFigures, type FoundFigure, isObject } from './figureCrawl.ts';

// Answers with amounts that are plain numbers, which pages show beside figures: estimates of a run, financing on its paths, terms that
// restore a loss, and the facilities of a deal. A plain number has the identity of the figure of the same answer, or one of its own.

type Estimate = { readonly value: number };
type Spread = { readonly mean: Estimate; readonly tailMean: Estimate; readonly shortfall: Estimate; readonly missed: Estimate };
type PathsAnswer = {
  readonly state: string;
  readonly anyYear: Readonly<Record<'belowOne' | 'unpaid', Estimate> & Partial<Record<'default', Estimate>>>;
  readonly years: readonly { readonly dscr?: { readonly mean: Estimate } }[];
  readonly capacity?: { readonly debt?: number };
};
type FacilityRow = { readonly id: string; readonly commitment: number };

/** The spread of net revenue of a run, wherever it is in the answer. */
const findSpread = (value: unknown): Spread | undefined => {
  if (!isObject(value)) return undefined;
  if (isObject(value.total) && 'tailMean' in value.total) return value.total as unknown as Spread;
  for (const part of Object.values(value)) {
    const spread = findSpread(part);
    if (spread) return spread;
  }
  return undefined;
};

/** Numbers of an answer with the measure of the figure that they repeat. */
const repeatedNumbers = (call: string, answer: unknown): readonly (readonly [FigureMeasure, number | undefined])[] => {
  if (call === 'simulation.get') {
    const spread = findSpread(answer);
    if (!spread) return [];
    return [
      ['pathMean', spread.mean.value],
      ['tailMean', spread.tailMean.value],
      ['expectedShortfall', spread.shortfall.value],
      ['missedShare', spread.missed.value],
    ];
  }
  const paths = answer as PathsAnswer;
  if (call !== 'financing.paths' || paths.state !== 'answered') return [];
  const { anyYear, years, capacity } = paths;
  return [
    ['belowOneShare', anyYear.belowOne.value],
    ['unpaidServiceShare', anyYear.unpaid.value],
    ['defaultCovenantShare', anyYear.default?.value],
    ['lowestMeanDscr', Math.min(...years.flatMap(({ dscr }) => (dscr ? [dscr.mean.value] : [])))],
    ['debtEntered', capacity?.debt],
  ];
};

const identify = (measure: FigureMeasure, subject: string): FigureIdentity => ({
  measure,
  subject,
  deck: DeckId.parse('base'),
  period: 'plan',
});

type OwnNumber = readonly [FigureIdentity, number];

/** Numbers of an answer that repeat those of another answer. */
const ownNumbers = (call: string, answer: unknown, of: string): readonly OwnNumber[] => {
  switch (call) {
    case 'financing.list':
      return (answer as { readonly facilities: readonly { readonly facility: FacilityRow }[] }).facilities.map(({ facility }) => [
        identify('commitment', `facility:${facility.id}`),
        facility.commitment,
      ]);
    case 'financing.ofDeal':
      return (answer as { readonly facilities: readonly FacilityRow[] }).facilities.map(({ id, commitment }) => [
        identify('commitment', `facility:${id}`),
        commitment,
      ]);
    case 'decks.get':
      return (answer as Output<'decks.get'>).rows.flatMap(({ reference, points }) =>
        points.map(
          ({ month, price }): OwnNumber => [
            { measure: 'deckPrice', subject: `reference:${reference}`, deck: DeckId.parse(of), period: isoMonth(month) },
            price,
          ],
        ),
      );
    case 'simulation.path': {
      const { netRevenue, revenue } = answer as Output<'simulation.path'>;
      // the last line is that of the path
      const identity = revenue.series.at(-1)!.identity as FigureIdentity;
      return [[{ ...identity, period: 'plan' }, netRevenue]];
    }
    case 'simulation.question': {
      const question = answer as Output<'simulation.question'>;
      if (question.state !== 'answered') return [];
      const { identity } = question.verdict.find(({ key }) => key === 'simulation.question.spread')!.figures.tail!;
      return question.byYear.flatMap(({ year, percentiles, tailMean }) => {
        const period = year ?? 'plan';
        return [
          [{ ...identity!, period }, tailMean.value] as const,
          // percentiles of net revenue of the plan are those of the fan
          ...QUESTION_PERCENTILES.map((percentile, i): OwnNumber => {
            const ofPercentile = { ...identity!, measure: 'netRevenue', yearBasis: 'payment', period, percentile } as const;
            return [ofPercentile, percentiles[i]!];
          }),
        ];
      });
    }
    case 'simulation.get': {
      const { run, outcome } = answer as Output<'simulation.get'>;
      const identity = outcome?.identities?.years?.columns.deterministic;
      if (!run || !outcome || !identity) return [];
      const spreads = [...outcome.years.map((spread) => ({ spread, year: spread.year })), { spread: outcome.total, year: undefined }];
      return spreads.flatMap(({ spread, year }) => {
        const figures = pathFigures(outcome, spread, year);
        const { identity: median } = figures.median;
        return [
          ...Object.values(figures).map((figure): OwnNumber => [figure.identity!, Number(figure.value)]),
          // the median is a quantile of the fan
          [{ ...median!, measure: 'netRevenue', yearBasis: 'payment', percentile: 0.5 }, Number(figures.median.value)] as OwnNumber,
          // a current run has the plan of the other pages without random draws
          ...(run.current && year !== undefined
            ? [[{ ...identity, measure: 'netRevenue', subject: 'plan', period: year } as FigureIdentity, spread.deterministic] as const]
            : []),
        ];
      });
    }
    case 'cycles.reverse': {
      const { base, stressed } = answer as { readonly base: Estimate; readonly stressed: Estimate };
      return [[identify('scenarioLoss', `shocks:${of}`), base.value - stressed.value]];
    }
    case 'cycles.cures': {
      const { lost, cures } = answer as {
        readonly lost: number;
        readonly cures: readonly { readonly restored: number; readonly share: number }[];
      };
      return [
        [identify('scenarioLoss', `shocks:${of}`), lost],
        ...cures.flatMap(({ restored, share }, i): (readonly [FigureIdentity, number])[] => {
          const restoredIdentity = identify('savedByClauses', `shocks:${of}/${i}`);
          return [
            [restoredIdentity, restored],
            [restoredIdentity, share * lost],
          ];
        }),
      ];
    }
    default:
      return [];
  }
};

/** Collects the plain numbers of an answer with their identities. `of` names what was asked. */
export const crawlPlainFigures = (call: string, answer: unknown, of: string): readonly FoundFigure[] => {
  const at = `${call}(${of})`;
  const identifiedFigures = crawlFigures(answer, at);
  return [
    ...repeatedNumbers(call, answer).flatMap(([measure, value]) => {
      const figure = identifiedFigures.find(({ identity }) => identity.measure === measure && identity.period === 'plan');
      return figure && value !== undefined ? [{ identity: figure.identity, value, at: `${at} ${measure} as a number` }] : [];
    }),
    ...ownNumbers(call, answer, of).map(([identity, value]) => ({ identity, value, at: `${at} as a number` })),
  ];
};
