import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { buyersMeasure, chinaMeasure, netRevenueMeasure } from '../effect/planMeasures.ts';
import { effectsVerdict, overviewVerdict } from '../overview/overviewVerdict.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { figureRows, note, percent, sentences } from './blockBuilders.ts';

const figureBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const place = { book, plan, year: book.year };
  const year = String(book.year);
  const buyers = buyersMeasure(place);
  const index = buyers.hhi && formatNumber(Number(buyers.hhi.figure.value), { decimals: 0 });
  return figureRows([
    {
      label: message('economics.npv', { rate: percent(book.settings.discountRate) }),
      figure: usd(plan.value.npv, { identity: identifyInPlan(book, plan, 'npv') }),
    },
    { label: message('summaries.figure.revenue', { year }), figure: netRevenueMeasure(place)?.figure ?? emptyFigure() },
    { label: message('summaries.figure.china', { year }), figure: chinaMeasure(place, 'destination')?.figure ?? emptyFigure() },
    {
      label: message('summaries.figure.effective', { year }),
      figure: buyers.effective?.figure ?? emptyFigure(),
      ...(index === undefined ? {} : { basis: message('summaries.basis.hhi', { hhi: index }) }),
    },
  ]);
};

/** Returns the verdict of a plan, its value, revenue, share of China and concentration, and its note. */
export const planHeadline = async (book: Workbook, plan: ValuedPlan): Promise<readonly SummaryBlock[]> => {
  const isChosen = plan.plan.id === book.settings.planId;
  // the effect of a draft is measured against the chosen plan
  const effects = (await effectsVerdict(book, plan)).filter(({ key }) => isChosen || key !== 'overview.verdict.draft');
  const verdict = [...(await overviewVerdict(book, plan)), ...effects];
  const noteText = plan.plan.note.trim();
  return [sentences(verdict), ...figureBlocks(book, plan), ...(noteText === '' ? [] : [note('summaries.clause.note', { said: noteText })])];
};
