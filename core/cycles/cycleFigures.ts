import type { PortfolioValue, Revaluation } from '#engine';
import { findById } from '#shared/collections.ts';
import type { CycleRow } from '#shared/contract/cycles.ts';
import type { Explanation, Figure, Message } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource, explanation, explanationByItem } from '../portfolio/explain.ts';
import { identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { share, usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotRevenueLines } from '../portfolio/spotLines.ts';
import { changeFigure, savedFigure } from '../scenarios/scenarioFigures.ts';
import { yieldIfDue } from '../yielding.ts';

/** A plan in a scenario of the workspace. */
type InScenario = { readonly book: Workbook; readonly plan: ValuedPlan; readonly scenario: ScenarioId };

type Line = { readonly label: Message; readonly amount: number };

const withSumOfLines = (book: Workbook, figure: Figure, lines: readonly Line[], title: Message, formula: Message): Figure =>
  withExplanation(
    figure,
    explanation(lines, Number(figure.value), { title, formula, unit: 'usd', decimals: 1, sources: [deckSource(book)] }),
  );

/** A share, explained by its numerator and denominator. */
const shareOf = (
  book: Workbook,
  [part, wholeLine]: readonly [Line, Line],
  title: Message,
  formula: Message,
  identity: FigureIdentity,
): Figure => {
  const value = wholeLine.amount > 0 ? part.amount / wholeLine.amount : 0;
  const line = ({ label, amount }: Line): Explanation['total'] => ({ label, amount, unit: 'usd', decimals: 1 });
  return withExplanation(share(value, { decimals: 0, identity }), {
    title,
    formula,
    lines: [line(part), line(wholeLine)],
    total: { label: message('overview.explain.share'), amount: value, unit: 'fraction', decimals: 1 },
    sources: [deckSource(book)],
  });
};

const deckLine = (amount: number): Line => ({ label: message('cycles.explain.atDeck'), amount });
const scenarioLine = (amount: number): Line => ({ label: message('cycles.explain.inScenario'), amount });
const costLine = (amount: number): Line => ({ label: message('cycles.explain.cost'), amount });
const horizonSlot = ({ settings }: Workbook) => ({ year: settings.horizonYear });

/** Net revenue over the plan: each contract, and spot. */
const netRevenue = (book: Workbook, value: PortfolioValue, amount: number, title: Message, identity: FigureIdentity): Figure => {
  return withExplanation(
    usd(amount, { decimals: 1, identity }),
    explanationByItem(
      [...value.contracts, ...spotRevenueLines(book, value.products)],
      (item) => ('label' in item ? item.amount : sum(item.revenue)),
      (item) =>
        'label' in item
          ? item
          : { label: message('line.member', { name: findById(book.contracts, item.contractId)?.code ?? item.contractId }) },
      amount,
      {
        title,
        formula: message('cycles.explain.revenueFormula', horizonSlot(book)),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );
};

/** The value of tonnes that do not go to China. */
const destinationsFigure = (book: Workbook, savedUsd: number, change: number, identity: FigureIdentity): Figure =>
  withSumOfLines(
    book,
    usd(savedUsd, { identity }),
    [
      { label: message('cycles.explain.asItIs'), amount: change },
      { label: message('cycles.explain.allInChina'), amount: savedUsd - change },
    ],
    message('cycles.explain.destinations'),
    message('cycles.explain.destinationsFormula', horizonSlot(book)),
  );

/** Net revenue at deck prices and in the scenario, their difference, and what clauses save of it. */
export const totalFigures = async (book: Workbook, plan: ValuedPlan, revaluation: Revaluation, { id }: Scenario) => {
  const { base, scenario, total } = revaluation;
  const inScenario = { scenario: id };
  const baseFigure = netRevenue(book, base, total.base, message('cycles.explain.base'), identifyInPlan(book, plan, 'netRevenue'));
  await yieldIfDue();
  return {
    base: baseFigure,
    stressed: netRevenue(
      book,
      scenario,
      total.scenario,
      message('cycles.explain.scenario'),
      identifyInPlan(book, plan, 'netRevenue', inScenario),
    ),
    change: changeFigure(book, revaluation, {
      sign: true,
      decimals: 1,
      between: { value: total.scenario, from: total.base },
      identity: identifyInPlan(book, plan, 'scenarioChange', inScenario),
    }),
    saved: savedFigure(book, revaluation, { identity: identifyInPlan(book, plan, 'savedByClauses', inScenario) }),
    destinations: destinationsFigure(
      book,
      plan.destinationDiversificationValue(id) ?? 0,
      total.change,
      identifyInPlan(book, plan, 'destinationValue', inScenario),
    ),
  };
};

/** The cost of the scenario as a share of net revenue at deck prices. */
export const lossShare = ({ book, plan, scenario }: InScenario, { total }: Revaluation): Figure =>
  shareOf(
    book,
    [costLine(-total.change), deckLine(total.base)],
    message('cycles.explain.lossShare'),
    message('cycles.explain.lostShareFormula', horizonSlot(book)),
    identifyInPlan(book, plan, 'scenarioCostShare', { scenario }),
  );

/** The gain of a scenario, and its share of net revenue at deck prices. */
export const gainFigures = ({ book, plan, scenario }: InScenario, revaluation: Revaluation) => {
  const { total } = revaluation;
  return {
    gain: changeFigure(book, revaluation, { identity: identifyInPlan(book, plan, 'scenarioChange', { scenario }) }),
    share: shareOf(
      book,
      [{ label: message('cycles.explain.gain'), amount: total.change }, deckLine(total.base)],
      message('cycles.explain.gainShare'),
      message('cycles.explain.gainShareFormula', horizonSlot(book)),
      identifyInPlan(book, plan, 'scenarioChangeShare', { scenario }),
    ),
  };
};

/** The loss on spot and resold tonnes: spot sales at deck prices less spot sales in the scenario. */
export const lossOnSpot = (book: Workbook, { spot, scenario }: Revaluation, extras: Pick<Figure, 'identity'>): Figure =>
  withSumOfLines(
    book,
    usd(spot.base - spot.scenario, extras),
    [
      deckLine(spot.base),
      ...spotRevenueLines(book, scenario.products).map(({ label, amount }, i) =>
        i === 0 ? scenarioLine(-amount) : { label, amount: -amount },
      ),
    ],
    message('cycles.explain.spot'),
    message('cycles.explain.spotFormula', horizonSlot(book)),
  );

/** The loss of one contract, and its share of the plan's loss. */
export const lossBy = (
  { book, plan, scenario }: InScenario,
  { contractId, code, base, stressed, change }: CycleRow,
  { total }: Revaluation,
) => ({
  cost: withSumOfLines(
    book,
    usd(-change, { identity: identifyDeal(book, plan, { id: contractId }, 'scenarioLoss', { scenario }) }),
    [deckLine(base), scenarioLine(-stressed)],
    message('cycles.explain.contract', { code }),
    message('cycles.explain.contractFormula', horizonSlot(book)),
  ),
  share: shareOf(
    book,
    [{ label: message('line.member', { name: code }), amount: -change }, costLine(-total.change)],
    message('cycles.explain.contractShare', { code }),
    message('cycles.explain.contractShareFormula'),
    identifyDeal(book, plan, { id: contractId }, 'scenarioLossShare', { scenario }),
  ),
});

/** The total loss of contracts with neither floor nor take-or-pay. */
export const lossWithoutProtection = ({ book, plan, scenario }: InScenario, rows: readonly CycleRow[]): Figure =>
  withSumOfLines(
    book,
    usd(-sum(rows.map(({ change }) => change)), {
      identity: identifyInPlan(book, plan, 'scenarioLoss', { scenario, subject: 'contracts:unprotected' }),
    }),
    rows.map(({ code, change }) => ({ label: message('line.member', { name: code }), amount: -change })),
    message('cycles.explain.unprotected'),
    message('cycles.explain.unprotectedFormula', horizonSlot(book)),
  );

/** The loss that floors, and take-or-pay, avoid over all contracts. */
export const savedTotals = ({ book, plan, scenario }: InScenario, rows: readonly CycleRow[]) => {
  const total = (measure: 'savedByFloor' | 'savedByTakeOrPay'): Figure => {
    const savedUsd = sumBy(rows, (row) => row[measure]);
    const spec = {
      title: message(`figure.measure.${measure}`),
      formula: message('cycles.explain.savedFormula', horizonSlot(book)),
      unit: 'usd' as const,
      decimals: 1,
      sources: [deckSource(book)],
    };
    return withExplanation(
      usd(savedUsd, { decimals: 1, sign: true, identity: identifyInPlan(book, plan, measure, { scenario }) }),
      explanationByItem(
        rows,
        (row) => row[measure],
        ({ code }) => ({ label: message('line.member', { name: code }) }),
        savedUsd,
        spec,
      ),
    );
  };
  return { savedByFloor: total('savedByFloor'), savedByTakeOrPay: total('savedByTakeOrPay') };
};
