import { COMPARED_PLANS } from '#shared/contract/compare.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { Language } from '#shared/domain/workspace.ts';

/** Maximum number of contracts of a summary. */
export const MAX_CONTRACTS = 40;

/** Maximum number of sections in an address. */
const MAX_SECTIONS = 60;

export const VIEWS = ['internal', 'counterparty', 'lender'] as const satisfies readonly SummaryRequest['view'][];

/** Parses the compared plans of a board pack; undefined if the address has none. */
const parseCompared = (query: URLSearchParams) => {
  const planIds = query.getAll('beside').flatMap((id) => PlanId.safeParse(id).data ?? []);
  const reference = PlanId.safeParse(query.get('against')).data;
  const isAllowed = planIds.length >= COMPARED_PLANS.least && planIds.length <= COMPARED_PLANS.most;
  return reference !== undefined && isAllowed ? { planIds, reference } : undefined;
};

/** Parses the summary of an address; undefined if it names neither contracts nor a plan. */
export const requestIn = (search: string): SummaryRequest | undefined => {
  const query = new URLSearchParams(search);
  const view = VIEWS.find((candidate) => candidate === query.get('view')) ?? 'internal';
  const language = Language.safeParse(query.get('language')).data;
  const options = { view, ...(language ? { language } : {}) };
  const contracts = query.getAll('contract').flatMap((id) => ContractId.safeParse(id).data ?? []);
  const sectionKeys = query.getAll('section').slice(0, MAX_SECTIONS);
  const sections = sectionKeys.length > 0 ? { sections: sectionKeys } : {};
  if (contracts.length > 0) return { subject: { contractIds: contracts.slice(0, MAX_CONTRACTS) }, ...options, ...sections };
  const board = PlanId.safeParse(query.get('board')).data;
  if (board !== undefined) {
    const comparedPlans = parseCompared(query);
    const scenario = ScenarioId.safeParse(query.get('scenario')).data;
    const choices = { ...(comparedPlans ? { compared: comparedPlans } : {}), ...(scenario === undefined ? {} : { scenario }) };
    return { subject: { boardOf: board, ...choices }, ...options, view: 'internal', ...sections };
  }
  const plan = PlanId.safeParse(query.get('plan')).data;
  return plan === undefined ? undefined : { subject: { planId: plan }, ...options, ...sections };
};

/** The address where the subject of a bundle is chosen, and whether an address asks for one. */
export const BUNDLE_ROUTE = '/summary?format=orebundle';
export const asksForBundle = (search: string): boolean => new URLSearchParams(search).get('format') === 'orebundle';

/** The address of a summary. */
export const summaryRoute = ({ subject, view, sections, language }: SummaryRequest): string => {
  const query = new URLSearchParams();
  if ('boardOf' in subject) {
    query.set('board', subject.boardOf);
    for (const id of subject.compared?.planIds ?? []) query.append('beside', id);
    if (subject.compared) query.set('against', subject.compared.reference);
    if (subject.scenario !== undefined) query.set('scenario', subject.scenario);
  } else if ('planId' in subject) query.set('plan', subject.planId);
  else for (const id of subject.contractIds) query.append('contract', id);
  query.set('view', view);
  for (const key of sections ?? []) query.append('section', key);
  if (language) query.set('language', language);
  return `/summary?${query}`;
};
