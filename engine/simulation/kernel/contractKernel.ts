/** What works on the lanes of contracts month by month (contracts.wat, plainContracts.ts). Every row has all lanes. */
export type ContractKernel = {
  readonly drawUniforms: DrawFunction;
  /** A price of one average: rest + share x the average held between two bounds. */
  readonly evaluateSimplePrices: (averageAt: number, outAt: number, rest: number, share: number, low: number, high: number) => void;
  /** nominal clamp(1 + beta (D - 1), least, most) x open. */
  readonly computeBuyerCalls: (
    demandAt: number,
    outAt: number,
    nominal: number,
    beta: number,
    least: number,
    most: number,
    open: number,
  ) => void;
  /** Uniforms as `uniforms`; lists as places in a row, numbers of 32 bits, the lanes with one under `most`, and answers how many. */
  readonly listLanesBelow: (...of: [...Parameters<DrawFunction>, most: number, listAt: number]) => number;
  /** Writes for `n` listed lanes gaps x gap + slacks x slack, spot = rest + share x the average; adds it where `after` is 1. */
  readonly weighGapAndSlack: (
    listAt: number,
    n: number,
    netAt: number,
    averageAt: number,
    slackAt: number,
    intoAt: number,
    rest: number,
    share: number,
    gaps: number,
    slacks: number,
    after: 0 | 1,
  ) => void;
  /** Keeps of `n` listed lanes those that hazard x e^exponent may reach in a month, a few more at most; answers how many. */
  readonly keepReachableLanes: (listAt: number, n: number, uAt: number, exponentsAt: number, hazard: number) => number;
  /** own = offered x kept; adds what lacks to a row. Sums of offered, lacking and own go to three doubles at `sumsAt`. */
  readonly cutCalls: (offeredAt: number, keptAt: number, ownAt: number, lackingAt: number, sumsAt: number) => void;
  readonly sumRow: (at: number) => number;
  /** revenue += paid x net. */
  readonly addInvoices: (paidAt: number, netAt: number, revenueAt: number) => void;
  /** The same, and taken += delivered, paid tonnes += paid, paid value += paid x net. */
  readonly addInvoicesAndYear: (
    paidAt: number,
    netAt: number,
    revenueAt: number,
    deliveredAt: number,
    takenAt: number,
    paidTonnesAt: number,
    paidValueAt: number,
  ) => void;
  /** first += share x now x paid, last += paid x net less that; and what of both is above 0 to rows of what is owed. */
  readonly addProvisionalAndFinal: (
    paidAt: number,
    nowAt: number,
    netAt: number,
    share: number,
    firstAt: number,
    lastAt: number,
    firstOwedAt: number,
    lastOwedAt: number,
  ) => void;
  /** owed += paid x net where that is above 0. */
  readonly addReceivables: (paidAt: number, netAt: number, owedAt: number) => void;
};

export type DrawFunction = (
  pathsAt: number,
  outAt: number,
  count: number,
  key0: number,
  key1: number,
  month: number,
  kind: number,
  entity: number,
) => void;
