import type { Call } from '#shared/contract/call.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import type { Request, Result } from '#shared/contract/result.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { withLocale } from './locale.ts';
import { errorFields, type LogEntry, newLogId } from './log.ts';
import type { Gate } from './readWriteLock.ts';

export type DoorOptions<Ctx> = {
  readonly contract: Readonly<Record<string, Call>>;
  readonly handlers: Readonly<Record<string, (input: never, ctx: Ctx) => unknown>>;
  readonly ctx: Ctx;
  /** Shared with whatever else changes the workspace. */
  readonly gate: Gate;
  readonly revision: () => number;
  /** The language that answers are written in. */
  readonly language: () => Language;
  readonly log: (entry: LogEntry) => void;
  /** Parses what a service answers as well; an answer that breaks the contract becomes INTERNAL. */
  readonly checkOutput: boolean;
};

/** The one place where a call is parsed, run, and turned into a Result. It never throws. */
export const createDoor = <Ctx>(options: DoorOptions<Ctx>): ((request: Request) => Promise<Result<unknown>>) => {
  const { contract, handlers, ctx, gate, revision, language, log, checkOutput } = options;

  const refuse = (call: string, code: ErrorCode, details: ErrorDetails): Result<never> => {
    const id = newLogId();
    log({ event: 'refused', id, call, code });
    return { ok: false, error: { code, details, id } };
  };

  const run = async (name: string, call: Call, input: unknown): Promise<Result<unknown>> => {
    const handler = handlers[name] as ((input: unknown, ctx: Ctx) => unknown) | undefined;
    if (!handler) return refuse(name, 'UNKNOWN_CALL', {});
    const value = await withLocale(language(), () => handler(input, ctx));
    if (checkOutput) {
      const checked = call.output.safeParse(value, { reportInput: false });
      if (!checked.success) {
        const id = newLogId();
        log({ event: 'badOutput', id, call: name, paths: fieldIssues(checked.error).map((issue) => `${issue.path}: ${issue.rule}`) });
        return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
      }
    }
    return { ok: true, value, revision: revision() };
  };

  return async ({ call: name, input }) => {
    const call = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (!call) return refuse('?', 'UNKNOWN_CALL', {});
    const parsed = call.input.safeParse(input, { reportInput: true });
    if (!parsed.success) return refuse(name, 'BAD_INPUT', { issues: fieldIssues(parsed.error) });
    try {
      const go = (): Promise<Result<unknown>> => run(name, call, parsed.data);
      if (call.atOnce) return await go();
      return await gate[call.kind === 'query' ? 'shared' : 'exclusive'](go);
    } catch (error) {
      if (error instanceof OrebookError) return refuse(name, error.code, error.details);
      const id = newLogId();
      log({ event: 'internal', id, call: name, ...errorFields(error) });
      return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
    }
  };
};
