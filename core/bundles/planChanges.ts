import { isDeepStrictEqual } from 'node:util';
import type { Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { isInPlan, type Plan } from '#shared/domain/plan.ts';
import { message } from '#shared/messages/text.ts';
import { fieldChanges } from '../history/recordTimeline.ts';
import type { ImportContext } from '../imports/importContext.ts';
import { applyOverride } from '../portfolio/resolver.ts';

const inclusion = (isIncluded: boolean): Message => message(isIncluded ? 'plans.page.contracts.yes' : 'plans.page.contracts.no');

/** What two states of a plan say differently of contracts, term by term, each by its contract's code. */
export const planChanges = (was: Plan, is: Plan, context: ImportContext): readonly FieldChange[] => {
  const saidIn = (plan: Plan) => new Map(plan.overrides.map((override) => [override.contractId, override]));
  const [before, after] = [saidIn(was), saidIn(is)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly FieldChange[] => {
    const [old, young] = [before.get(id), after.get(id)];
    if (isDeepStrictEqual(old, young)) return [];
    const contract = OfftakeContract.safeParse(context.entries.get('contract')?.get(id)?.value).data;
    // what is said of a contract that is not here is refused, and said there
    if (contract === undefined) return [];
    const [wasIncluded, isIncluded] = [isInPlan(was, contract), isInPlan(is, contract)];
    const fields = [
      ...(wasIncluded === isIncluded
        ? []
        : [{ label: message('plans.page.contracts.in'), before: inclusion(wasIncluded), after: inclusion(isIncluded) }]),
      ...fieldChanges('contract', applyOverride(contract, old), applyOverride(contract, young), context),
    ];
    return fields.map((field) => ({ ...field, label: { list: [contract.code, field.label], by: 'colon' } }));
  });
};
