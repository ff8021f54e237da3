import { saveBuyer, saveGroup } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { savePlan } from '#db/repositories/plans.ts';
import type { Tx } from '#db/schema.ts';
import { buildSampleWorkspace, seedSample } from '#db/seeds/sample/index.ts';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { type ContractStatus, isCommitted, OfftakeContract } from '#shared/domain/contract.ts';
import { Plan, type PlanOverride } from '#shared/domain/plan.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { createRandom } from './random.ts';

export type BookSize = {
  readonly contracts: number;
  readonly buyers: number;
  /** Besides the three of the sample. */
  readonly plans: number;
  readonly overridesPerPlan: number;
  /** Tonnes of the generated contracts in force in the valuation month, as a share of planned production; those of the sample come on top. */
  readonly committedShare: number;
  readonly seed: number;
  /** Whether the first generated buyer has all generated contracts; otherwise they are spread over the buyers of their type. */
  readonly hasOneBuyer: boolean;
  /** Months of every generated contract; undefined for tenors as they are usual. */
  readonly tenor: number | undefined;
};

export const BOOK_SIZE: BookSize = {
  contracts: 10_000,
  buyers: 500,
  plans: 0,
  overridesPerPlan: 100,
  committedShare: 0.3,
  seed: 1,
  hasOneBuyer: false,
  tenor: undefined,
};

const VALUATION: Month = monthOf(2026, 5);
/** First and last month in which a generated contract begins. */
const STARTS = [monthOf(2019, 1), monthOf(2029, 12)] as const;
/** Tenors in months with their weights: most offtakes run one to three years, few ten. */
const TENORS = [
  [12, 40],
  [24, 20],
  [36, 20],
  [60, 14],
  [120, 6],
] as const;
/** Seats of buyers with their weights, about the shares of the seaborne trade in ores and concentrates. */
const COUNTRIES = [
  ['CN', 50],
  ['JP', 12],
  ['KR', 9],
  ['IN', 8],
  ['DE', 5],
  ['ES', 4],
  ['PL', 3],
  ['TW', 3],
  ['MY', 3],
  ['BR', 3],
] as const;
const RATINGS = [
  ['A', 10],
  ['BBB', 30],
  ['BB', 30],
  ['B', 15],
  ['unrated', 15],
] as const;
const PLACES = ['Anshan', 'Bayuquan', 'Chenzhou', 'Dalian', 'Fuzhou', 'Guixi', 'Huelva', 'Iwaki', 'Jinchuan', 'Kokkola'];
const FIRMS = ['Eastern', 'Golden Bay', 'Harbour', 'Meridian', 'Northern', 'Orient', 'Pacific', 'Riverside', 'Southern', 'United'];
const KINDS: Readonly<Record<Buyer['type'], string>> = {
  smelter: 'Smelting',
  refiner: 'Refining',
  steelMill: 'Steel',
  alloyPlant: 'Alloys',
  chemicalPlant: 'Chemicals',
  batteryMaker: 'Battery Materials',
  trader: 'Trading',
  centralBuyer: 'Procurement',
};

/**
 * Fills a workspace with the sample mine and a generated book: buyers named after places, a fifth of them in groups; contracts with the terms
 * of the sample's signed ones at other charges, tenors and dates, whose tonnes sum to a stated share of production. Equal seeds give equal
 * books.
 */
export const seedGeneratedBook =
  (size: Partial<BookSize> = {}) =>
  async (tx: Tx): Promise<void> => {
    const { contracts, buyers, plans, overridesPerPlan, committedShare, seed, hasOneBuyer, tenor } = { ...BOOK_SIZE, ...size };
    const drawRandom = createRandom(seed);
    const below = (limit: number): number => Math.floor(drawRandom() * limit);
    const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
    const pickWeighted = <T>(items: readonly (readonly [T, number])[]): T => {
      let remainingWeight = drawRandom() * sumBy(items, ([, weight]) => weight);
      for (const [item, weight] of items) {
        remainingWeight -= weight;
        if (remainingWeight < 0) return item;
      }
      return items[0]![0];
    };
    const around = (value: number, spread: number): number => value * (1 + spread * (2 * drawRandom() - 1));

    await seedSample(tx);
    const sample = buildSampleWorkspace();
    const committedContracts = sample.contracts.filter(({ status }) => isCommitted(status));
    const typeOf = new Map(sample.buyers.map((buyer) => [buyer.id, buyer.type]));

    const groupCount = Math.ceil(buyers / 20);
    for (let i = 0; i < groupCount; i++)
      await saveGroup(tx, BuyerGroup.parse({ id: `generated-group-${i}`, name: `${pick(FIRMS)} Group ${i + 1}`, why: 'Common parent' }));
    const types = [...new Set(committedContracts.flatMap(({ buyerId }) => typeOf.get(buyerId) ?? []))];
    const generatedBuyers = Array.from({ length: buyers }, (_, i) => {
      // each type has buyers, so that each product has
      const type = types[i % types.length]!;
      const country = pickWeighted(COUNTRIES);
      return Buyer.parse({
        id: `generated-buyer-${i}`,
        name: `${pick(PLACES)} ${pick(FIRMS)} ${KINDS[type]} ${i + 1}`,
        country,
        destination: [{ country, share: 1 }],
        type,
        ownership: type === 'trader' ? 'trader' : country === 'CN' && drawRandom() < 0.5 ? 'state' : 'private',
        ...(drawRandom() < 0.2 ? { groupId: `generated-group-${below(groupCount)}` } : {}),
        rating: pickWeighted(RATINGS),
        cycleSensitivity: Math.round(around(1, 0.4) * 100) / 100,
        note: '',
      });
    });
    for (const buyer of generatedBuyers) await saveBuyer(tx, buyer);

    const drafts = Array.from({ length: Math.max(0, contracts - sample.contracts.length) }, () => {
      const template = pick(committedContracts);
      const start = STARTS[0] + below(STARTS[1] - STARTS[0] + 1);
      const end = start + (tenor ?? pickWeighted(TENORS)) - 1;
      const chance = drawRandom();
      const laterStatus: ContractStatus = chance < 0.6 ? 'signed' : chance < 0.85 ? 'negotiating' : 'prospect';
      const status: ContractStatus = end < VALUATION ? 'ended' : start <= VALUATION ? 'active' : laterStatus;
      const candidates = hasOneBuyer
        ? generatedBuyers.slice(0, 1)
        : generatedBuyers.filter(({ type }) => type === typeOf.get(template.buyerId));
      return { template, start, end, status, buyer: candidates.length > 0 ? pick(candidates) : undefined, weight: around(1, 0.9) };
    });
    // tonnes of a contract = committed share of production * its weight / weights of the contracts in force in the valuation month
    const tonnesPerWeight = new Map(
      sample.products.map(({ id, production }) => {
        const inForce = drafts.filter(({ template, status }) => template.productId === id && status === 'active');
        const tonnes = production.find(({ year }) => year === 2026)?.tonnes ?? 0;
        return [
          id,
          (committedShare * tonnes) /
            Math.max(
              1,
              sumBy(inForce, ({ weight }) => weight),
            ),
        ];
      }),
    );
    for (const [i, { template, start, end, status, buyer, weight }] of drafts.entries()) {
      const code = `G-${String(i + 1).padStart(5, '0')}`;
      const { opening: _, ...fields } = template;
      const terms = template.terms[template.terms.length - 1]!;
      const tonnesPerYear = Math.round(weight * tonnesPerWeight.get(template.productId)!);
      await saveContract(
        tx,
        OfftakeContract.parse({
          ...fields,
          id: code,
          code,
          name: `${buyer?.name ?? template.name}, ${template.productId}`,
          buyerId: buyer?.id ?? template.buyerId,
          status,
          probability: isCommitted(status) || status === 'ended' ? 1 : Math.round(around(0.5, 0.8) * 100) / 100,
          start,
          end,
          terms: [{ ...terms, from: start, quantity: { ...terms.quantity, tonnesPerYear } }],
          dates: [],
          note: '',
        }),
      );
    }

    for (let p = 0; p < plans; p++) {
      const open = drafts.flatMap(({ status }, i) => (status === 'ended' ? [] : [i]));
      // the first places of a shuffle: different contracts, so that the plan has as many overrides as asked for, or all open contracts
      const chosenCount = Math.min(overridesPerPlan, open.length);
      for (let place = 0; place < chosenCount; place++) {
        const drawnPlace = place + below(open.length - place);
        [open[place], open[drawnPlace]] = [open[drawnPlace]!, open[place]!];
      }
      const overrides = open.slice(0, chosenCount).map((i): PlanOverride => {
        const contractId = `G-${String(i + 1).padStart(5, '0')}` as PlanOverride['contractId'];
        return { contractId, included: !isCommitted(drafts[i]!.status) };
      });
      await savePlan(tx, Plan.parse({ id: `generated-plan-${p}`, name: `Generated plan ${p + 1}`, note: '', archived: false, overrides }));
    }
  };
