import { identityKey } from '#shared/contract/identifiedFigures.ts';
import { CALLS, type CallName } from '#shared/contract/names.ts';
import { PAGE_QUERIES } from '#shared/contract/pageQueries.ts';
import { targetOfFigure } from '#shared/presentation/figureTarget.ts';
import type { FoundFigure } from './figureCrawl.ts';

/** Queries whose figures are no targets, where no other page has the same figure. */
const NO_TARGETS: Readonly<Partial<Record<CallName, string>>> = {
  'allocation.deals': 'what a solver may change',
  'allocation.valued': 'tonnes as they are typed',
  'jobs.get': 'the answer of a solver',
  'cycles.assumptions': 'a change of an assumption of the scenario, which has a tornado of its own',
  'cycles.reverse': 'the answer of a search',
  'cycles.cures': 'the answer of a search',
  'decisions.list': 'figures as they were noted',
  'decks.compare': 'prices as entered',
  'decks.get': 'prices as entered',
  'diversification.whatIf': 'tonnes as they are typed',
  'financing.list': 'amounts as entered',
  'financing.ofDeal': 'amounts as entered',
  'financing.paths': 'a stored run',
  'financing.workbench': 'a facility as it is typed, with searches of its own',
  'limits.cure': 'the answer of a search',
  'market.calibrate': 'a process fitted to prices',
  'simulation.get': 'a stored run',
  'simulation.path': 'a stored run',
  'simulation.preview': 'a stored run',
  'simulation.question': 'a stored run',
  'simulation.savedQuestions': 'a stored run',
  'tenders.breakEvens': 'the answer of a search',
  'tenders.effect': 'the plan with a bid that is not accepted',
  'versions.compare': 'terms of an earlier version',
  'versions.list': 'terms of an earlier version',
  'workspace.previewValuationDate': 'another valuation date',
};

const callOf = ({ at }: FoundFigure): string => at.split('(')[0]!;

/**
 * Lists the figures of answers that have neither a target nor a reason to have none: those of the catalogue and the stated reasons are known by
 * their identity, the others must be in the answer of a query that a goal seek can ask.
 */
export const findWithoutTarget = (figures: readonly FoundFigure[], planId: string): readonly string[] => {
  const pageKeys = new Set(
    figures.flatMap((figure) => ((PAGE_QUERIES as readonly string[]).includes(callOf(figure)) ? [identityKey(figure.identity)] : [])),
  );
  return figures.flatMap((figure) => {
    const call = callOf(figure);
    if (!Object.hasOwn(CALLS, call) || call.startsWith('sensitivity.') || call === 'summaries.preview') return [];
    if (targetOfFigure(figure.identity, planId).kind !== 'page' || pageKeys.has(identityKey(figure.identity)) || call in NO_TARGETS)
      return [];
    return [`${figure.at}: ${identityKey(figure.identity)}`];
  });
};
