import { COMPARED_PLANS } from '#shared/contract/compare.ts';
import type { Input } from '#shared/contract/contract.ts';
import { PlanId } from '#shared/domain/ids.ts';

/** What an address asks to compare; what it leaves out follows the workspace. */
export type Asked = Input<'compare.get'>;

export const askedIn = (search: string): Asked => {
  const query = new URLSearchParams(search);
  const ids = [...new Set(query.getAll('plan').flatMap((id) => PlanId.safeParse(id).data ?? []))].slice(0, COMPARED_PLANS.most);
  const reference = PlanId.safeParse(query.get('against')).data;
  const said = query.get('of');
  const year = Number(said);
  return {
    ...(ids.length >= COMPARED_PLANS.least ? { planIds: ids } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(said === 'whole' ? { scope: 'whole' as const } : Number.isInteger(year) && year > 0 ? { scope: year } : {}),
  };
};

/** The address that asks for it. */
export const compareRoute = ({ planIds, reference, scope }: Asked): string => {
  const query = new URLSearchParams();
  for (const id of planIds ?? []) query.append('plan', id);
  if (reference !== undefined) query.set('against', reference);
  if (scope !== undefined) query.set('of', String(scope));
  const said = query.toString();
  return said === '' ? '/compare' : `/compare?${said}`;
};
