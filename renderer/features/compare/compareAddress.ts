import { COMPARED_PLANS } from '#shared/contract/compare.ts';
import type { Input } from '#shared/contract/contract.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { scenarioOfAddress } from '../cycles/index.ts';

/** What an address asks to compare; absent parts follow the workspace. */
export type ComparisonInput = Input<'compare.get'>;

export const parseCompareAddress = (search: string): ComparisonInput => {
  const query = new URLSearchParams(search);
  const ids = [...new Set(query.getAll('plan').flatMap((id) => PlanId.safeParse(id).data ?? []))].slice(0, COMPARED_PLANS.most);
  const reference = PlanId.safeParse(query.get('against')).data;
  const scope = query.get('of');
  const year = Number(scope);
  const scenario = scenarioOfAddress(search);
  return {
    ...(ids.length >= COMPARED_PLANS.least ? { planIds: ids } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(scope === 'whole' ? { scope: 'whole' as const } : Number.isInteger(year) && year > 0 ? { scope: year } : {}),
    ...(scenario === undefined ? {} : { scenario }),
  };
};

/** Writes the address of a comparison. */
export const compareRoute = ({ planIds, reference, scope, scenario }: ComparisonInput): string => {
  const query = new URLSearchParams();
  for (const id of planIds ?? []) query.append('plan', id);
  if (reference !== undefined) query.set('against', reference);
  if (scope !== undefined) query.set('of', String(scope));
  if (scenario !== undefined) query.set('scenario', scenario);
  const parameters = query.toString();
  return parameters === '' ? '/compare' : `/compare?${parameters}`;
};

let lastScope: ComparisonInput['scope'];

/** Keeps the years that a person chose, so that the page shows them again after a visit elsewhere. */
export const rememberScope = (scope: ComparisonInput['scope']): void => {
  lastScope = scope;
};

/** Adds the years last chosen in this window to an address without years. */
export const withLastScope = (input: ComparisonInput): ComparisonInput =>
  input.scope === undefined && lastScope !== undefined ? { ...input, scope: lastScope } : input;
