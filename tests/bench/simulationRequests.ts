import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulationRequest } from '#engine';
import { unpackParts } from '../../core/packedRequest.ts';
import { referenceWork } from '../golden/engine/simulation/referenceWork.ts';
import { root } from '../helpers/app.ts';

const SAMPLE = 'tests/golden/engine/simulation/sample.json';

/** The stored run of the sample mine with every source of chance on. */
export const sampleRun = (paths: number): SimulationRequest => {
  const { parameters, ...stored } = unpackParts<SimulationRequest>(JSON.parse(readFileSync(join(root, SAMPLE), 'utf8')));
  return { ...stored, centre: undefined, parameters: { ...parameters, paths, hazards: { ...parameters.hazards, policy: true } } };
};

/** The full model on the contracts of the reference work: cycle, credit and performance, tolerance and take-or-pay. */
export const makeFullModel = (paths: number): SimulationRequest => {
  const request = referenceWork(paths);
  const weights = { china: 0.55, restOfAsia: 0.2, europe: 0.1, americas: 0.05, restOfWorld: 0.1 };
  const { cycle, hazards } = request.parameters;
  return {
    ...request,
    portfolio: {
      ...request.portfolio,
      contracts: request.portfolio.contracts.map((entry, i) => ({
        ...entry,
        buyer: { ...entry.buyer, cycleSensitivity: 1 },
        contract: {
          ...entry.contract,
          terms: entry.contract.terms.map((terms) => ({
            ...terms,
            quantity: {
              ...terms.quantity,
              ...(i % 2 === 0 ? ({ tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.95, makeUpMonths: 12 } as const) : {}),
            },
          })),
        },
      })),
    },
    drivers: request.drivers.map((driver, d) => ({ ...driver, cycleExponent: [2.5, 1.5, 1.5, 3.5, 2][d % 5]!, weights })),
    parameters: {
      ...request.parameters,
      centrePaths: 4_096,
      cycle: { ...cycle, on: true },
      hazards: { ...hazards, credit: true, performance: true },
    },
  };
};

/** Halves a request in one dimension. */
export const halves: Readonly<Record<string, (of: SimulationRequest) => SimulationRequest>> = {
  paths: (of) => ({ ...of, parameters: { ...of.parameters, paths: of.parameters.paths / 2 } }),
  months: ({ portfolio, ...of }) => ({
    ...of,
    portfolio: { ...portfolio, lastMonth: portfolio.valuationMonth + (portfolio.lastMonth - portfolio.valuationMonth) / 2 },
  }),
  contracts: ({ portfolio, ...of }) => ({
    ...of,
    portfolio: { ...portfolio, contracts: portfolio.contracts.filter((_, i) => i % 2 === 0) },
  }),
  // contracts of the removed references are removed too
  references: ({ portfolio, drivers, correlation, ...of }) => {
    const half = drivers.length / 2;
    const products = portfolio.products.slice(0, half);
    return {
      ...of,
      drivers: drivers.slice(0, half),
      correlation: correlation.slice(0, half).map((row) => row.slice(0, half)),
      portfolio: {
        ...portfolio,
        products,
        contracts: portfolio.contracts.filter(({ contract }) => products.some(({ id }) => id === contract.productId)),
      },
    };
  },
};
