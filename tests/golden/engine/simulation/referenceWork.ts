import { readFileSync } from 'node:fs';
import { deckMarket, type MarketReference, type Portfolio, type PortfolioContract, type SimulationRequest } from '#engine';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { OFF } from '../simulationOff.ts';

type Work = {
  readonly x0: readonly number[];
  readonly alpha: readonly number[];
  readonly a: readonly number[];
  readonly chol: readonly (readonly number[])[];
  readonly months: number;
  /** Months from `start` (0 = the first) to `end`, exclusive. */
  readonly contracts: readonly {
    readonly metal: number;
    readonly tonnes: number;
    readonly floor: number;
    readonly cap: number;
    readonly payable: number;
    readonly start: number;
    readonly end: number;
  }[];
};

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T;

export const WORK = read<Work>('work');
export const WORK_EXPECTED = read<{
  readonly expected_revenue_by_year: readonly number[];
  readonly cvar95_vs_mean_by_year_4M_paths: readonly number[];
}>('work_expected');

const VALUED = monthOf(2026, 12);

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** One product for each metal with exactly the production of its contracts, so that nothing is left for spot. */
export const referenceWork = (paths: number, parameters: Partial<SimulationRequest['parameters']> = {}): SimulationRequest => {
  const { x0, alpha, a, chol, months, contracts } = WORK;
  const code = (metal: number) => `M${metal}` as ReferenceCode;
  const references = Object.fromEntries(
    x0.map((_, m): [string, MarketReference] => [code(m), { code: code(m), kind: 'price', unit: 'USD/t' }]),
  );
  const entries = contracts.map((contract, i): PortfolioContract => {
    const id = `C-${String(i).padStart(3, '0')}`;
    const start = VALUED + 1 + contract.start;
    const end = VALUED + contract.end;
    return {
      committedEnd: end,
      buyer: {
        id: `B-${i % 40}` as BuyerId,
        destination: [{ zone: 'china', share: 1 }],
        cycleSensitivity: 0,
        rating: 'BBB',
        ownership: 'private',
        country: 'CN',
      },
      contract: OfftakeContract.parse({
        id,
        code: id,
        name: '',
        buyerId: `B-${i % 40}`,
        productId: `P${contract.metal}`,
        status: 'active',
        probability: 1,
        start,
        end,
        renewal: { kind: 'none' },
        terms: [
          {
            from: start,
            price: {
              basis: 'percentage',
              payables: [{ element: 'X', reference: code(contract.metal), payable: contract.payable }],
              premium: 0,
            },
            collar: { level: 'reference', floor: contract.floor, cap: contract.cap },
            quotation: { alternatives: [{ offset: 0, length: 1, from: 'shipment' }], holder: 'none', declarationMonths: 0 },
            delivery: { incoterm: 'FOB', loadPort: '', destinationPort: '', freightUsdPerWmt: 0, voyageDays: 0, otherUsdPerDmt: 0 },
            payment: { provisionalShare: 1, paymentMonths: 0, letterOfCredit: false, currency: 'USD' },
            quantity: {
              tonnesPerYear: contract.tonnes * 12,
              rampUp: [],
              monthWeights: [],
              tolerance: 0,
              toleranceOption: 'none',
              takeOrPayShare: 0,
              takeOrPayBasis: 'full',
              makeUpMonths: 0,
              makeUpPrice: 'none',
              carryForwardShare: 0,
              excused: { importBan: true, tariff: false, priceFall: false },
            },
          },
        ],
        law: '',
        seat: '',
        reviewTrigger: '',
        benchmarkFallback: '',
        hardship: '',
        changeOfLaw: '',
        dates: [],
        note: '',
      }),
    };
  });
  const portfolio: Portfolio = {
    valuationDate: '2026-12-31',
    valuationMonth: VALUED,
    lastMonth: VALUED + months,
    discountRate: 0.1,
    contracts: entries,
    products: x0.map((_, m) => ({
      id: `P${m}` as ProductId,
      metal: 'copper',
      production: Array.from({ length: months }, (__, t) =>
        contracts.reduce(
          (sum, contract) => sum + (contract.metal === m && t >= contract.start && t < contract.end ? contract.tonnes : 0),
          0,
        ),
      ),
      unitCost: [],
      moisture: 0,
      assay: { X: 1 },
      resaleMonths: 2,
    })),
    zoneWeights: { copper: { china: 1, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 } },
    references,
  };
  // the mean of exp(X): exp(alpha + a^t (x0 - alpha) + Var/2), Var = q (1 - a^2t) / (1 - a^2)
  const mean = (m: number, t: number): number => {
    const q = dot(chol[m]!, chol[m]!);
    return Math.exp(alpha[m]! + a[m]! ** t * (x0[m]! - alpha[m]!) + (0.5 * q * (1 - a[m]! ** (2 * t))) / (1 - a[m]! ** 2));
  };
  const points = x0.flatMap((_, m) =>
    Array.from({ length: months + 2 }, (__, t) => ({ reference: code(m), month: VALUED + t, price: mean(m, t) })),
  );
  const k = (m: number) => -12 * Math.log(a[m]!);
  const sd = chol.map((row) => Math.sqrt(dot(row, row)));
  return {
    portfolio,
    market: deckMarket(points, references, VALUED, VALUED + months + 1),
    drivers: x0.map((_, m) => ({
      reference: code(m),
      // the step's standard deviation s sqrt((1 - a^2) / 2k)
      volatility: sd[m]! / Math.sqrt((1 - a[m]! ** 2) / (2 * k(m))),
      meanReversion: k(m),
      cycleExponent: 0,
      additive: false,
    })),
    correlation: chol.map((row, i) => chol.map((otherRow, j) => (i === j ? 1 : dot(row, otherRow) / (sd[i]! * sd[j]!)))),
    parameters: { ...OFF, paths, ...parameters },
  };
};
