declare module 'xirr' {
  /** The annual rate, actual/365, at which dated amounts are worth nothing. */
  const xirr: (flows: readonly { readonly amount: number; readonly when: Date }[]) => number;
  export = xirr;
}
