import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { formatNumber } from '#shared/units/format.ts';
import { buyersMeasure, chinaMeasure, netRevenueMeasure } from '../effect/planMeasures.ts';
import { effectsVerdict, overviewVerdict } from '../overview/overviewVerdict.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { figureRows, note, percent, sentences } from './blockBuilders.ts';

function* figureBlocks(book: Workbook, plan: ValuedPlan): Steps<readonly SummaryBlock[]> {
  const place = { book, plan, year: book.year };
  const year = String(book.year);
  const buyers = buyersMeasure(place);
  yield;
  const revenue = netRevenueMeasure(place)?.figure ?? emptyFigure();
  yield;
  const china = chinaMeasure(place, 'destination')?.figure ?? emptyFigure();
  yield;
  const index = buyers.hhi && formatNumber(Number(buyers.hhi.figure.value), { decimals: 0 });
  return figureRows([
    {
      label: message('economics.npv', { rate: percent(book.settings.discountRate) }),
      figure: usd(plan.value.npv, { identity: identifyInPlan(book, plan, 'npv') }),
    },
    { label: message('summaries.figure.revenue', { year }), figure: revenue },
    { label: message('summaries.figure.china', { year }), figure: china },
    {
      label: message('summaries.figure.effective', { year }),
      figure: buyers.effective?.figure ?? emptyFigure(),
      ...(index === undefined ? {} : { basis: message('summaries.basis.hhi', { hhi: index }) }),
    },
  ]);
}

/** Returns the verdict of a plan, its value, revenue, share of China and concentration, and its note. */
export const planHeadline = async (book: Workbook, plan: ValuedPlan): Promise<readonly SummaryBlock[]> => {
  const isChosen = plan.plan.id === book.settings.planId;
  // the effect of a draft is measured against the chosen plan
  const effects = (await effectsVerdict(book, plan)).filter(({ key }) => isChosen || key !== 'overview.verdict.draft');
  const verdict = [...(await overviewVerdict(book, plan)), ...effects];
  await yieldIfDue();
  const figures = await runWithYielding(figureBlocks(book, plan));
  const noteText = plan.plan.note.trim();
  return [sentences(verdict), ...figures, ...(noteText === '' ? [] : [note('summaries.clause.note', { said: noteText })])];
};
