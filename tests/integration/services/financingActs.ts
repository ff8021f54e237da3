import { listContracts } from '#db/repositories/contracts.ts';
import { getProjectFinance, listFacilities } from '#db/repositories/financing.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import type { Services } from '../../helpers/services.ts';

/** Earlier actions may have removed every such record. */
export class NothingLeft extends Error {}

/** Picks by a number that fast-check draws from the records at the start of the action. */
export type Pick = { readonly one: <T>(of: readonly T[]) => T; readonly fraction: number; readonly text: string; readonly flag: boolean };

/** Creates a pick from a seed; each list is known up to its first `count` members. */
export const createPick = (seed: number, count = Number.POSITIVE_INFINITY): Pick => {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    one: (of) => {
      const pickedItem = of[Math.floor(next() * Math.min(of.length, count))];
      if (pickedItem === undefined) throw new NothingLeft();
      return pickedItem;
    },
    fraction: next(),
    text: `Ore ${Math.floor(next() * 40)}`,
    flag: next() < 0.5,
  };
};

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

/** An existing facility; an unknown one if there is none. */
const facilityFor = async (services: Services, pickOne: Pick['one']) => {
  const storedFacilities = await listFacilities(dbOf(services));
  return storedFacilities.length > 0 ? pickOne(storedFacilities).facility.id : FacilityId.parse('not-stored');
};

/** Inputs of the commands of financing. */
export const FINANCING_ACTS = {
  'financing.save': async (services: Services, { text, fraction, one }: Pick) => {
    const { facility } = await services.ask('financing.blank', { kind: 'prepayment' });
    return {
      facility: { ...facility, name: text, commitment: fraction * 1e8, contractIds: [one(await listContracts(dbOf(services))).id] },
    };
  },
  'financing.override': async (services: Services, { one, fraction, flag }: Pick) => ({
    planId: one(await listPlans(dbOf(services))).id,
    override: { facilityId: await facilityFor(services, one), included: flag, rate: fraction },
  }),
  'financing.remove': async (services: Services, { one }: Pick) => ({ id: one(await listFacilities(dbOf(services))).facility.id }),
  'financing.saveProject': async (services: Services, { fraction }: Pick) => ({
    project: { ...(await getProjectFinance(dbOf(services))).project, taxRate: fraction },
  }),
};
