import type { Input } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CALLS, CallName } from '#shared/contract/names.ts';
import { type AnswerTo, callAt } from './client.ts';
import { whenLive } from './connection.ts';

export type CommandName = { [K in CallName]: (typeof CALLS)[K] extends 'command' ? K : never }[CallName];

/** How long a command waits for an app that does not answer, ms. */
const PATIENCE_MS = 10_000;

/** The id under which a command is sent; every retry carries the same one, so that the core runs it once. */
export const newRequestId = (): string => window.crypto.randomUUID();

/** Commands that were given up without an answer: the same command sent again is a retry of them. */
const unanswered = new Map<string, string>();
const MOST_UNANSWERED = 100;

const isUnavailable = (error: unknown): boolean => error instanceof OrebookError && error.code === 'UNAVAILABLE';

export type SendOptions = {
  /** A new id unless given; a retry of a command that was given up takes that command's id. */
  readonly requestId?: string | undefined;
  /** How long to wait for an app that does not answer, ms; 0 tries once. */
  readonly patienceMs?: number | undefined;
};

/**
 * Sends a command until it is answered: after a lost answer or a dead core it is sent again under the same id, and the core runs it once.
 * Throws OrebookError, UNAVAILABLE when the app did not answer within the patience.
 */
export const sendCommand = async <K extends CommandName>(
  name: K,
  input: Input<K>,
  { requestId, patienceMs: patience = PATIENCE_MS }: SendOptions = {},
): Promise<AnswerTo<K>> => {
  const key = `${name} ${JSON.stringify(input)}`;
  const id = requestId ?? unanswered.get(key) ?? newRequestId();
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      const answer = await callAt(name, input, { requestId: id });
      unanswered.delete(key);
      return answer;
    } catch (error) {
      if (!isUnavailable(error)) {
        unanswered.delete(key);
        throw error;
      }
      if (Date.now() < deadline && (await whenLive(deadline - Date.now()))) continue;
      unanswered.set(key, id);
      for (const old of unanswered.keys()) {
        if (unanswered.size <= MOST_UNANSWERED) break;
        unanswered.delete(old);
      }
      throw error;
    }
  }
};
