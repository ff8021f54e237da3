import type { Input } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CALLS, CallName } from '#shared/contract/names.ts';
import { type AnswerTo, callWithRevision } from './client.ts';
import { waitUntilLive } from './connection.ts';

export type CommandName = { [K in CallName]: (typeof CALLS)[K] extends 'command' ? K : never }[CallName];

/** How long a command waits for an app that does not answer, ms. */
const COMMAND_TIMEOUT_MS = 10_000;

/** Creates the id of a command. Every retry has the same id, so that the core runs the command once. */
export const newRequestId = (): string => window.crypto.randomUUID();

/** Request ids of commands that timed out, by command: sending the same command again is a retry with that id. */
const timedOutIds = new Map<string, string>();
const MAX_TIMED_OUT = 100;

const isUnavailable = (error: unknown): boolean => error instanceof OrebookError && error.code === 'UNAVAILABLE';

export type SendOptions = {
  /** Default: the id of the same command that timed out before, else a new one. */
  readonly requestId?: string | undefined;
  /** How long to wait for an app that does not answer, ms; 0 tries once. */
  readonly timeoutMs?: number | undefined;
};

/**
 * Sends a command until it is answered: after a lost answer or a dead core it is sent again under the same id, and the core runs it once.
 * Throws OrebookError, UNAVAILABLE when the app did not answer in time.
 */
export const sendCommand = async <K extends CommandName>(
  name: K,
  input: Input<K>,
  { requestId, timeoutMs = COMMAND_TIMEOUT_MS }: SendOptions = {},
): Promise<AnswerTo<K>> => {
  const key = `${name} ${JSON.stringify(input)}`;
  const id = requestId ?? timedOutIds.get(key) ?? newRequestId();
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      const answer = await callWithRevision(name, input, { requestId: id });
      timedOutIds.delete(key);
      return answer;
    } catch (error) {
      if (!isUnavailable(error)) {
        timedOutIds.delete(key);
        throw error;
      }
      if (Date.now() < deadline && (await waitUntilLive(deadline - Date.now()))) continue;
      // a caller with an id of its own sends again by itself
      if (requestId === undefined) timedOutIds.set(key, id);
      for (const oldestKey of timedOutIds.keys()) {
        if (timedOutIds.size <= MAX_TIMED_OUT) break;
        timedOutIds.delete(oldestKey);
      }
      throw error;
    }
  }
};
