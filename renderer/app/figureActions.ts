import { createFigureFinder } from '#shared/contract/identifiedFigures.ts';
import { CONTRACT_QUERIES, PAGE_FIGURE, PAGE_QUERIES, type PageQuery } from '#shared/contract/pageQueries.ts';
import type { PageFigure } from '#shared/contract/sensitivity.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { text } from '#shared/messages/text.ts';
import { targetOfFigure } from '#shared/presentation/figureTarget.ts';
import type { ShownAnswer } from '../api/shownAnswers.ts';
import type { FigureAction, FigureActions, ShownFigure } from '../components/settings.tsx';

const isPageQuery = (name: string): name is PageQuery => (PAGE_QUERIES as readonly string[]).includes(name);

const finderOf = memoizeWeakly(createFigureFinder);

/** The query of the page whose answer has a figure. */
const findPageQuery = (identity: ShownFigure['identity'], answers: readonly ShownAnswer[]) => {
  for (const { name, input, value } of answers) if (isPageQuery(name) && finderOf(value as object)(identity)) return { call: name, input };
  return undefined;
};

/** The contract that a query is asked about, and the rest of its input. */
const splitInput = ({ call, input }: { readonly call: PageQuery; readonly input: object }) => {
  if (!CONTRACT_QUERIES.has(call)) return { contractId: undefined, input };
  const { contract, ...rest } = input as { readonly contract: { readonly id: string } };
  return { contractId: contract.id, input: rest };
};

/** The URL parameters that open a figure on both pages; undefined for a figure that is not a target. */
const searchParametersOf = (
  { identity, unit, decimals }: ShownFigure,
  planId: string,
  answers: () => readonly ShownAnswer[],
): string | undefined => {
  const target = targetOfFigure(identity, planId);
  if (target.kind === 'none') return undefined;
  const search = new URLSearchParams();
  if (target.kind === 'catalogue') {
    const { key, contractId, year, run } = target;
    if (contractId !== undefined) search.set('contract', contractId);
    search.set('target', key);
    if (year !== undefined) search.set('year', String(year));
    if (run !== undefined) search.set('run', run);
    return search.toString();
  }
  const query = findPageQuery(identity, answers());
  if (query === undefined) return undefined;
  const { contractId = /^contract:([^/]+)/u.exec(identity.subject)?.[1], input } = splitInput(query);
  if (contractId !== undefined) search.set('contract', contractId);
  search.set('target', PAGE_FIGURE);
  const figure: PageFigure = { call: query.call, input: JSON.parse(JSON.stringify(input)), identity, unit, decimals };
  search.set('figure', JSON.stringify(figure));
  return search.toString();
};

/** Creates the actions for figures, besides their explanation, where a plan is chosen and a page shows some answers. */
export const createFigureActions = (planId: string, answers: () => readonly ShownAnswer[]): FigureActions => {
  const list = (figure: ShownFigure): readonly FigureAction[] => {
    const search = searchParametersOf(figure, planId, answers);
    if (search === undefined) return [];
    return [
      { label: text('place.goalSeek'), route: `/goal-seek?${search}` },
      { label: text('place.sensitivityTable'), route: `/sensitivity-table?${search}` },
    ];
  };
  return {
    list,
    has: (identity) => {
      const { kind } = targetOfFigure(identity, planId);
      return kind === 'catalogue' || (kind === 'page' && findPageQuery(identity, answers()) !== undefined);
    },
  };
};
