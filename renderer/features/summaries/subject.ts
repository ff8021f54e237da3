import { COMPARED_PLANS } from '#shared/contract/compare.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { Language } from '#shared/domain/workspace.ts';

/** Contracts that one summary takes. */
export const MOST_CONTRACTS = 40;

/** Sections that an address may name. */
const MOST_SECTIONS = 60;

export const VIEWS = ['internal', 'counterparty', 'lender'] as const satisfies readonly SummaryRequest['view'][];

/** The plans that a board's plan stands beside; undefined where the address names none. */
const comparedIn = (asked: URLSearchParams) => {
  const planIds = asked.getAll('beside').flatMap((id) => PlanId.safeParse(id).data ?? []);
  const reference = PlanId.safeParse(asked.get('against')).data;
  const fits = planIds.length >= COMPARED_PLANS.least && planIds.length <= COMPARED_PLANS.most;
  return reference !== undefined && fits ? { planIds, reference } : undefined;
};

/** What an address asks for; undefined when it names neither contracts nor a plan. */
export const requestIn = (search: string): SummaryRequest | undefined => {
  const asked = new URLSearchParams(search);
  const view = VIEWS.find((one) => one === asked.get('view')) ?? 'internal';
  const language = Language.safeParse(asked.get('language')).data;
  const how = { view, ...(language ? { language } : {}) };
  const contracts = asked.getAll('contract').flatMap((id) => ContractId.safeParse(id).data ?? []);
  const wanted = asked.getAll('section').slice(0, MOST_SECTIONS);
  const sections = wanted.length > 0 ? { sections: wanted } : {};
  if (contracts.length > 0) return { subject: { contractIds: contracts.slice(0, MOST_CONTRACTS) }, ...how, ...sections };
  const board = PlanId.safeParse(asked.get('board')).data;
  if (board !== undefined) {
    const beside = comparedIn(asked);
    return { subject: { boardOf: board, ...(beside ? { compared: beside } : {}) }, ...how, view: 'internal', ...sections };
  }
  const plan = PlanId.safeParse(asked.get('plan')).data;
  return plan === undefined ? undefined : { subject: { planId: plan }, ...how, ...sections };
};

/** The address of a summary. */
export const summaryRoute = ({ subject, view, sections, language }: SummaryRequest): string => {
  const query = new URLSearchParams();
  if ('boardOf' in subject) {
    query.set('board', subject.boardOf);
    for (const id of subject.compared?.planIds ?? []) query.append('beside', id);
    if (subject.compared) query.set('against', subject.compared.reference);
  } else if ('planId' in subject) query.set('plan', subject.planId);
  else for (const id of subject.contractIds) query.append('contract', id);
  query.set('view', view);
  for (const key of sections ?? []) query.append('section', key);
  if (language) query.set('language', language);
  return `/summary?${query}`;
};
