import { readFileSync } from 'node:fs';
import {
  deckMarket,
  type Market,
  type MarketReference,
  type Portfolio,
  type PortfolioContract,
  type PriceDriver,
  type SimulationRequest,
} from '#engine';
import type { Rating } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, GroupId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import { dateOfMonth, endOfMonth, monthOf } from '#shared/domain/time.ts';
import type { Zone } from '#shared/domain/zone.ts';
import { identity, OFF } from '../simulationOff.ts';

/** The small workspaces of README.md, with the same fields. */
type ZoneName = 'china' | 'asia' | 'europe' | 'americas' | 'row';
type Weights = Readonly<Record<ZoneName, number>>;
type Price = {
  readonly basis: 'index' | 'payableMetal' | 'payablePct';
  readonly ref: string;
  readonly grade: number;
  readonly refGrade?: number;
  readonly pct?: number;
  readonly payable?: number;
  readonly deduct?: number;
  readonly tc?: { readonly ref: string; readonly diff: number };
  readonly blend?: { readonly w: number; readonly fixed: number };
  readonly floor?: number;
  readonly cap?: number;
  readonly level?: 'reference' | 'leg' | 'blend';
  readonly freight?: number;
  readonly moisture?: number;
};
type Series = number | readonly number[];
export type SmallWorkspace = {
  readonly valuation: string;
  readonly T: number;
  readonly regimes: boolean;
  readonly references: readonly {
    readonly id: string;
    readonly type?: 'tc';
    readonly k: number;
    readonly s: number;
    readonly L?: number;
    readonly follows?: { readonly ref: string; readonly beta: number };
    readonly w: Weights;
    readonly deck: { readonly history: readonly number[]; readonly forward: Series };
  }[];
  readonly correlation?: readonly (readonly number[])[];
  readonly products: readonly {
    readonly id: string;
    readonly metal?: Metal;
    readonly mainReference?: string;
    readonly depthShare?: number;
    readonly depthSlope?: number;
    readonly depthCap?: number;
    readonly production: Series;
    readonly queueMonths: number;
    readonly spotZone?: ZoneName;
    readonly spot?: Price;
  }[];
  readonly buyers: readonly {
    readonly id: string;
    readonly rating: Rating | null;
    readonly group?: string;
    readonly beta: number;
    readonly zone: ZoneName;
  }[];
  readonly contracts: readonly {
    readonly id: string;
    readonly product: string;
    readonly buyer: string;
    readonly start: number;
    readonly end: number;
    readonly nominal: number;
    readonly tol: number;
    readonly holder: 'buyer' | 'seller' | 'none';
    readonly takeOrPay?: { readonly share: number; readonly basis: 'full' | 'difference'; readonly makeupMonths: number };
    readonly price: Price;
    readonly qp: { readonly offset: number; readonly length: number };
    readonly paymentMonths: number;
    readonly provisional: number;
    readonly lc?: boolean;
    readonly priority?: number;
    readonly damagesShare?: number;
    readonly opening?: {
      readonly taken?: number;
      readonly paidTonnes?: number;
      readonly paidValue?: number;
      readonly deferred?: number;
      readonly deliveries?: readonly (readonly [month: number, tonnes: number, provisionalPaid: number])[];
      readonly lots?: readonly (readonly [lastMonth: number, tonnes: number])[];
      readonly unpaid?: readonly (readonly [month: number, amount: number])[];
    };
  }[];
  readonly discountRate?: number;
  readonly channelEvents?: readonly {
    readonly product?: string;
    readonly reference?: string;
    readonly zone: ZoneName;
    readonly from: number;
    readonly to: number;
    readonly open: number;
    readonly discount?: number;
    readonly freight?: number;
    readonly excused?: boolean;
  }[];
  readonly demandPath?: Readonly<Partial<Record<ZoneName, readonly number[]>>>;
  readonly hazards: { readonly credit: boolean; readonly performance: boolean; readonly performanceBase?: number };
};

const ZONE_OF: Readonly<Record<ZoneName, Zone>> = {
  china: 'china',
  asia: 'restOfAsia',
  europe: 'europe',
  americas: 'americas',
  row: 'restOfWorld',
};

const zones = (w: Weights): Record<Zone, number> =>
  Object.fromEntries(Object.entries(w).map(([zone, weight]) => [ZONE_OF[zone as ZoneName], weight])) as Record<Zone, number>;

const valueAt = (series: Series, t: number): number => (typeof series === 'number' ? series : series[Math.min(t - 1, series.length - 1)]!);

const freight = ({ freight: usd = 0, moisture = 0 }: Price): number => usd / (1 - moisture);

/** The grade of an index is of an element that the assay calls X; of a payable metal it is copper, whose RC is TC/10. */
const assayOf = (price: Price) => (price.basis === 'index' ? { X: price.grade / 100, Z: 0.01 } : { Cu: price.grade, Z: 0.01 });

/** The price basis; `cost` USD/dmt is deducted as a penalty or a negative premium, because there is no delivery to carry it. */
const basisOf = (price: Price, cost: number): PriceBasis => {
  if (price.basis === 'index') {
    return {
      basis: 'indexDmt',
      reference: price.ref as ReferenceCode,
      element: 'X',
      adjustment: { kind: 'proRata' },
      referenceGrade: price.refGrade! / 100,
      premium: -cost,
      penalties: [],
    };
  }
  if (price.basis === 'payablePct') {
    return {
      basis: 'percentage',
      payables: [{ element: 'Cu', reference: price.ref as ReferenceCode, payable: price.pct! }],
      premium: -cost,
    };
  }
  return {
    basis: 'payableMetal',
    payables: [
      { element: 'Cu', reference: price.ref as ReferenceCode, rule: 'lower-of', payable: price.payable!, deduction: price.deduct! },
    ],
    treatmentCharge: { kind: 'index', reference: price.tc!.ref as ReferenceCode, differential: price.tc!.diff },
    penalties: cost > 0 ? [{ element: 'Z', threshold: 0, increment: 0.01, rate: cost }] : [],
  };
};

const termsOf = (contract: SmallWorkspace['contracts'][number], from: number): Terms => {
  const { price, takeOrPay } = contract;
  const { floor, cap, level = 'blend' } = price;
  return {
    from,
    price: basisOf(price, 0),
    ...(floor === undefined && cap === undefined ? {} : { collar: { level, floor, cap } }),
    ...(price.blend === undefined ? {} : { blend: { fixedShare: price.blend.w, fixedPrice: price.blend.fixed } }),
    quotation: { alternatives: [{ ...contract.qp, from: 'shipment' }], holder: 'none', declarationMonths: 0 },
    delivery: {
      incoterm: 'CFR',
      loadPort: '',
      destinationPort: '',
      freightUsdPerWmt: price.freight ?? 0,
      voyageDays: 0,
      otherUsdPerDmt: 0,
    },
    payment: {
      provisionalShare: contract.provisional,
      paymentMonths: contract.paymentMonths,
      letterOfCredit: contract.lc ?? false,
      currency: 'USD',
    },
    quantity: {
      tonnesPerYear: contract.nominal * 12,
      rampUp: [],
      monthWeights: [],
      tolerance: contract.tol,
      toleranceOption: contract.holder,
      takeOrPayShare: takeOrPay?.share ?? 0,
      takeOrPayBasis: takeOrPay?.basis ?? 'full',
      makeUpMonths: takeOrPay?.makeupMonths ?? 0,
      makeUpPrice: 'none',
      carryForwardShare: 0,
      excused: { importBan: true, tariff: false, priceFall: false },
    },
  };
};

const multiplyDemand = (
  { demand, start }: Market,
  paths: NonNullable<SmallWorkspace['demandPath']>,
  valuationMonth: number,
): Market['demand'] => {
  const byZone = new Map(Object.entries(paths).map(([zone, path]) => [ZONE_OF[zone as ZoneName], path]));
  return Object.fromEntries(
    Object.entries(demand).map(([zone, series]) => [
      zone,
      series.map((value, i) => value * (byZone.get(zone as Zone)?.[start + i - valuationMonth - 1] ?? 1)),
    ]),
  ) as Record<Zone, Float64Array>;
};

type GivenOpening = NonNullable<SmallWorkspace['contracts'][number]['opening']>;

const openingOf = (
  { taken = 0, paidTonnes = 0, paidValue = 0, deferred = 0, deliveries = [], lots = [], unpaid = [] }: GivenOpening,
  valuationMonth: number,
): Opening => ({
  asOf: valuationMonth,
  takenTonnes: taken,
  paidTonnes,
  paidValueUsd: paidValue,
  openDeliveries: deliveries.map(([month, tonnes, provisionalPaidUsd]) => ({ month: valuationMonth + month, tonnes, provisionalPaidUsd })),
  makeUpLots: lots.map(([lastMonth, tonnes]) => ({ lastMonth: valuationMonth + lastMonth, tonnes, priceUsdPerDmt: 0 })),
  deferredTonnes: deferred,
  unpaid: unpaid.map(([month, amountUsd]) => ({ date: dateOfMonth(valuationMonth + month), amountUsd })),
});

/** What a workspace does beside its contracts: which of its events and paths apply. */
type Applied = { readonly channels?: boolean; readonly demandPath?: boolean };

/** A request for the simulation, and the market of the deterministic request. */
export const requestOf = (given: SmallWorkspace, paths: number, applied: Applied = {}): SimulationRequest => {
  const valuationMonth = monthOf(Number(given.valuation.slice(0, 4)), Number(given.valuation.slice(5)));
  const lastMonth = valuationMonth + given.T;
  const references = Object.fromEntries(
    given.references.map(({ id, type }): [string, MarketReference] => [
      id,
      {
        code: id as ReferenceCode,
        metal: given.products.find(({ mainReference }) => mainReference === id)?.metal,
        kind: type === 'tc' ? 'treatmentCharge' : 'price',
        unit: type === 'tc' || id === 'FE' ? 'USD/dmt' : 'USD/t',
      },
    ]),
  );
  const contracts = given.contracts.map((contract): PortfolioContract => {
    const buyer = given.buyers.find(({ id }) => id === contract.buyer)!;
    const end = valuationMonth + contract.end;
    return {
      committedEnd: end,
      priority: contract.priority,
      damagesShare: contract.damagesShare,
      contract: OfftakeContract.parse({
        id: contract.id,
        code: contract.id,
        name: '',
        buyerId: buyer.id,
        productId: contract.product,
        status: 'active',
        probability: 1,
        start: valuationMonth + contract.start,
        end,
        renewal: { kind: 'none' },
        terms: [termsOf(contract, valuationMonth + contract.start)],
        law: '',
        seat: '',
        reviewTrigger: '',
        benchmarkFallback: '',
        hardship: '',
        changeOfLaw: '',
        dates: [],
        note: '',
        ...(contract.opening && { opening: openingOf(contract.opening, valuationMonth) }),
      }),
      buyer: {
        id: buyer.id as BuyerId,
        destination: [{ zone: ZONE_OF[buyer.zone], share: 1 }],
        cycleSensitivity: buyer.beta,
        groupId: buyer.group as GroupId | undefined,
        rating: buyer.rating ?? 'unrated',
        ownership: 'private',
        country: 'CN',
      },
    };
  });
  const portfolio: Portfolio = {
    valuationDate: endOfMonth(valuationMonth),
    valuationMonth,
    lastMonth,
    discountRate: given.discountRate ?? 0.1,
    contracts,
    products: given.products.map((product) => ({
      id: product.id as ProductId,
      metal: product.metal ?? 'copper',
      mainReference: product.mainReference,
      depthShare: product.depthShare,
      depthSlope: product.depthSlope,
      depthCap: product.depthCap,
      production: Array.from({ length: given.T }, (_, i) => valueAt(product.production, i + 1)),
      unitCost: [],
      moisture: (product.spot ?? given.contracts.find((one) => one.product === product.id)!.price).moisture ?? 0,
      assay: assayOf(given.contracts.find((one) => one.product === product.id)!.price),
      spotPrice: product.spot && basisOf(product.spot, freight(product.spot)),
      spotZone: product.spotZone && ZONE_OF[product.spotZone],
      resaleMonths: product.queueMonths,
    })),
    zoneWeights: Object.fromEntries(
      given.products.flatMap(({ metal = 'copper', mainReference }) => {
        const main = given.references.find(({ id }) => id === mainReference) ?? given.references[0]!;
        return [[metal, zones(main.w)]];
      }),
    ),
    references,
  };
  const points = given.references.flatMap(({ id, deck }) => [
    ...deck.history.map((price, i) => ({ reference: id as ReferenceCode, month: valuationMonth - deck.history.length + 1 + i, price })),
    ...Array.from({ length: given.T + 24 }, (_, i) => ({
      reference: id as ReferenceCode,
      month: valuationMonth + 1 + i,
      price: valueAt(deck.forward, i + 1),
    })),
  ]);
  const deck: Market = deckMarket(points, references, valuationMonth - 2, lastMonth + 24);
  const market: Market = {
    ...deck,
    demand: applied.demandPath ? multiplyDemand(deck, given.demandPath ?? {}, valuationMonth) : deck.demand,
    channels: applied.channels
      ? (given.channelEvents ?? []).map((row) => ({
          productId: row.product as ProductId | undefined,
          reference: row.reference as ReferenceCode | undefined,
          zone: ZONE_OF[row.zone],
          from: valuationMonth + row.from,
          to: valuationMonth + row.to,
          openShare: row.open,
          discount: row.discount ?? 0,
          freightUsdPerWmt: row.freight ?? 0,
          excused: row.excused ?? true,
        }))
      : [],
  };
  const { performanceBase = OFF.hazards.performanceHazard, credit, performance } = given.hazards;
  return {
    portfolio,
    market,
    drivers: given.references.map(
      ({ id, type, k, s, L = 0, follows, w }): PriceDriver => ({
        reference: id,
        volatility: s,
        meanReversion: k,
        cycleExponent: L,
        weights: zones(w),
        follows: follows && { reference: follows.ref, beta: follows.beta },
        additive: type === 'tc',
      }),
    ),
    correlation: given.correlation ?? identity(given.references.filter(({ follows }) => follows === undefined).length),
    parameters: {
      ...OFF,
      paths,
      centrePaths: 32_768,
      cycle: { ...OFF.cycle, on: given.regimes },
      hazards: { ...OFF.hazards, credit, performance, performanceHazard: performanceBase },
    },
  };
};

export const readWorkspace = (name: string): SmallWorkspace =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as SmallWorkspace;
