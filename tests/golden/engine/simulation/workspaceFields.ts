import type { DestinationPart, Regime } from '#engine';
import type { Rating } from '#shared/domain/buyer.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Assay, Metal } from '#shared/domain/metal.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import type { Zone } from '#shared/domain/zone.ts';

/** The small workspaces of README.md, with the same fields and defaults. */
export type ZoneName = 'china' | 'asia' | 'europe' | 'americas' | 'row';
type Weights = Readonly<Record<ZoneName, number>>;
type Destination = ZoneName | 'unknown' | Readonly<Partial<Record<ZoneName, number>>>;
type Price = {
  readonly basis: 'index' | 'payableMetal' | 'payablePct';
  readonly ref: string;
  readonly grade: number;
  readonly refGrade?: number;
  readonly pct?: number;
  readonly payable?: number;
  readonly deduct?: number;
  readonly tc?: number | { readonly ref: string; readonly diff: number };
  readonly rc?: number | 'tc/10';
  readonly premium?: number;
  readonly blend?: { readonly w: number; readonly fixed: number };
  readonly floor?: number;
  readonly cap?: number;
  readonly level?: 'reference' | 'leg' | 'blend';
  readonly freight?: number;
  readonly moisture?: number;
};
type Series = number | readonly number[];
export type GivenContract = {
  readonly id: string;
  readonly product: string;
  readonly buyer: string;
  readonly start: number;
  readonly end: number;
  readonly nominal: number;
  readonly tol?: number;
  readonly holder?: 'buyer' | 'seller' | 'none';
  readonly takeOrPay?: { readonly share: number; readonly basis?: 'full' | 'difference'; readonly makeupMonths?: number };
  readonly price: Price;
  readonly qp: { readonly offset: number; readonly length: number };
  readonly paymentMonths?: number;
  readonly provisional?: number;
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
};
export type GivenProduct = {
  readonly id: string;
  readonly metal?: Metal;
  readonly mainReference?: string;
  readonly depthShare?: number;
  readonly depthSlope?: number;
  readonly depthCap?: number;
  readonly production: Series;
  readonly queueMonths?: number;
  readonly spotZone?: Destination;
  readonly spot?: Price;
  readonly origin?: string;
};
export type SmallWorkspace = {
  readonly valuation: string;
  readonly T: number;
  readonly regimes?: boolean;
  readonly startRegime?: Regime;
  readonly references: readonly {
    readonly id: string;
    readonly type?: 'tc';
    readonly k?: number;
    readonly s: number;
    readonly L?: number;
    readonly follows?: { readonly ref: string; readonly beta: number };
    readonly w: Weights;
    readonly deck: { readonly history: readonly number[]; readonly forward: Series };
  }[];
  readonly correlation?: readonly (readonly number[])[];
  readonly products: readonly GivenProduct[];
  readonly buyers: readonly {
    readonly id: string;
    readonly rating?: Rating | null;
    readonly group?: string;
    readonly parent?: string;
    readonly beta?: number;
    readonly zone: Destination;
  }[];
  readonly contracts: readonly GivenContract[];
  readonly discountRate?: number;
  readonly channelEvents?: readonly {
    readonly product?: string;
    readonly reference?: string;
    readonly origin?: string;
    readonly zone?: ZoneName;
    readonly buyer?: string;
    readonly from: number;
    readonly to: number;
    readonly open: number;
    readonly discount?: number;
    readonly freight?: number;
    readonly excused?: boolean;
  }[];
  readonly stress?: Readonly<Record<string, Series>>;
  readonly demandPath?: Readonly<Partial<Record<ZoneName, readonly number[]>>>;
  readonly deckIsNoCycle?: boolean;
  readonly hazards?: {
    readonly credit?: boolean;
    readonly performance?: boolean;
    readonly policy?: boolean;
    readonly performanceBase?: number;
  };
  readonly policy?: Readonly<
    Partial<
      Record<
        Metal,
        {
          readonly hazard?: number | Readonly<Partial<Record<ZoneName, number>>>;
          readonly months?: number;
          readonly discount?: number;
          readonly freight?: number;
        }
      >
    >
  >;
};

export const ZONE_OF: Readonly<Record<ZoneName, Zone>> = {
  china: 'china',
  asia: 'restOfAsia',
  europe: 'europe',
  americas: 'americas',
  row: 'restOfWorld',
};

export const zones = <T>(w: Readonly<Partial<Record<ZoneName, T>>>): Record<Zone, T> =>
  Object.fromEntries(Object.entries(w).map(([zone, weight]) => [ZONE_OF[zone as ZoneName], weight])) as Record<Zone, T>;

export const destinationOf = (zone: Destination): DestinationPart[] => {
  if (zone === 'unknown') return [];
  return Object.entries(typeof zone === 'string' ? { [zone]: 1 } : zone).map(([name, share]) => ({
    zone: ZONE_OF[name as ZoneName],
    share,
  }));
};

export const valueAt = (series: Series, t: number): number =>
  typeof series === 'number' ? series : series[Math.min(t - 1, series.length - 1)]!;

export const freight = ({ freight: usd = 0, moisture = 0 }: Price): number => usd / (1 - moisture);

/** The element of a price: a product may be sold at several grades. A payable metal is copper, whose RC is TC/10. */
const elementOf = ({ basis, grade }: Price): string => (basis === 'payableMetal' ? 'Cu' : `X${String(grade).replace('.', 'd')}`);
const fraction = ({ basis, grade }: Price): number => (basis === 'index' ? grade / 100 : grade);

export const assayOf = (prices: readonly Price[]): Assay => {
  const assay: Record<string, number> = { Z: 0.01 };
  for (const price of prices) {
    const element = elementOf(price);
    const grade = fraction(price);
    if (assay[element] !== undefined && assay[element] !== grade) throw new Error(`two grades of ${element}`);
    assay[element] = grade;
  }
  return assay;
};

/** The price basis; `cost` USD/dmt is deducted as a penalty or a negative premium, because there is no delivery to carry it. */
export const basisOf = (price: Price, cost: number): PriceBasis => {
  const { premium = 0 } = price;
  const element = elementOf(price);
  const reference = price.ref as ReferenceCode;
  if (price.basis === 'index') {
    return {
      basis: 'indexDmt',
      reference,
      element,
      adjustment: { kind: 'proRata' },
      referenceGrade: price.refGrade! / 100,
      premium: premium - cost,
      penalties: [],
    };
  }
  if (price.basis === 'payablePct') {
    return { basis: 'percentage', payables: [{ element, reference, payable: price.pct! }], premium: premium - cost };
  }
  const { tc = 0, rc = 'tc/10' } = price;
  // a premium has no place of its own in this basis: it lowers the treatment charge, and RC must not follow it
  if (premium !== 0 && rc === 'tc/10') throw new Error('a premium on TC/10');
  const refining = rc === 'tc/10' ? {} : { refiningCharge: { kind: 'fixed' as const, amount: rc } };
  return {
    basis: 'payableMetal',
    payables: [{ element, reference, rule: 'lower-of', payable: price.payable!, deduction: price.deduct ?? 0, ...refining }],
    treatmentCharge:
      typeof tc === 'number'
        ? { kind: 'fixed', amount: tc - premium }
        : { kind: 'index', reference: tc.ref as ReferenceCode, differential: tc.diff - premium },
    penalties: cost > 0 ? [{ element: 'Z', threshold: 0, increment: 0.01, rate: cost }] : [],
  };
};

/** `moisture` is the product's: freight is given by the wet tonne of the price. */
export const termsOf = (contract: GivenContract, from: number, moisture: number): Terms => {
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
      freightUsdPerWmt: freight(price) * (1 - moisture),
      voyageDays: 0,
      otherUsdPerDmt: 0,
    },
    payment: {
      provisionalShare: contract.provisional ?? 0.9,
      paymentMonths: contract.paymentMonths ?? 0,
      letterOfCredit: contract.lc ?? false,
      currency: 'USD',
    },
    quantity: {
      tonnesPerYear: contract.nominal * 12,
      rampUp: [],
      monthWeights: [],
      tolerance: contract.tol ?? 0,
      toleranceOption: contract.holder ?? 'none',
      takeOrPayShare: takeOrPay?.share ?? 0,
      takeOrPayBasis: takeOrPay?.basis ?? 'full',
      makeUpMonths: takeOrPay?.makeupMonths ?? 0,
      makeUpPrice: 'none',
      carryForwardShare: 0,
      excused: { importBan: true, tariff: false, priceFall: false },
    },
  };
};
