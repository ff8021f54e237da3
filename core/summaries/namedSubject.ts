import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding } from '../yielding.ts';
import type { YieldToOthers } from './blockBuilders.ts';
import { type BoardComparison, newDeals } from './boardPack.ts';
import { titleOf } from './internal.ts';
import { boardFileName, type Deal, dealsIn, dealsOf, fileNameOf, requireOneBuyer } from './subject.ts';

/** The subject of a summary. */
type Subject = {
  /** The contracts that a summary of contracts is about. */
  readonly selectedDeals: readonly Deal[];
  /** The plan of a summary of a plan. */
  readonly plan: ValuedPlan | undefined;
  readonly isBoard: boolean;
  /** The plans of a board pack; default: the base plan. */
  readonly comparison?: BoardComparison | undefined;
  /** Of a board pack: the scenario of the losses. */
  readonly scenario?: ScenarioId | undefined;
};

/** Checks the subject of a summary, without valuing it. Throws NOT_FOUND; BAD_INPUT for a counterparty view of several buyers. */
export const subjectOf = (book: Workbook, request: SummaryRequest): Subject => {
  const { subject } = request;
  const selectedDeals = 'contractIds' in subject ? dealsOf(book, subject.contractIds) : [];
  const isBoard = 'boardOf' in subject;
  // a board pack is internal
  if (isBoard && request.view !== 'internal') throwIfIssues([issue('view', 'boardInside')]);
  requireOneBuyer(request, selectedDeals);
  if ('contractIds' in subject) return { selectedDeals, plan: undefined, isBoard: false };
  const comparison = isBoard ? subject.compared : undefined;
  if (isBoard && comparison && ![subject.boardOf, comparison.reference].every((id) => comparison.planIds.includes(id))) {
    throwIfIssues([issue('subject.compared', 'notOffered')]);
  }
  const plan = book.plan(isBoard ? subject.boardOf : subject.planId);
  return { selectedDeals, plan, isBoard, comparison, scenario: isBoard ? subject.scenario : undefined };
};

/** Returns the contracts of a summary; values its plan, with a board pack also the base plan and those that it compares, in steps. */
const valuedDealsOf = async (
  book: Workbook,
  { selectedDeals, plan, isBoard, comparison }: Subject,
  yieldToOthers: YieldToOthers,
): Promise<readonly Deal[]> => {
  if (plan === undefined) return selectedDeals;
  const comparedPlans = (comparison?.planIds ?? []).map((id) => book.plan(id));
  for (const { inSteps } of isBoard ? [book.baseline(), plan, ...comparedPlans] : [plan])
    await runWithYielding(inSteps.value(), yieldToOthers);
  return isBoard ? newDeals(book, plan) : dealsIn(book, plan);
};

/** Returns the title of every page; a counterparty view does not show the internal name of a contract. */
export const titleFor = ({ selectedDeals, plan, isBoard }: Subject, view: SummaryRequest['view']): string => {
  if (plan && isBoard) return text('summaries.title.board', { plan: plan.plan.name });
  if (plan) return text('summaries.title.plan', { plan: plan.plan.name });
  const [first] = selectedDeals;
  if (view === 'counterparty' && selectedDeals.length === 1 && first) {
    return text('summaries.title.counterparty', { product: first.product.name, buyer: first.buyer.name });
  }
  return titleOf(selectedDeals);
};

/** The subject of a summary, its title, and its recipient. */
export type NamedSubject = Subject & {
  /** The contracts of the selection or of the plan, in a board pack those that it adds. */
  readonly deals: readonly Deal[];
  readonly title: string;
  readonly fileName: string;
  readonly view: SummaryRequest['view'];
  /** Of a plan for lenders or for the board. */
  readonly financing: PlanFinancing | undefined;
};

/** Throws as `subjectOf`, and what a plan that can't be valued throws. */
export const nameSubject = async (
  book: Workbook,
  request: SummaryRequest,
  yieldToOthers: YieldToOthers,
  financing?: PlanFinancing,
): Promise<NamedSubject> => {
  const subject = subjectOf(book, request);
  const deals = await valuedDealsOf(book, subject, yieldToOthers);
  const { view } = request;
  const title = titleFor(subject, view);
  const fileName = subject.isBoard ? boardFileName(book, title) : fileNameOf(book, view, deals, subject.plan);
  return { ...subject, deals, title, fileName, view, financing };
};
