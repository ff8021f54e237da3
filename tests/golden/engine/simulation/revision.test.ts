import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  differenceOnCommonPaths,
  findTailPaths,
  mergeBlocks,
  type PortfolioContract,
  SIMULATION_REVISION,
  type SimulationRequest,
  shortfallComponents,
  simulate,
  simulatePathRevenue,
} from '#engine';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { packParts, unpackParts } from '../../../../core/packedRequest.ts';
import { yuanOption } from '../../../helpers/engine/yuanOption.ts';
import { requestOff } from '../simulationOff.ts';
import { referenceWork } from './referenceWork.ts';
import { readWorkspace, requestOf } from './workspace.ts';

/** Not a multiple of a block or of the lanes. */
const PATHS = 301;
const CENTRE_PATHS = 2048;

/** A run of the sample as an earlier version stored it: parts that the engine can't read here, it can't read in any user's old run. */
const storedRequest = unpackParts<SimulationRequest>(JSON.parse(readFileSync(new URL('./sample.json', import.meta.url), 'utf8')));
const { valuationMonth } = storedRequest.portfolio;

const quantity = (change: Partial<Terms['quantity']>) => (terms: Terms) => ({ ...terms, quantity: { ...terms.quantity, ...change } });
const payment = (change: Partial<Terms['payment']>) => (terms: Terms) => ({ ...terms, payment: { ...terms.payment, ...change } });
const quotation = (change: Partial<Terms['quotation']>) => (terms: Terms) => ({ ...terms, quotation: { ...terms.quotation, ...change } });

/** Terms that no contract of the sample has, each given to some of them. */
const TWISTS: readonly ((terms: Terms) => Terms)[] = [
  quantity({ toleranceOption: 'seller', tolerance: 0.15 }),
  quantity({ takeOrPayShare: 0.9, takeOrPayBasis: 'difference' }),
  quantity({ takeOrPayShare: 0.95, takeOrPayBasis: 'full', makeUpMonths: 18, makeUpPrice: 'rise', carryForwardShare: 0.1 }),
  quantity({ excused: { importBan: false, tariff: true, priceFall: true }, toleranceOption: 'buyer', tolerance: 0.3 }),
  quantity({ rampUp: [0.4, 0.8], monthWeights: [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5] }),
  payment({
    paymentMonths: 4,
    provisionalShare: 0.7,
  }),
  payment({ letterOfCredit: true, provisionalShare: 1 }),
  quotation({
    alternatives: [
      { offset: 0, length: 1, from: 'shipment' },
      { offset: 3, length: 2, from: 'arrival' },
    ],
    holder: 'seller',
    declarationMonths: 1,
  }),
  (terms) => ({ ...terms, blend: { fixedShare: 0.3, fixedPrice: 700 }, collar: { level: 'blend', floor: 500, cap: 1500 } }),
  (terms) => ({ ...terms, collar: { level: 'netback', floor: 60, cap: 2500 } }),
];

/** Given to the contracts with the sixth twist. */
const PREPAYMENT = { amountUsd: 9e6, date: '2026-09-15', annualRate: 0.07, graceMonths: 3, repayMonths: 20 };
const PREPAID_TWIST = 5;

/** Every fourth contract is under way with an open item. */
const varyEntry = (entry: PortfolioContract, i: number): PortfolioContract => {
  const { contract } = entry;
  const hasBegun = i % 4 === 0 && contract.start <= valuationMonth;
  const opening = {
    asOf: valuationMonth,
    takenTonnes: 4000,
    paidTonnes: 3500,
    paidValueUsd: 900_000,
    openDeliveries: contract.start < valuationMonth ? [{ month: valuationMonth - 1, tonnes: 800, provisionalPaidUsd: 150_000 }] : [],
    makeUpLots: [{ tonnes: 600, priceUsdPerDmt: 210, lastMonth: valuationMonth + 9 }],
    deferredTonnes: 700,
    unpaid: [{ date: '2026-08-20', amountUsd: 250_000 }],
  };
  const change = TWISTS[i % TWISTS.length]!;
  return {
    ...entry,
    ...(i % TWISTS.length === PREPAID_TWIST && { prepayment: PREPAYMENT }),
    contract: OfftakeContract.parse({
      ...contract,
      probability: 0.5 + (i % 5) / 10,
      terms: contract.terms.map(change),
      ...(hasBegun ? { opening } : {}),
    }),
  };
};

const everyKind: SimulationRequest = {
  ...storedRequest,
  portfolio: {
    ...storedRequest.portfolio,
    products: storedRequest.portfolio.products.map((product, i) =>
      i % 2 === 0 ? { ...product, production: product.production.map((t) => 0.8 * t) } : product,
    ),
    contracts: storedRequest.portfolio.contracts.map(varyEntry),
  },
  parameters: {
    ...storedRequest.parameters,
    weighted: true,
    hazards: { ...storedRequest.parameters.hazards, performanceHazard: 0.2, recovery: 0.3 },
  },
};

const { plan: yuanPlan, deck: yuanDeck } = yuanOption();

const REQUESTS: readonly SimulationRequest[] = [
  storedRequest,
  everyKind,
  ...['w1', 'w2', 'w5', 'w8'].map((name) => requestOf(readWorkspace(name), PATHS)),
  referenceWork(PATHS),
  requestOff(yuanPlan, yuanDeck),
];

it('the revision of the simulation is the digest of its results: earlier runs are outdated as soon as one bit differs', () => {
  const digest = createHash('sha256');
  const totals: Float64Array[] = [];
  for (const { parameters, ...rest } of REQUESTS) {
    const request = { ...rest, parameters: { ...parameters, paths: PATHS, centrePaths: CENTRE_PATHS } };
    const result = mergeBlocks(request, [simulate(request, { from: 0, to: PATHS })]);
    const tail = findTailPaths(result, 0.95);
    const components = shortfallComponents(request, result, tail, simulatePathRevenue(request, tail.paths));
    digest.update(JSON.stringify(packParts([result, components])));
    totals.push(result.netRevenueTotal);
  }
  digest.update(JSON.stringify(packParts(differenceOnCommonPaths(totals[0]!, totals[1]!))));
  expect(SIMULATION_REVISION, 'raise it in engine/simulation/revision.ts: the simulation comes to other numbers').toBe(
    digest.digest('hex').slice(0, 12),
  );
});
