import { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { openServices } from '../helpers/services.ts';
import { measureRuns, report } from './medians.ts';
import { numpyTable, TABLE_OF, valueTable } from './numpyValuation.ts';
import { reportComparison } from './peers.ts';

/** A table of 15 x 15 cells. */
const STEPS = 14;
const RUNS = 7;

/** Repetitions of the table in numpy. */
const NUMPY_REPEATS = 5;
/** Runs of a goal seek over paths, each of which simulates a score of plans of 10,000 paths. */
const PATH_RUNS = 1;

/** Compares a table with the same one in numpy. Orebook also stores every delivery, invoice and take-or-pay year of each cell. */
const compareTable = (): void => {
  const numpy = numpyTable(1);
  const peer = {
    name: 'numpy',
    version: numpy?.version,
    run: () => numpy?.answer ?? Number.NaN,
    process: { measure: () => numpyTable(NUMPY_REPEATS)?.ms ?? Number.NaN },
  };
  reportComparison({ work: TABLE_OF, ours: valueTable, peers: [peer], tolerance: 1e-9 }, peer);
};

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
        const startedJob = await services.ask('sensitivity.table', { contractId, target, rows: axis(rows), columns: axis(columns) });
        return services.waitForJob(startedJob, 'sensitivity');
      };
      const name = (key: string): string => key.split('.').slice(-2).join('.');
      report(`15 x 15 table of ${target}, ${name(rows)} x ${name(columns)}`, await measureRuns(RUNS, 1, compute), 'ms', on);
    }
    const { low, high } = axis(charge);
    const goal = Number((await services.ask('sensitivity.figure', { contractId, target: 'deal.npv' })).figure.value) * 1.01;
    const seek = () => services.ask('sensitivity.goalSeek', { contractId, target: 'deal.npv', goal, driver: charge, low, high, hold: [] });
    report('goal seek of deal.npv by the treatment charge', await measureRuns(RUNS, 1, seek), 'ms', on);
    const floor = { ...axis('terms.0.collar.floor'), target: 'paths.cash.tailMean', year: 2028, hold: [] };
    const onPaths = async () => {
      const { driver, low: from, high: to, target, year, hold } = floor;
      const request = { contractId, target, year, goal: 0, driver, low: from, high: to, hold };
      return services.waitForJob(await services.ask('sensitivity.goalSeekInJob', request), 'goalSeek');
    };
    report(
      'goal seek of the worst 5 % of 2028 by the floor',
      await measureRuns(PATH_RUNS, 0, onPaths),
      'ms',
      `${on}, ${DEFAULT_SIMULATION.paths} paths`,
    );
    compareTable();
  } finally {
    await services.close();
  }
};
