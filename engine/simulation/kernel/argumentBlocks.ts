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

/** `terms` factors with their shares at `termsAt`, the rows of Y, V and the volatility multiplier, the decay a and the scale sig. */
export type LogPriceStep = {
  readonly termsAt: number;
  readonly terms: number;
  readonly yAt: number;
  readonly vAt: number;
  readonly multiplierAt: number;
  readonly decay: number;
  readonly scale: number;
};

/** Fills the argument block. */
export const writeLogPriceStep = (input: LogPriceStep, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.termsAt;
  words[1] = input.terms;
  words[2] = input.yAt;
  words[3] = input.vAt;
  words[4] = input.multiplierAt;
  doubles[3] = input.decay;
  doubles[4] = input.scale;
};

/** Rows of ln Q and V of the followed price, rows of the follower, its beta and the logarithm of the mean. */
export type FollowerLogPrice = {
  readonly logQAt: number;
  readonly followedVAt: number;
  readonly yAt: number;
  readonly vAt: number;
  readonly outAt: number;
  readonly beta: number;
  readonly lessMean: number;
};

/** Fills the argument block. */
export const writeFollowerLogPrice = (input: FollowerLogPrice, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.logQAt;
  words[1] = input.followedVAt;
  words[2] = input.yAt;
  words[3] = input.vAt;
  words[4] = input.outAt;
  doubles[3] = input.beta;
  doubles[4] = input.lessMean;
};

/** `years` rows at `rowsAt`, and the moments of `before` paths: means at `intoAt` and `totalAt`, squares `squaresOffset` bytes on. */
export type RowMoments = {
  readonly rowsAt: number;
  readonly years: number;
  readonly count: number;
  readonly before: number;
  readonly intoAt: number;
  readonly squaresOffset: number;
  readonly totalAt: number;
};

/** Fills the argument block. */
export const writeRowMoments = (input: RowMoments, words: Int32Array): void => {
  words[0] = input.rowsAt;
  words[1] = input.years;
  words[2] = input.count;
  words[3] = input.before;
  words[4] = input.intoAt;
  words[5] = input.squaresOffset;
  words[6] = input.totalAt;
};

/** Demand, nominal tonnes, sensitivity, the least and the most that may be called as shares of the nominal, and the open share. */
export type BuyerCall = {
  readonly demandAt: number;
  readonly outAt: number;
  readonly nominal: number;
  readonly beta: number;
  readonly least: number;
  readonly most: number;
  readonly openShare: number;
};

/** Fills the argument block. */
export const writeBuyerCall = (input: BuyerCall, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.demandAt;
  words[1] = input.outAt;
  doubles[1] = input.nominal;
  doubles[2] = input.beta;
  doubles[3] = input.least;
  doubles[4] = input.most;
  doubles[5] = input.openShare;
};

/** A list of `listed` lanes, the rows of prices and slack, the linear net spot price, and the factors of the exponent. */
export type GapAndSlack = {
  readonly listAt: number;
  readonly listed: number;
  readonly netAt: number;
  readonly averageAt: number;
  readonly slackAt: number;
  readonly intoAt: number;
  readonly constant: number;
  readonly share: number;
  readonly gapFactor: number;
  readonly slackFactor: number;
  readonly isAdded: boolean;
};

/** Fills the argument block. */
export const writeGapAndSlack = (input: GapAndSlack, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.listAt;
  words[1] = input.listed;
  words[2] = input.netAt;
  words[3] = input.averageAt;
  words[4] = input.slackAt;
  words[5] = input.intoAt;
  doubles[3] = input.constant;
  doubles[4] = input.share;
  doubles[5] = input.gapFactor;
  doubles[6] = input.slackFactor;
  words[14] = input.isAdded ? 1 : 0;
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

/** Rows of calls, shares and sums of a product's month, `queueRows` rows of its queue, oldest first, and its production. */
export type ProductSupply = {
  readonly calledAt: number;
  readonly deferredDueAt: number;
  readonly heldBackAt: number;
  readonly deliveredShareAt: number;
  readonly deferredDeliveredShareAt: number;
  readonly undeliveredAt: number;
  readonly queueAt: number;
  readonly queueRows: number;
  readonly calledSumAt: number;
  readonly deliveredSumAt: number;
  readonly production: number;
};

/** Fills the argument block. */
export const writeProductSupply = (input: ProductSupply, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.calledAt;
  words[1] = input.deferredDueAt;
  words[2] = input.heldBackAt;
  words[3] = input.deliveredShareAt;
  words[4] = input.deferredDeliveredShareAt;
  words[5] = input.undeliveredAt;
  words[6] = input.queueAt;
  words[7] = input.queueRows;
  words[8] = input.calledSumAt;
  words[9] = input.deliveredSumAt;
  doubles[5] = input.production;
};

/** Rows of a product's spot sales, `queueRows` rows of its queue that are sold, the row that joins it, and the terms of the sale. */
export type SpotSale = {
  readonly undeliveredAt: number;
  readonly nominalAt: number;
  readonly spotPriceAt: number;
  readonly queueAt: number;
  readonly queueRows: number;
  readonly joinAt: number;
  readonly spotSumAt: number;
  readonly spotRevenueAt: number;
  readonly revenueAt: number;
  readonly sumsAt: number;
  readonly count: number;
  readonly production: number;
  readonly priceShare: number;
  readonly priceDeduction: number;
  readonly isOpen: boolean;
};

/** Fills the argument block. */
export const writeSpotSale = (input: SpotSale, words: Int32Array, doubles: Float64Array): void => {
  words[0] = input.undeliveredAt;
  words[1] = input.nominalAt;
  words[2] = input.spotPriceAt;
  words[3] = input.queueAt;
  words[4] = input.queueRows;
  words[5] = input.joinAt;
  words[6] = input.spotSumAt;
  words[7] = input.spotRevenueAt;
  words[8] = input.revenueAt;
  words[9] = input.sumsAt;
  words[10] = input.count;
  doubles[6] = input.production;
  doubles[7] = input.priceShare;
  doubles[8] = input.priceDeduction;
  words[18] = input.isOpen ? 1 : 0;
};
