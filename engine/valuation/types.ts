import type { Ownership, Rating } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import type { BuyerId, ContractId, GroupId, ProductId } from '#shared/domain/ids.ts';
import type { Assay, Metal } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { ChannelEvent } from '#shared/domain/scenario.ts';
import type { IsoDate, Month, Year } from '#shared/domain/time.ts';
import type { CountryCode, DestinationZone, Zone } from '#shared/domain/zone.ts';
import type { LineSource } from '../pricing/priceLine.ts';
import type { MonthRange } from '../schedule/pricingMonths.ts';

/**
 * A channel row of step 4. One with a `buyerId` concerns the contracts of that buyer, in every zone of its destination, and closes no
 * market; one with a `zone` concerns that zone, any other every zone.
 */
export type { ChannelEvent };

/** A price driver as the valuation uses it. */
export type MarketReference = Pick<Reference, 'code' | 'kind' | 'unit' | 'metal' | 'follows' | 'average'>;

/** Share of a buyer's tonnes with their destination; the share missing to 1 counts as unknown. */
export type DestinationPart = { readonly zone: DestinationZone; readonly country?: CountryCode | undefined; readonly share: number };

export type PortfolioBuyer = {
  readonly id: BuyerId;
  readonly groupId?: GroupId | undefined;
  readonly destination: readonly DestinationPart[];
  readonly cycleSensitivity: number;
  readonly rating: Rating;
  readonly ownership: Ownership;
  readonly country: CountryCode;
  /** Name and country of the ultimate parent; absent = the buyer has none. */
  readonly parent?: string | undefined;
  readonly parentCountry?: CountryCode | undefined;
};

export type PortfolioProduct = {
  readonly id: ProductId;
  readonly metal: Metal;
  /** Planned dmt by month, entry 0 = the month after the valuation month; months past its end have none. */
  readonly production: readonly number[];
  /** USD/dmt by calendar year, ascending; the first entry applies to earlier years, the last one to later years. */
  readonly unitCost: Product['unitCost'];
  /** The part of the unit cost that moves with an exchange rate; absent: all of it is in USD. */
  readonly costCurrency?: Product['costCurrency'] | undefined;
  readonly moisture: number;
  readonly assay: Assay;
  readonly spotPrice?: Product['spotPrice'] | undefined;
  /** Zone of spot sales; absent: the destination of the contract with the largest contract year. */
  readonly spotZone?: Zone | undefined;
  /** Destinations of spot sales where they have several; takes precedence over `spotZone`. The share missing to 1 is unknown. */
  readonly spotDestination?: readonly DestinationPart[] | undefined;
  /** Where the product is mined; absent: channel rows with a country of origin do not concern it. */
  readonly countryOfOrigin?: CountryCode | undefined;
  /** Months that a queued tonne waits before it is sold; 0 = sold in its own month, as queued. House default 2. */
  readonly resaleMonths: number;
  /** Code of the reference whose demand weights are those of the product's market; absent: the price reference of its spot terms. */
  readonly mainReference?: string | undefined;
  /** Market depth in a month as a share of the mean planned monthly production, >= 0; absent: the house default of the metal. */
  readonly depthShare?: number | undefined;
  /** Share of the price lost for each multiple of the depth beyond the first, 0..1; absent: 0.05 (house default). */
  readonly depthSlope?: number | undefined;
  /** Largest share of the price lost because of market depth, 0..1; absent: 0.25 (house default). */
  readonly depthCap?: number | undefined;
};

/** A contract in the plan, with the plan's changes applied to its terms. */
export type PortfolioContract = {
  readonly contract: OfftakeContract;
  readonly buyer: PortfolioBuyer;
  /** Last committed month (`committedEnd` of schedule/tenor.ts), the end of the valuation of the contract. */
  readonly committedEnd: Month;
  /** Delivery priority, a whole number from 1, which is served first; absent: 1 (house default). */
  readonly priority?: number | undefined;
  /** Damages for a called tonne that is cut, as a share of the contract's net price, besides the cost of cover; absent: 0.05 (house default). */
  readonly damagesShare?: number | undefined;
  /** The prepayment that is set off against the contract's payments (step 13). */
  readonly prepayment?: Prepayment | undefined;
};

/** A resolved plan with everything the engine needs. The valuation month is t = 0, the last month is T. */
export type Portfolio = {
  readonly valuationDate: IsoDate;
  readonly valuationMonth: Month;
  readonly lastMonth: Month;
  /** Effective annual, nominal. */
  readonly discountRate: number;
  readonly products: readonly PortfolioProduct[];
  /** The contracts that the plan includes, in any order. */
  readonly contracts: readonly PortfolioContract[];
  /** Buyers without a contract in the plan: they join credit groups, which default by the worst rating of all their buyers. */
  readonly otherBuyers?: readonly PortfolioBuyer[] | undefined;
  /** Share of each zone in each metal's demand; weights sum to 1. Needed for unknown destinations. */
  readonly zoneWeights: Readonly<Partial<Record<Metal, Readonly<Record<Zone, number>>>>>;
  /** The same by code of a reference; takes precedence over the weights of its metal. */
  readonly referenceWeights?: Readonly<Record<string, Readonly<Record<Zone, number>>>> | undefined;
  readonly references: Readonly<Record<string, MarketReference>>;
};

/** Prices, demand and channels by month. Entry i of each series is month `start` + i; NaN = no price. */
export type Market = {
  readonly start: Month;
  readonly length: number;
  /** F, the deck, in each reference's own unit. */
  readonly deck: Readonly<Record<string, Float64Array>>;
  /** S, the prices of the valuation; equal to `deck` without a scenario. */
  readonly prices: Readonly<Record<string, Float64Array>>;
  /** D, demand by zone, 1 = plateau. */
  readonly demand: Readonly<Record<Zone, Float64Array>>;
  readonly channels: readonly ChannelEvent[];
};

/**
 * `openDelivery`: the final payment of a delivery before the valuation; `unpaid`: an amount invoiced before it; `priceSupport`: a payment of
 * a price-floor programme. All others are payments under the contract itself.
 */
export type FlowKind =
  | 'provisional'
  | 'final'
  | 'openDelivery'
  | 'unpaid'
  | 'deficiency'
  | 'makeUpCredit'
  | 'damages'
  | 'priceSupport'
  | 'prepayment';

/** Cash to the seller (negative: from the seller), USD, dated on the 15th of its payment month. */
export type CashFlow = { readonly month: Month; readonly date: IsoDate; readonly kind: FlowKind; readonly amount: number };

/** One month of deliveries, dmt and USD. */
export type ContractMonth = {
  readonly month: Month;
  /** 0 = the first. */
  readonly contractYear: number;
  readonly nominal: number;
  readonly minimum: number;
  readonly maximum: number;
  /** After the open share of the channel. */
  readonly called: number;
  /** Called tonnes cut for lack of product. */
  readonly cut: number;
  /** Including make-up and deferred tonnes. */
  readonly delivered: number;
  readonly makeUp: number;
  /** Called before the valuation and delivered in this month. */
  readonly deferred: number;
  readonly pricing: MonthRange;
  /** Whether there is a provisional invoice: the quotational period ends after the delivery month. */
  readonly hasProvisionalInvoice: boolean;
  /** Final net price, USD/dmt. */
  readonly netPrice: number;
};

/** The assessment of one contract year. Tonnes in dmt. */
export type TakeOrPayYear = {
  readonly contractYear: number;
  /** Month of assessment. */
  readonly month: Month;
  readonly annual: number;
  /** Take-or-pay quantity after carry-forward. */
  readonly quantity: number;
  readonly taken: number;
  readonly excused: number;
  readonly notOffered: number;
  readonly deficiencyTonnes: number;
  /** Price of the deficiency, USD/dmt. */
  readonly price: number;
  readonly amount: number;
};

/** Deliveries and payments of a contract as columns; entry i of each is month `first` + i. Tonnes in dmt, money in USD. */
export type Ledger = {
  readonly first: Month;
  /** By month of delivery, up to the committed end or the end of the plan. */
  readonly called: Float64Array;
  readonly delivered: Float64Array;
  readonly netPrice: Float64Array;
  /** Of the tonnes delivered; like every column that is not read-only, empty where all its amounts are 0. */
  makeUp: Float64Array;
  deferred: Float64Array;
  /** Index of the alternative that prices the month. */
  alternative: Float64Array;
  /** By month of payment. */
  readonly provisional: Float64Array;
  readonly final: Float64Array;
  damages: Float64Array;
  /** All other cash flows. */
  readonly others: CashFlow[];
};

/** The value of a contract. Series by year are aligned with `years`, which equal the portfolio's. */
export type ContractValue = {
  readonly contractId: ContractId;
  readonly productId: ProductId;
  readonly buyerId: BuyerId;
  readonly years: readonly Year[];
  /** The source of `months` and `flows`. */
  readonly ledger: Ledger;
  readonly months: readonly ContractMonth[];
  /** Those from month `from` to month `to`, both included. */
  readonly monthsBetween: (from: Month, to: Month) => readonly ContractMonth[];
  /** Ascending by month; invoices have one amount per kind and month. */
  readonly flows: readonly CashFlow[];
  readonly takeOrPay: readonly TakeOrPayYear[];
  /** Tonnes paid and not taken by T, and tonnes that lapsed before. */
  readonly makeUpBalance: number;
  readonly makeUpLapsed: number;
  /** Balance of the prepayment after the last payment, USD. */
  readonly prepaymentLeft: number;
  /** Invoices, unpaid amounts, deficiency payments, make-up credits and price support by year of payment, USD; without prepayment. */
  readonly revenue: readonly number[];
  /** Delivered, dmt by year of delivery. */
  readonly tonnes: readonly number[];
  /** Unit cash cost of the delivered tonnes by year of delivery, USD. */
  readonly cost: readonly number[];
  /** Deficiency payments by year of payment, USD. */
  readonly deficiency: readonly number[];
  /** Damages for called tonnes cut for lack of product by year of payment, USD, negative. */
  readonly damages: readonly number[];
  /** Present value of all flows, prepayment included, USD. */
  readonly npv: number;
};

/** One month of a product, dmt and USD. */
export type ProductMonth = {
  readonly month: Month;
  readonly production: number;
  readonly nominal: number;
  readonly delivered: number;
  /** Planned uncommitted production sold in its own month. */
  readonly uncommittedSold: number;
  /** Tonnes that joined the queue this month. */
  readonly queued: number;
  /** Tonnes that contracts took from the queue. */
  readonly drawn: number;
  readonly resold: number;
  /** Tonnes in the queue at the end of the month. */
  readonly queue: number;
  /** Market depth; 0 if nothing is for sale. */
  readonly depth: number;
  /** Share of the spot price lost because more is sold than the market depth. */
  readonly depthDiscount: number;
  /** Spot price of uncommitted tonnes, USD/dmt; undefined if nothing is for sale or the product has no spot terms and no contract. */
  readonly spotPrice: number | undefined;
  readonly spotRevenue: number;
  /** Parts of the value at net spot, USD, which `spotRevenue` lacks: lost to market depth, in the queue, and by selling elsewhere. */
  readonly depthLoss: number;
  readonly queueLoss: number;
  readonly rerouteLoss: number;
};

/** The value of a product: production and spot sales. Series by year are aligned with `years`, which equal the portfolio's. */
export type ProductValue = {
  readonly productId: ProductId;
  readonly years: readonly Year[];
  readonly months: readonly ProductMonth[];
  readonly spotRevenue: readonly number[];
  /** Parts of the value at net spot, USD, which `spotRevenue` lacks: lost to market depth, in the queue, and by selling elsewhere. */
  readonly depthLoss: readonly number[];
  readonly queueLoss: readonly number[];
  readonly rerouteLoss: readonly number[];
  /** Sold on spot, dmt. */
  readonly spotTonnes: readonly number[];
  /** Unit cash cost of the tonnes sold on spot, USD. */
  readonly spotCost: readonly number[];
  readonly npv: number;
  /** Present value of each loss, USD. */
  readonly presentLosses: { readonly depth: number; readonly queue: number; readonly reroute: number };
};

export type PortfolioValue = {
  /** From the year of month 1 to the year of the last payment. */
  readonly years: readonly Year[];
  readonly contracts: readonly ContractValue[];
  readonly products: readonly ProductValue[];
  /** Contracts and spot by year of payment, USD. */
  readonly revenue: readonly number[];
  /** `revenue` by month; entry 0 = the month after the valuation month. */
  readonly revenueByMonth: readonly number[];
  readonly npv: number;
};

/** A portfolio with its market and its value. */
export type Valuation = { readonly portfolio: Portfolio; readonly market: Market; readonly value: PortfolioValue };

/** What is reused of a valuation: the values of its contracts and products. */
export type EarlierValuation = Omit<Valuation, 'value'> & { readonly value: Pick<PortfolioValue, 'contracts' | 'products'> };

/** One line of an explanation: a stable key and its amount. The last line is the number explained. */
export type ExplainLine = {
  readonly label: string;
  readonly amount: number;
  /** For a line of a price what it is computed from, and the months over which its market figure is averaged. */
  readonly source?: (LineSource & { readonly months: MonthRange }) | undefined;
};
