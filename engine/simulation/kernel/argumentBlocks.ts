// Written by `npm run kernel` from assembly/argumentBlocks.ts.

/** Counter of the draws of a block of months for `count` paths, whose numbers are 32-bit integers at `pathsAt`. */
export type DrawCounter = {
  readonly pathsAt: number;
  readonly count: number;
  readonly key: readonly [number, number];
  readonly block: number;
  readonly kind: number;
  readonly entity: number;
};

/** Fills the argument block. */
export const writeDrawCounter = (input: DrawCounter, words: Int32Array): void => {
  words[0] = input.pathsAt;
  words[1] = input.count;
  words[2] = input.key[0];
  words[3] = input.key[1];
  words[4] = input.block;
  words[5] = input.kind;
  words[6] = input.entity;
};

/** Rows of the normals of `months` months, rows of regime and demand of the month before them, and the regimes (`REGIME_DOUBLES`). */
export type CycleMonths = {
  readonly worldAt: number;
  readonly zoneAt: number;
  readonly regimeAt: number;
  readonly demandAt: number;
  readonly regimesAt: number;
  readonly months: number;
  readonly worldShare: number;
  readonly zoneShare: number;
  readonly demandSpeed: number;
};

/** Fills the argument block. */
export const writeCycleMonths = (input: CycleMonths, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.worldAt;
  words[1] = input.zoneAt;
  words[2] = input.regimeAt;
  words[3] = input.demandAt;
  words[4] = input.regimesAt;
  words[5] = input.months;
  doubles[3] = input.worldShare;
  doubles[4] = input.zoneShare;
  doubles[5] = input.demandSpeed;
};

/** `terms` factors with their shares at `termsAt`, the rows of Y, V and the volatility multiplier, the decay a and the scale sig. */
export type LogPriceSteps = {
  readonly firstMonth: number;
  readonly months: number;
  readonly termsAt: number;
  readonly terms: number;
  readonly yAt: number;
  readonly vAt: number;
  readonly multiplierAt: number;
  readonly decay: number;
  readonly scale: number;
};

/** Fills the argument block. */
export const writeLogPriceSteps = (input: LogPriceSteps, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.firstMonth;
  words[1] = input.months;
  words[2] = input.termsAt;
  words[3] = input.terms;
  words[4] = input.yAt;
  words[5] = input.vAt;
  words[6] = input.multiplierAt;
  doubles[4] = input.decay;
  doubles[5] = input.scale;
};

/** First rows of Y, V and ln D and of the result, the exponent L, and ln M by month. */
export type LogPrices = {
  readonly months: number;
  readonly yAt: number;
  readonly vAt: number;
  readonly logDemandAt: number;
  readonly outAt: number;
  readonly logMeansAt: number;
  readonly exponent: number;
};

/** Fills the argument block. */
export const writeLogPrices = (input: LogPrices, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.months;
  words[1] = input.yAt;
  words[2] = input.vAt;
  words[3] = input.logDemandAt;
  words[4] = input.outAt;
  words[5] = input.logMeansAt;
  doubles[3] = input.exponent;
};

/** First rows of ln Q and V of the followed price, of Y and V of the follower and of the result, its beta, and ln of the mean by month. */
export type FollowerLogPrices = {
  readonly months: number;
  readonly logQAt: number;
  readonly followedVAt: number;
  readonly yAt: number;
  readonly vAt: number;
  readonly outAt: number;
  readonly logMeansAt: number;
  readonly beta: number;
};

/** Fills the argument block. */
export const writeFollowerLogPrices = (input: FollowerLogPrices, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.months;
  words[1] = input.logQAt;
  words[2] = input.followedVAt;
  words[3] = input.yAt;
  words[4] = input.vAt;
  words[5] = input.outAt;
  words[6] = input.logMeansAt;
  doubles[4] = input.beta;
};

/** Rows of Y, V and R of the month of declaration, the price F x stress and the decay A to the later month. */
export type Forwards = {
  readonly yAt: number;
  readonly vAt: number;
  readonly cycleAt: number;
  readonly outAt: number;
  readonly level: number;
  readonly decay: number;
};

/** Fills the argument block. */
export const writeForwards = (input: Forwards, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.yAt;
  words[1] = input.vAt;
  words[2] = input.cycleAt;
  words[3] = input.outAt;
  doubles[2] = input.level;
  doubles[3] = input.decay;
};

/** `years` rows at `rowsAt`, and the moments of `pathsBefore` paths: means at `intoAt` and `totalAt`, squares `squaresOffset` bytes on. */
export type RowMoments = {
  readonly rowsAt: number;
  readonly years: number;
  readonly count: number;
  readonly pathsBefore: number;
  readonly intoAt: number;
  readonly squaresOffset: number;
  readonly totalAt: number;
};

/** Fills the argument block. */
export const writeRowMoments = (input: RowMoments, words: Int32Array): void => {
  words[0] = input.rowsAt;
  words[1] = input.years;
  words[2] = input.count;
  words[3] = input.pathsBefore;
  words[4] = input.intoAt;
  words[5] = input.squaresOffset;
  words[6] = input.totalAt;
};

/** Demand, nominal tonnes, sensitivity, minimum and maximum call as shares of the nominal, and the open share. */
export type BuyerCall = {
  readonly demandAt: number;
  readonly outAt: number;
  readonly nominal: number;
  readonly beta: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly openShare: number;
};

/** Fills the argument block. */
export const writeBuyerCall = (input: BuyerCall, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.demandAt;
  words[1] = input.outAt;
  doubles[1] = input.nominal;
  doubles[2] = input.beta;
  doubles[3] = input.minimum;
  doubles[4] = input.maximum;
  doubles[5] = input.openShare;
};

/** Rows of an invoice and of the counters of the contract year. */
export type InvoiceAndYear = {
  readonly paidAt: number;
  readonly priceAt: number;
  readonly revenueAt: number;
  readonly deliveredAt: number;
  readonly takenAt: number;
  readonly paidTonnesAt: number;
  readonly paidValueAt: number;
};

/** Fills the argument block. */
export const writeInvoiceAndYear = (input: InvoiceAndYear, words: Int32Array): void => {
  words[0] = input.paidAt;
  words[1] = input.priceAt;
  words[2] = input.revenueAt;
  words[3] = input.deliveredAt;
  words[4] = input.takenAt;
  words[5] = input.paidTonnesAt;
  words[6] = input.paidValueAt;
};

/** Rows of a provisional and a final invoice and of their receivables. */
export type ProvisionalAndFinal = {
  readonly paidAt: number;
  readonly currentPriceAt: number;
  readonly finalPriceAt: number;
  readonly provisionalAt: number;
  readonly finalAt: number;
  readonly provisionalReceivableAt: number;
  readonly finalReceivableAt: number;
  readonly provisionalShare: number;
};

/** Fills the argument block. */
export const writeProvisionalAndFinal = (input: ProvisionalAndFinal, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.paidAt;
  words[1] = input.currentPriceAt;
  words[2] = input.finalPriceAt;
  words[3] = input.provisionalAt;
  words[4] = input.finalAt;
  words[5] = input.provisionalReceivableAt;
  words[6] = input.finalReceivableAt;
  doubles[4] = input.provisionalShare;
};

/** `claims` entries of a product's month, the rows of its sums, `queueRows` rows of its queue, oldest first, and its production. */
export type ProductDelivery = {
  readonly claimsAt: number;
  readonly claims: number;
  readonly deferredDueAt: number;
  readonly heldBackAt: number;
  readonly remainingAt: number;
  readonly queueAt: number;
  readonly queueRows: number;
  readonly calledSumAt: number;
  readonly deliveredSumAt: number;
  readonly production: number;
};

/** Fills the argument block. */
export const writeProductDelivery = (input: ProductDelivery, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.claimsAt;
  words[1] = input.claims;
  words[2] = input.deferredDueAt;
  words[3] = input.heldBackAt;
  words[4] = input.remainingAt;
  words[5] = input.queueAt;
  words[6] = input.queueRows;
  words[7] = input.calledSumAt;
  words[8] = input.deliveredSumAt;
  doubles[5] = input.production;
};

/** Rows of a product's spot sales and of its queue, the costs of selling elsewhere, and the terms of the sale (`sellOnSpot`). */
export type SpotSale = {
  readonly remainingAt: number;
  readonly nominalAt: number;
  readonly spotPriceAt: number;
  readonly depthAt: number;
  readonly queueAt: number;
  readonly discountAt: number;
  readonly freightAt: number;
  readonly queueRows: number;
  readonly dueRows: number;
  readonly costsAt: number;
  readonly hasCosts: boolean;
  readonly spotSumAt: number;
  readonly spotRevenueAt: number;
  readonly depthLossAt: number;
  readonly rerouteLossAt: number;
  readonly revenueAt: number;
  readonly sumsAt: number;
  readonly count: number;
  readonly production: number;
  readonly slope: number;
  readonly cap: number;
  readonly isLastMonth: boolean;
};

/** Fills the argument block. */
export const writeSpotSale = (input: SpotSale, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.remainingAt;
  words[1] = input.nominalAt;
  words[2] = input.spotPriceAt;
  words[3] = input.depthAt;
  words[4] = input.queueAt;
  words[5] = input.discountAt;
  words[6] = input.freightAt;
  words[7] = input.queueRows;
  words[8] = input.dueRows;
  words[9] = input.costsAt;
  words[10] = input.hasCosts ? 1 : 0;
  words[11] = input.spotSumAt;
  words[12] = input.spotRevenueAt;
  words[13] = input.depthLossAt;
  words[14] = input.rerouteLossAt;
  words[15] = input.revenueAt;
  words[16] = input.sumsAt;
  words[17] = input.count;
  doubles[9] = input.production;
  doubles[10] = input.slope;
  doubles[11] = input.cap;
  words[24] = input.isLastMonth ? 1 : 0;
};

/** Rows of cut tonnes and of a seller's extra, net contract, the average of the net spot price with its terms, and the damages share. */
export type Damages = {
  readonly cutAt: number;
  readonly extraAt: number;
  readonly netAt: number;
  readonly averageAt: number;
  readonly outAt: number;
  readonly revenueAt: number;
  readonly damagesSumAt: number;
  readonly constant: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly damagesShare: number;
};

/** Fills the argument block. */
export const writeDamages = (input: Damages, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.cutAt;
  words[1] = input.extraAt;
  words[2] = input.netAt;
  words[3] = input.averageAt;
  words[4] = input.outAt;
  words[5] = input.revenueAt;
  words[6] = input.damagesSumAt;
  doubles[4] = input.constant;
  doubles[5] = input.share;
  doubles[6] = input.low;
  doubles[7] = input.high;
  doubles[8] = input.damagesShare;
};
