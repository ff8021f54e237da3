import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { addContracts, listContracts } from '#db/repositories/contracts.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { allocateTonnage, allocationFrontier, concentrationByDimension, type Exposure, type ExposureRow } from '#engine';
import { AllocationAim } from '#shared/contract/allocation.ts';
import { CONTRACT, type Input } from '#shared/contract/contract.ts';
import type { AllocationProblem } from '#shared/domain/allocation.ts';
import { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { allocationHandlers } from '../../core/allocation/allocation.ts';
import { computeEffect } from '../../core/effect/effect.ts';
import type { AllocationJob, Allocator } from '../../core/workers/allocationClient.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import { root } from '../helpers/app.ts';
import { openServices, type Services } from '../helpers/services.ts';
import { measureRuns, median, report } from './medians.ts';

const CONTRACTS = 10_000;
const YEARS = 20;

const exposure: Exposure = {
  years: Array.from({ length: YEARS }, (_, i) => 2027 + i),
  rows: Array.from(
    { length: CONTRACTS },
    (_, i): ExposureRow => ({
      contractId: ContractId.parse(`c-${i}`),
      members: {
        buyer: `b${i % 400}`,
        ultimateParent: `p${i % 300}`,
        group: `g${i % 350}`,
        actsAsOne: `a${i % 380}`,
        buyerCountry: `k${i % 40}`,
        ownership: ['state', 'private', 'trader'][i % 3] ?? 'private',
        metal: `m${i % 10}`,
        product: `x${i % 30}`,
        reference: `r${i % 25}`,
        currency: ['USD', 'CNH'][i % 2] ?? 'USD',
        incoterm: ['CIF', 'CFR', 'FOB'][i % 3] ?? 'CIF',
      },
      destinations: [{ zone: i % 2 === 0 ? 'china' : 'europe', country: `k${i % 40}`, share: 1 }],
      rating: 'BBB',
      parentCountry: 'CN',
      tonnes: Array.from({ length: YEARS }, (_, y) => 1000 + ((i * 37 + y * 11) % 9000)),
      grossValue: Array.from({ length: YEARS }, (_, y) => 1e6 + ((i * 53 + y * 17) % 9000) * 1000),
    }),
  ),
};

/** 50 buyers x 10 products x 10 years with one cell each; limits on production by product and year, on each buyer and on China by year. */
const makeLargeProblem = (): AllocationProblem => {
  const cells = [];
  const limits = [];
  const sums = new Map<string, { cell: string; weight: number }[]>();
  const addToSum = (key: string, cell: string) => sums.set(key, [...(sums.get(key) ?? []), { cell, weight: 1 }]);
  for (let year = 0; year < 10; year++) {
    for (let product = 0; product < 10; product++) {
      for (let buyer = 0; buyer < 50; buyer++) {
        const id = `${buyer}.${product}.${year}`;
        const pick = (buyer * 7919 + product * 104_729 + year * 1_299_709) % 1000;
        cells.push({ id, minimum: 0, maximum: 1000 + 9 * pick, margin: 20 + pick / 4 });
        addToSum(`production ${product} ${year}`, id);
        addToSum(`buyer ${buyer} ${year}`, id);
        addToSum(`all ${year}`, id);
        if (buyer % 3 === 0) addToSum(`china ${year}`, id);
      }
    }
  }
  for (const [key, countedCells] of sums) {
    const year = key.split(' ').at(-1) ?? '';
    if (key.startsWith('production')) limits.push({ id: key, source: key, counted: countedCells, atMost: 90_000 });
    if (key.startsWith('buyer'))
      limits.push({ id: key, source: key, counted: countedCells, of: sums.get(`all ${year}`) ?? [], atMost: 0.05 });
    if (key.startsWith('china'))
      limits.push({ id: key, source: key, counted: countedCells, of: sums.get(`all ${year}`) ?? [], atMost: 0.3 });
  }
  return { cells, limits, objective: { kind: 'revenue' } };
};

/** Solves the same with scipy's HiGHS (native code) and prints the ratio. Prints one line if scipy is not installed. */
const compareWithScipy = (ours: readonly number[]): void => {
  const python = spawnSync('python3', [join(root, 'tests', 'bench', 'peers', 'allocation.py')], { encoding: 'utf8' });
  if (python.status !== 0) {
    console.log('scipy is not installed, so its HiGHS is not compared');
    return;
  }
  const { version, times, found } = z
    .object({ version: z.string(), times: z.array(z.number()), found: z.number() })
    .parse(JSON.parse(python.stdout));
  report(`the same in scipy ${version}, HiGHS`, times, 'ms', 'native code');
  console.log(`  found ${found.toPrecision(12)}; ours / scipy ${(median(ours) / median(times)).toFixed(2)}`);
};

/** Measures the effect card of a draft in a plan of a thousand contracts. */
const benchEffectCard = async (): Promise<void> => {
  const services = await openServices(async (tx) => {
    await seedSample(tx);
    const signedContracts = (await listContracts(tx)).filter(({ status }) => status === 'active' || status === 'signed');
    await addContracts(
      tx,
      Array.from({ length: 1000 - signedContracts.length }, (_, n) => {
        const signedContract = signedContracts[n % signedContracts.length];
        if (!signedContract) throw new Error('the sample has no contract');
        const terms = signedContract.terms.map((set) => ({
          ...set,
          quantity: { ...set.quantity, tonnesPerYear: set.quantity.tonnesPerYear / 40 },
        }));
        return { ...signedContract, id: ContractId.parse(`bench-${n}`), code: `B-${n}`, terms };
      }),
    );
  });
  try {
    const book = await services.book();
    const draft = book.contracts.find(({ code }) => code === 'C-042');
    const product = draft && book.products.get(draft.productId);
    if (!draft || !product) throw new Error('the sample has no C-042');
    const before = book.without(draft.id);
    before.scenarioCost();
    let tonnes = 100_000;
    const card = () => {
      tonnes += 10;
      const terms = draft.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: tonnes } }));
      return computeEffect(book, product, before, book.withDraft({ ...draft, terms }));
    };
    report('effect card of a changed draft', await measureRuns(9, 2, card), 'ms', '1,000 contracts in the plan, 241 of its product');
  } finally {
    await services.close();
  }
};

/** Measures the 25 programs of a frontier without the simulation before them, as the thread solves them. */
const benchFrontier = async (services: Services, input: Input<'allocation.start'>): Promise<void> => {
  const solver = await loadSolver();
  let receivedJob: AllocationJob | undefined;
  const allocator: Allocator = {
    allocate: async (job, say) => {
      receivedJob = job;
      return services.ctx.allocator.allocate(job, say);
    },
    cure: services.ctx.allocator.cure,
  };
  const handler = allocationHandlers['allocation.start'];
  await services.waitForJob(await handler(CONTRACT['allocation.start'].input.parse(input), { ...services.ctx, allocator }), 'allocation');
  if (!receivedJob?.frontier) throw new Error('there is no frontier');
  const { problem, frontier } = receivedJob;
  const { risk, points } = frontier;
  const times = await measureRuns(5, 2, () => allocationFrontier(problem, risk, points, solver));
  report(
    `${points} points of revenue against ${input.aim}, programs only`,
    times,
    'ms',
    `${problem.cells.length} deals, ${problem.limits.length} limits`,
  );
};

/** Measures concentration of a large portfolio, the effect card, allocation (compared with scipy's HiGHS), what-if and the frontier. */
export const benchDiversification = async (): Promise<void> => {
  const dimensions = () => ExposureDimension.options.map((dimension) => concentrationByDimension(exposure, dimension, 'grossValue'));
  report('12 dimensions of concentration', await measureRuns(9, 2, dimensions), 'ms', `${CONTRACTS} contracts x ${YEARS} years`);

  const solver = await loadSolver();
  const problem = makeLargeProblem();
  const solverRuns = await measureRuns(5, 1, () => allocateTonnage(problem, solver));
  report('allocation of 50 buyers x 10 products x 10 years', solverRuns, 'ms', 'HiGHS in WebAssembly');
  const allocation = await allocateTonnage(problem, solver);
  if (allocation.status === 'optimal')
    console.log(`  found ${allocation.revenue.toPrecision(12)}, ${allocation.violations.length} limits exceeded`);
  compareWithScipy(solverRuns);

  await benchEffectCard();
  const services = await openServices();
  try {
    const on = 'sample mine, output parsed';
    let factor = 1;
    const whatIf = () => {
      factor = factor === 1 ? 0.5 : 1;
      return services.ask('diversification.whatIf', { tonnes: [{ member: 'jinshan', factor }], lostCountries: ['CN'] });
    };
    report('diversification.whatIf, a changed buyer', await measureRuns(15, 3, whatIf), 'ms', on);
    report('diversification.get', await measureRuns(15, 3, () => services.ask('diversification.get', {})), 'ms', on);
    report('limits.board', await measureRuns(15, 3, () => services.ask('limits.board', {})), 'ms', on);
    const { deals, limits } = await services.ask('allocation.deals', {});
    const movableDeals = deals
      .filter(({ isFixed, currentTonnes }) => !isFixed && currentTonnes > 0)
      .map(({ contractId, currentTonnes }) => ({ contractId, minimum: currentTonnes * 0.8, maximum: currentTonnes * 1.2 }));
    const brokenLimits = limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id);
    const runAllocation = async (aim: AllocationAim) =>
      services.waitForJob(await services.ask('allocation.start', { aim, deals: movableDeals, without: brokenLimits }), 'allocation');
    const first = await measureRuns(1, 0, () => runAllocation('revenue'));
    report('first allocation, simulation included', first, 'ms', '500 and 2 x 2,048 paths simulated');
    for (const aim of AllocationAim.options) {
      const jobRuns = await measureRuns(5, 1, () => runAllocation(aim));
      report(`allocation and frontier of 25 points, best ${aim}`, jobRuns, 'ms', `${on}, thread start and simulation included`);
    }
    for (const aim of ['tailMean', 'variance', 'hhi'] as const)
      await benchFrontier(services, { aim, deals: movableDeals, without: brokenLimits });
  } finally {
    await services.close();
  }
};
