import type { Input, Output } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import { host } from './host.ts';
import type { CallOptions } from './hostPort.ts';

/** The nonce of this load, for styles made at run time. */
export const pageNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** One call of the contract with the revision it was answered at. Throws OrebookError. */
export const callAt = async <K extends CallName>(
  name: K,
  input: Input<K>,
  options: CallOptions = {},
): Promise<{ readonly value: Output<K>; readonly revision: number }> =>
  // the core parsed it against the contract's output schema; the page has no zod to do it again
  (await host.call(name, input, options)) as { value: Output<K>; revision: number };

/** One call of the contract. Throws OrebookError with the code and details of what went wrong. */
export const call = async <K extends CallName>(name: K, input: Input<K>, options?: CallOptions): Promise<Output<K>> =>
  (await callAt(name, input, options)).value;
