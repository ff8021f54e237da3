import { ContractId } from '#shared/domain/ids.ts';
import { openServices } from '../helpers/services.ts';
import { measureRuns, report } from './medians.ts';

/** A table of 15 x 15 cells. */
const STEPS = 14;
const RUNS = 7;

/** Measures goal seek and sensitivity tables on the sample mine with every deal in the plan: 40 contracts. */
export const benchTools = async (): Promise<void> => {
  const services = await openServices();
  try {
    const contractId = ContractId.parse('C-042');
    const { planId } = (await services.book()).settings;
    for (const { id, isIncluded, status } of (await services.ask('contracts.list', {})).rows)
      if (!isIncluded && status !== 'ended') await services.ask('plans.include', { id: planId, contractId: id, included: true });
    const { drivers } = await services.ask('sensitivity.options', { contractId });
    const axis = (key: string) => {
      const { low, high } = drivers.find((driver) => driver.key === key)!;
      return { driver: key, low, high, steps: STEPS };
    };
    const contracts = (await services.book()).plan().portfolio.contracts.length;
    const on = `sample mine, ${contracts} contracts`;
    const charge = 'terms.0.price.treatmentCharge.differential';
    for (const [target, rows, columns] of [
      ['deal.npv', 'terms.0.collar.floor', charge],
      ['deal.npv', 'price.CU', charge],
      ['plan.npv', 'terms.0.quantity.tonnesPerYear', charge],
      ['plan.npv', 'price.CU', 'terms.0.quantity.tonnesPerYear'],
      ['plan.china', 'price.CU', 'terms.0.quantity.tonnesPerYear'],
    ] as const) {
      const compute = async () => {
        const started = await services.ask('sensitivity.table', { contractId, target, rows: axis(rows), columns: axis(columns) });
        return services.waitForJob(started, 'sensitivity');
      };
      const name = (key: string): string => key.split('.').slice(-2).join('.');
      report(`15 x 15 table of ${target}, ${name(rows)} x ${name(columns)}`, await measureRuns(RUNS, 1, compute), 'ms', on);
    }
    const { low, high } = axis(charge);
    const goal = Number((await services.ask('sensitivity.figure', { contractId, target: 'deal.npv' })).figure.value) * 1.01;
    const seek = () => services.ask('sensitivity.goalSeek', { contractId, target: 'deal.npv', goal, driver: charge, low, high, hold: [] });
    report('goal seek of deal.npv by the treatment charge', await measureRuns(RUNS, 1, seek), 'ms', on);
  } finally {
    await services.close();
  }
};
