import type { Ownership, Rating } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, ContractId, GroupId, ProductId } from '#shared/domain/ids.ts';
import type { Assay, Metal } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { ChannelEvent } from '#shared/domain/scenario.ts';
import type { IsoDate, Month, Year } from '#shared/domain/time.ts';
import type { CountryCode, DestinationZone, Zone } from '#shared/domain/zone.ts';
import type { MonthRange } from '../schedule/pricingMonths.ts';

export type { ChannelEvent };

/** What the valuation needs to know of a price driver. */
export type MarketReference = Pick<Reference, 'code' | 'kind' | 'unit' | 'metal' | 'follows'>;

/** Part of a buyer's tonnes and where it ends; what the shares leave to 1 counts as unknown. */
export type DestinationPart = { readonly zone: DestinationZone; readonly country?: CountryCode | undefined; readonly share: number };

export type PortfolioBuyer = {
  readonly id: BuyerId;
  readonly groupId?: GroupId | undefined;
  readonly destination: readonly DestinationPart[];
  readonly cycleSensitivity: number;
  readonly rating: Rating;
  readonly ownership: Ownership;
  readonly country: CountryCode;
  /** Name and country of the ultimate parent; absent = the buyer is its own. */
  readonly parent?: string | undefined;
  readonly parentCountry?: CountryCode | undefined;
};

export type PortfolioProduct = {
  readonly id: ProductId;
  readonly metal: Metal;
  /** Planned dmt by month, entry 0 = the month after the valuation month; months past its end have none. */
  readonly production: readonly number[];
  /** USD/dmt by calendar year, ascending; the last entry holds on, the first holds before. */
  readonly unitCost: Product['unitCost'];
  readonly moisture: number;
  readonly assay: Assay;
  readonly spotPrice?: Product['spotPrice'] | undefined;
  readonly spotZone?: Zone | undefined;
  readonly resaleMonths: number;
};

/** A contract in the plan, its terms already those of the plan. */
export type PortfolioContract = {
  readonly contract: OfftakeContract;
  readonly buyer: PortfolioBuyer;
  /** Last month before the first date on which the buyer can leave (`committedEnd` of schedule/tenor.ts). The valuation stops there. */
  readonly committedEnd: Month;
};

/** A resolved plan: everything the engine needs to know of it. The valuation month is t = 0, the last month is T. */
export type Portfolio = {
  readonly valuationDate: IsoDate;
  readonly valuationMonth: Month;
  readonly lastMonth: Month;
  /** Effective annual, nominal. */
  readonly discountRate: number;
  readonly products: readonly PortfolioProduct[];
  /** Only what the plan includes, in any order. */
  readonly contracts: readonly PortfolioContract[];
  /** Where each metal's demand sits; weights sum to 1. Needed for destinations nobody knows. */
  readonly zoneWeights: Readonly<Partial<Record<Metal, Readonly<Record<Zone, number>>>>>;
  readonly references: Readonly<Record<string, MarketReference>>;
};

/** Prices, demand and channels by month. Entry i of every series belongs to month `start` + i; NaN = no price. */
export type Market = {
  readonly start: Month;
  readonly length: number;
  /** F: the deck, each in its reference's own unit. */
  readonly deck: Readonly<Record<string, Float64Array>>;
  /** S: what the valuation is struck at; equals `deck` without a scenario. */
  readonly prices: Readonly<Record<string, Float64Array>>;
  /** D by zone, 1 = plateau. */
  readonly demand: Readonly<Record<Zone, Float64Array>>;
  readonly channels: readonly ChannelEvent[];
};

/** `openDelivery`: the final payment of a delivery before the valuation; `unpaid`: an amount invoiced before it. */
export type FlowKind = 'provisional' | 'final' | 'openDelivery' | 'unpaid' | 'deficiency' | 'makeUpCredit' | 'prepayment';

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
  /** Called tonnes that the product lacked. */
  readonly cut: number;
  /** Make-up and deferred tonnes included. */
  readonly delivered: number;
  readonly makeUp: number;
  /** Called before the valuation, delivered now. */
  readonly deferred: number;
  readonly pricing: MonthRange;
  /** Invoiced provisionally first: the quotational period ends after the delivery month. */
  readonly provisional: boolean;
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
  /** USD/dmt that the deficiency is paid at. */
  readonly price: number;
  readonly amount: number;
};

/** What a contract delivers and is paid, column by column; entry i of each belongs to month `first` + i. Tonnes in dmt, money in USD. */
export type Ledger = {
  readonly first: Month;
  /** By month of delivery, to the committed end or the end of the plan. */
  readonly called: Float64Array;
  readonly delivered: Float64Array;
  readonly makeUp: Float64Array;
  readonly deferred: Float64Array;
  readonly netPrice: Float64Array;
  /** Which of the alternatives prices the month. */
  readonly alternative: Float64Array;
  /** By month of payment. */
  readonly provisional: Float64Array;
  readonly final: Float64Array;
  /** All other cash. */
  readonly others: CashFlow[];
};

/** A contract valued. Series by year are aligned with `years`, the same as the portfolio's. */
export type ContractValue = {
  readonly contractId: ContractId;
  readonly productId: ProductId;
  readonly buyerId: BuyerId;
  readonly years: readonly Year[];
  /** The numbers that months and flows are made of. */
  readonly ledger: Ledger;
  readonly months: readonly ContractMonth[];
  /** Ascending by month; one amount a kind and month of what is invoiced. */
  readonly flows: readonly CashFlow[];
  readonly takeOrPay: readonly TakeOrPayYear[];
  /** Tonnes paid and not yet taken in T, and those that lapsed before. */
  readonly makeUpBalance: number;
  readonly makeUpLapsed: number;
  /** Prepayment that no payment was left to carry, USD. */
  readonly prepaymentLeft: number;
  /** Invoices, unpaid amounts, deficiency payments and make-up credits by year of payment, USD; prepayment is not revenue. */
  readonly revenue: readonly number[];
  /** Delivered, dmt by year of delivery. */
  readonly tonnes: readonly number[];
  /** Unit cash cost of the delivered tonnes by year of delivery, USD. */
  readonly cost: readonly number[];
  /** Deficiency payments by year of payment, USD. */
  readonly deficiency: readonly number[];
  /** Present value of every flow, prepayment included, USD. */
  readonly npv: number;
};

/** One month of a product, dmt and USD. */
export type ProductMonth = {
  readonly month: Month;
  readonly production: number;
  readonly nominal: number;
  readonly delivered: number;
  /** Planned uncommitted production sold in its month. */
  readonly uncommittedSold: number;
  /** Tonnes that joined the queue this month. */
  readonly queued: number;
  /** Tonnes that contracts drew from the queue. */
  readonly drawn: number;
  readonly resold: number;
  /** In the queue at the end of the month. */
  readonly queue: number;
  /** USD/dmt of uncommitted tonnes; undefined where the product has neither spot terms nor a contract. */
  readonly spotPrice: number | undefined;
  readonly spotRevenue: number;
};

/** A product valued: its production and what spot earned. Series by year are aligned with `years`, the same as the portfolio's. */
export type ProductValue = {
  readonly productId: ProductId;
  readonly years: readonly Year[];
  readonly months: readonly ProductMonth[];
  readonly spotRevenue: readonly number[];
  /** Sold on spot, dmt. */
  readonly spotTonnes: readonly number[];
  /** Unit cash cost of the tonnes sold on spot, USD. */
  readonly spotCost: readonly number[];
  readonly npv: number;
};

export type PortfolioValue = {
  /** From the year of month 1 to the year of the last payment. */
  readonly years: readonly Year[];
  readonly contracts: readonly ContractValue[];
  readonly products: readonly ProductValue[];
  /** Contracts and spot by year of payment, USD. */
  readonly revenue: readonly number[];
  /** The same by month; entry 0 = the month after the valuation month. */
  readonly revenueByMonth: readonly number[];
  readonly npv: number;
};

/** A portfolio valued on a market. */
export type Valuation = { readonly portfolio: Portfolio; readonly market: Market; readonly value: PortfolioValue };

/** One line of an explanation: a key the page puts into words, and its amount. The last line is the number explained. */
export type ExplainLine = { readonly label: string; readonly amount: number };
