// Arguments of the functions that have many, as they stand in memory at ARGUMENTS_AT. `npm run kernel` writes their TypeScript types and
// the functions that fill them (../argumentBlocks.ts) from these classes: a bool is filled with 0 or 1, fields name0 and name1 with the
// two numbers of `name`.

/** Counter of the draws of a block of months for `count` paths, whose numbers are 32-bit integers at `pathsAt`. */
@unmanaged
export class DrawCounter {
  pathsAt: i32;
  count: i32;
  key0: i32;
  key1: i32;
  block: i32;
  kind: i32;
  entity: i32;
}

/** Rows of the normals of `months` months, rows of regime and demand of the month before them, and the regimes (`REGIME_DOUBLES`). */
@unmanaged
export class CycleMonths {
  worldAt: i32;
  zoneAt: i32;
  regimeAt: i32;
  demandAt: i32;
  regimesAt: i32;
  months: i32;
  worldShare: f64;
  zoneShare: f64;
  demandSpeed: f64;
}

/** `terms` factors with their shares at `termsAt`, the rows of Y, V and the volatility multiplier, the decay a and the scale sig. */
@unmanaged
export class LogPriceSteps {
  firstMonth: i32;
  months: i32;
  termsAt: i32;
  terms: i32;
  yAt: i32;
  vAt: i32;
  multiplierAt: i32;
  decay: f64;
  scale: f64;
}

/** First rows of Y, V and ln D and of the result, the exponent L, and ln M by month. */
@unmanaged
export class LogPrices {
  months: i32;
  yAt: i32;
  vAt: i32;
  logDemandAt: i32;
  outAt: i32;
  logMeansAt: i32;
  exponent: f64;
}

/** First rows of ln Q and V of the followed price, of Y and V of the follower and of the result, its beta, and ln of the mean by month. */
@unmanaged
export class FollowerLogPrices {
  months: i32;
  logQAt: i32;
  followedVAt: i32;
  yAt: i32;
  vAt: i32;
  outAt: i32;
  logMeansAt: i32;
  beta: f64;
}

/** Rows of Y, V and R of the month of declaration, the price F x stress and the decay A to the later month. */
@unmanaged
export class Forwards {
  yAt: i32;
  vAt: i32;
  cycleAt: i32;
  outAt: i32;
  level: f64;
  decay: f64;
}

/** `years` rows at `rowsAt`, and the moments of `pathsBefore` paths: means at `intoAt` and `totalAt`, squares `squaresOffset` bytes on. */
@unmanaged
export class RowMoments {
  rowsAt: i32;
  years: i32;
  count: i32;
  pathsBefore: i32;
  intoAt: i32;
  squaresOffset: i32;
  totalAt: i32;
}

/** Demand, nominal tonnes, sensitivity, minimum and maximum call as shares of the nominal, and the open share. */
@unmanaged
export class BuyerCall {
  demandAt: i32;
  outAt: i32;
  nominal: f64;
  beta: f64;
  minimum: f64;
  maximum: f64;
  openShare: f64;
}

/** Rows of an invoice and of the counters of the contract year. */
@unmanaged
export class InvoiceAndYear {
  paidAt: i32;
  priceAt: i32;
  revenueAt: i32;
  deliveredAt: i32;
  takenAt: i32;
  paidTonnesAt: i32;
  paidValueAt: i32;
}

/** Rows of a provisional and a final invoice and of their receivables. */
@unmanaged
export class ProvisionalAndFinal {
  paidAt: i32;
  currentPriceAt: i32;
  finalPriceAt: i32;
  provisionalAt: i32;
  finalAt: i32;
  provisionalReceivableAt: i32;
  finalReceivableAt: i32;
  provisionalShare: f64;
}

/** `claims` entries of a product's month, the rows of its sums, `queueRows` rows of its queue, oldest first, and its production. */
@unmanaged
export class ProductDelivery {
  claimsAt: i32;
  claims: i32;
  deferredDueAt: i32;
  heldBackAt: i32;
  remainingAt: i32;
  queueAt: i32;
  queueRows: i32;
  calledSumAt: i32;
  deliveredSumAt: i32;
  production: f64;
}

/** Rows of a product's spot sales and of its queue, the costs of selling elsewhere, and the terms of the sale (`sellOnSpot`). */
@unmanaged
export class SpotSale {
  remainingAt: i32;
  nominalAt: i32;
  spotPriceAt: i32;
  depthAt: i32;
  queueAt: i32;
  discountAt: i32;
  freightAt: i32;
  queueRows: i32;
  dueRows: i32;
  costsAt: i32;
  hasCosts: bool;
  spotSumAt: i32;
  spotRevenueAt: i32;
  depthLossAt: i32;
  rerouteLossAt: i32;
  revenueAt: i32;
  sumsAt: i32;
  count: i32;
  production: f64;
  slope: f64;
  cap: f64;
  isLastMonth: bool;
}

/** Rows of cut tonnes and of a seller's extra, net contract, the average of the net spot price with its terms, and the damages share. */
@unmanaged
export class Damages {
  cutAt: i32;
  extraAt: i32;
  netAt: i32;
  averageAt: i32;
  outAt: i32;
  revenueAt: i32;
  damagesSumAt: i32;
  constant: f64;
  share: f64;
  low: f64;
  high: f64;
  damagesShare: f64;
}
