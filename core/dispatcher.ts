import { toOrebookError } from '#db/storageErrors.ts';
import { hasLongList } from '#shared/checkInSteps.ts';
import type { Call } from '#shared/contract/call.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { isAllowedReadOnly } from '#shared/contract/readOnly.ts';
import type { Request, Result } from '#shared/contract/result.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { type LazySteps, lazySteps } from '#shared/steps.ts';
import { checkInput, type InputCheck } from './inputCheck.ts';
import { withLocale } from './locale.ts';
import { errorFields, type LogEntry, newLogId } from './log.ts';
import { createQueryOrder } from './queryOrder.ts';
import type { ReadWriteLock } from './readWriteLock.ts';
import { type ConfirmedRequest, runForRequest, runWithSignal, throwIfCancelled } from './requestContext.ts';
import { runWithYielding, yieldIfDue } from './yielding.ts';

export type DispatcherOptions<Ctx> = {
  readonly contract: Readonly<Record<string, Call>>;
  readonly handlers: Readonly<Record<string, (input: never, ctx: Ctx) => unknown>>;
  readonly ctx: Ctx;
  /** Shared with everything else that changes the workspace. */
  readonly lock: ReadWriteLock;
  readonly revision: () => number;
  /** Returns the locale of answers. */
  readonly language: () => Language;
  readonly log: (entry: LogEntry) => void;
  /** Parses answers as well; an answer that does not match the contract becomes INTERNAL. */
  readonly checksOutput: boolean;
  /** A request whose change the open workspace has committed. */
  readonly findConfirmed?: (requestId: string) => Promise<ConfirmedRequest | undefined>;
  /** Whether the open workspace was opened read-only. */
  readonly isReadOnly?: () => boolean;
  /** The kinds of records that the change to a revision touched; undefined where that is not known. */
  readonly touchedKinds?: (revision: number) => readonly RecordKind[] | undefined;
};

/** A call that took longer is logged, ms. */
const SLOW_MS = 50;

/** Number of answers kept in memory for retries; the workspace stores those of committed changes. */
const MAX_ANSWERS = 500;

/** Returns the answer of a command from the value of its change: that value, or the plain confirmation. Undefined when neither fits the contract. */
const answerFrom = (call: Call, value: unknown): { readonly value: unknown } | undefined => {
  for (const candidate of [value, { done: true }]) {
    const parsedAnswer = call.output.safeParse(candidate);
    if (parsedAnswer.success) return { value: parsedAnswer.data };
  }
  return undefined;
};

type CallAnswer = { readonly call: string; readonly result: Promise<Result<unknown>> };

/**
 * Creates the function that parses a call, runs it under the lock and returns a Result. It never throws. A query whose signal is aborted
 * stops at its next yield and answers CANCELLED.
 */
export const createDispatcher = <Ctx>(
  options: DispatcherOptions<Ctx>,
): ((request: Request, signal?: AbortSignal) => Promise<Result<unknown>>) => {
  const { contract, handlers, ctx, lock, revision, language, log, checksOutput } = options;
  const { findConfirmed = async () => undefined, touchedKinds = () => undefined, isReadOnly = () => false } = options;
  const answers = new Map<string, CallAnswer>();
  const { runFirst, others } = createQueryOrder();

  const refuse = (call: string, code: ErrorCode, details: ErrorDetails): Result<never> => {
    const id = newLogId();
    log({ event: 'refused', id, call, code });
    return { ok: false, error: { code, details, id } };
  };

  const run = async (name: string, call: Call, input: LazySteps<InputCheck>): Promise<Result<unknown>> => {
    const handler = handlers[name] as ((input: unknown, ctx: Ctx) => unknown) | undefined;
    if (!handler) return refuse(name, 'UNKNOWN_CALL', {});
    const inputCheck = await runWithYielding(input.prepare());
    if ('refusal' in inputCheck) return refuse(name, 'BAD_INPUT', inputCheck.refusal);
    const revisionBefore = revision();
    const startedAt = performance.now();
    const value = await withLocale(language(), () => handler(inputCheck.data, ctx));
    const ms = Math.round(performance.now() - startedAt);
    if (ms > SLOW_MS) {
      log({ event: 'slow', call: name, ms });
      // the text of a large answer takes milliseconds too
      await yieldIfDue();
    }
    if (checksOutput) {
      const parseResult = call.output.safeParse(value, { reportInput: false });
      if (!parseResult.success) {
        const id = newLogId();
        log({ event: 'badOutput', id, call: name, paths: fieldIssues(parseResult.error).map((issue) => `${issue.path}: ${issue.rule}`) });
        return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
      }
    }
    const revisionAfter = revision();
    const kinds = revisionAfter === revisionBefore + 1 ? touchedKinds(revisionAfter) : undefined;
    return { ok: true, value, revision: revisionAfter, ...(kinds ? { touched: kinds } : {}) };
  };

  /** Runs a query beside others. A command that waits for it stops it, and it starts again after the command. */
  const runQuery = async (
    name: string,
    call: Call,
    input: LazySteps<InputCheck>,
    signal = new AbortController().signal,
  ): Promise<Result<unknown>> => {
    for (;;) {
      const stop = new AbortController();
      const stopQuery = (): void => stop.abort();
      signal.addEventListener('abort', stopQuery);
      const runUnlessStopped = async (): Promise<Result<unknown>> => {
        throwIfCancelled();
        return run(name, call, input);
      };
      try {
        if (signal.aborted) stopQuery();
        return await lock.shared(
          () =>
            call.isBackground
              ? runWithSignal(stop.signal, runUnlessStopped, others)
              : runFirst(() => runWithSignal(stop.signal, runUnlessStopped)),
          stopQuery,
        );
      } catch (failure) {
        if (signal.aborted || !stop.signal.aborted) throw failure;
      } finally {
        signal.removeEventListener('abort', stopQuery);
      }
    }
  };

  /** Runs a command for a request, unless the workspace has already committed that request: then it returns the first answer. */
  const runOnce = async (name: string, call: Call, input: LazySteps<InputCheck>, requestId: string): Promise<Result<unknown>> => {
    const confirmedRequest = await findConfirmed(requestId);
    if (confirmedRequest) {
      if (confirmedRequest.call !== name) return refuse(name, 'BAD_INPUT', { reason: 'requestId' });
      const firstAnswer = answerFrom(call, confirmedRequest.value);
      if (!firstAnswer) throw new Error(`the first answer of ${name} can't be given again`);
      return { ok: true, value: firstAnswer.value, revision: revision() };
    }
    const { answer, confirmed: confirmedAnswer } = await runForRequest({ id: requestId, call: name }, () => run(name, call, input));
    if (checksOutput && answer.ok && confirmedAnswer && !isDeepEqual(answerFrom(call, confirmedAnswer.value)?.value, answer.value))
      throw new Error(`the change of ${name} returns something else than the command answers`);
    return answer;
  };

  const execute = async ({ call: name, input, requestId }: Request, call: Call, signal?: AbortSignal): Promise<Result<unknown>> => {
    if (call.kind === 'command' && isReadOnly() && !isAllowedReadOnly(name)) return refuse(name, 'OPENED_READ_ONLY', {});
    const inputCheck = lazySteps(() => checkInput(call.input, input));
    if (!hasLongList(call.input, input)) {
      const earlyCheck = inputCheck.get();
      if ('refusal' in earlyCheck) return refuse(name, 'BAD_INPUT', earlyCheck.refusal);
    }
    try {
      // a call without the lock must not wait for the database, which a running change may be using
      const isOnce = requestId !== undefined && call.kind === 'command' && !call.withoutLock;
      const runCall = (): Promise<Result<unknown>> => {
        if (isOnce) return runOnce(name, call, inputCheck, requestId);
        return runWithSignal(signal, async () => {
          throwIfCancelled();
          return run(name, call, inputCheck);
        });
      };
      if (call.withoutLock) return await runCall();
      if (call.kind === 'query') return await runQuery(name, call, inputCheck, signal);
      return await lock.exclusive(runCall);
    } catch (failure) {
      // a full disk has its own code wherever it occurs
      const error = toOrebookError(failure);
      if (signal?.aborted) {
        const id = newLogId();
        log({ event: 'cancelled', id, call: name });
        return { ok: false, error: { code: 'CANCELLED', details: {}, id } };
      }
      if (error instanceof OrebookError) return refuse(name, error.code, error.details);
      const id = newLogId();
      log({ event: 'internal', id, call: name, ...errorFields(error) });
      return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
    }
  };

  const forget = (requestId: string, callAnswer: CallAnswer): void => {
    if (answers.get(requestId) === callAnswer) answers.delete(requestId);
  };

  return async (request, signal) => {
    const { call: name, requestId } = request;
    const call = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (!call) return refuse('?', 'UNKNOWN_CALL', {});
    if (call.kind === 'query') return execute(request, call, signal);
    if (requestId === undefined) return execute(request, call);
    const earlierAnswer = answers.get(requestId);
    if (earlierAnswer) {
      if (earlierAnswer.call !== name) return refuse(name, 'BAD_INPUT', { reason: 'requestId' });
      const firstResult = await earlierAnswer.result;
      return firstResult.ok ? { ...firstResult, revision: revision() } : firstResult;
    }
    const callAnswer: CallAnswer = { call: name, result: execute(request, call) };
    answers.set(requestId, callAnswer);
    for (const oldestId of answers.keys()) {
      if (answers.size <= MAX_ANSWERS) break;
      answers.delete(oldestId);
    }
    const result = await callAnswer.result;
    if (!result.ok) forget(requestId, callAnswer);
    return result;
  };
};
