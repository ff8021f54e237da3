import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { Answer } from './answer.ts';
import { connection, setConnection, setCoreLost } from './connection.ts';
import { host } from './host.ts';
import type { CallOptions } from './hostPort.ts';

/** Returns the nonce of this page load, for styles created at run time. */
export const pageNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** Wait before the first probe and longest wait between two; the wait doubles. */
const FIRST_PROBE_WAIT_MS = 250;
const MAX_PROBE_WAIT_MS = 3_000;

let isProbing = false;

/** Calls the app until it answers, since no event reports the end of a lost connection or of a core restart. */
const probe = async (): Promise<void> => {
  if (isProbing) return;
  isProbing = true;
  for (let wait = FIRST_PROBE_WAIT_MS; ; wait = Math.min(wait * 2, MAX_PROBE_WAIT_MS)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const isAnswering = await host.call('host.capabilities', {}, {}).then(
      () => true,
      (error: unknown) => !(error instanceof OrebookError && error.code === 'UNAVAILABLE'),
    );
    if (isAnswering) break;
  }
  isProbing = false;
  setCoreLost(false);
  if (connection() === 'lost') setConnection('live');
};

/** The typed answer to a call of the contract. */
export type AnswerTo<K extends CallName> = Omit<Answer, 'value'> & { readonly value: Output<K> };

/** Makes one call of the contract and returns its value with the revision. Throws OrebookError; UNAVAILABLE also starts the probe. */
export const callWithRevision = async <K extends CallName>(name: K, input: Input<K>, options: CallOptions = {}): Promise<AnswerTo<K>> => {
  try {
    // the core checks answers against the contract's output schema; the page does not load zod
    const answer = (await host.call(name, input, options)) as AnswerTo<K>;
    setCoreLost(false);
    return answer;
  } catch (error) {
    if (error instanceof OrebookError && error.code === 'UNAVAILABLE') {
      if (connection() === 'live') setCoreLost(true);
      void probe();
    }
    throw error;
  }
};

/** Makes one call of the contract and returns its value. Throws OrebookError with code and details. */
export const call = async <K extends CallName>(name: K, input: Input<K>, options?: CallOptions): Promise<Output<K>> =>
  (await callWithRevision(name, input, options)).value;
