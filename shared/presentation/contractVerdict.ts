import type { ContractEffect } from '../contract/contracts.ts';
import type { Verdict } from '../contract/figure.ts';

/** Adds the effect on limits to the last sentence of a contract's preview, which states its value. */
export const withLimitEffect = (sentences: Verdict, { key, effect }: ContractEffect['result']): Verdict => {
  const figures = { ...sentences.at(-1)?.figures, ...(effect && { effect }) };
  return [...sentences.slice(0, -1), { key, figures }];
};
