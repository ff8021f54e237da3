import { createFuzzer, ENDING_CALLS, type FuzzedCall } from './fuzzCalls.ts';

export type FuzzOptions = {
  readonly seed: number;
  readonly count: number;
  /** The calls of the host. */
  readonly calls: readonly FuzzedCall['call'][];
  /** Sends calls at the same time, and returns the answers as JSON text; each may be cut off after ANSWER_LENGTH characters. */
  readonly sendAll: (calls: readonly FuzzedCall[]) => Promise<readonly string[]>;
};

/** Number of characters of an answer that the run reads: its result, and ids of records. */
export const ANSWER_LENGTH = 6000;

/** Calls under way at the same time. */
const AT_ONCE = 24;
/** Calls until the workspace is replaced by a new one, because each change makes it larger and the calls slower. */
const CALLS_PER_WORKSPACE = 500;
/** One workspace in this number is the sample, where more inputs are valid and each takes longer. */
const SAMPLE_EVERY = 5;
const MAX_IDS = 300;
const SHIPPED_IDS = ['copper', 'CU', 'china-slump', 'base', 'CN'];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const product = { name: 'Copper concentrate', metal: 'copper', tonnes: [{ year: 2026, tonnes: 1000 }] };

export type FuzzFigures = {
  readonly calls: number;
  readonly answered: number;
  readonly refusedByTheContract: number;
  readonly refusedByTheCore: number;
  readonly workspaces: number;
  /** Internal errors and calls that were not answered. */
  readonly faults: readonly string[];
};

/** Sends `count` fuzzed calls to a host, on many workspaces one after another. Ids in answers are used in the calls that follow. */
export const fuzzHost = async ({ seed, count, calls, sendAll }: FuzzOptions): Promise<FuzzFigures> => {
  const ids: string[] = [...SHIPPED_IDS];
  let isSample = false;
  const fuzzer = createFuzzer(seed, ids, calls);
  /** The next call; none that encrypts the sample, which could not be opened again. */
  const next = (): FuzzedCall => {
    for (;;) {
      const fuzzedCall = fuzzer.next();
      if (!isSample || fuzzedCall.call !== 'workspace.changePassphrase') return fuzzedCall;
    }
  };
  const codes = new Map<string, number>();
  const faults: string[] = [];
  /** The latest calls, which a fault of the next one may be due to. */
  let latestCalls: readonly string[] = [];
  let sentCount = 0;
  let workspaceCount = 0;

  const sendPlain = async (call: FuzzedCall['call'], input: unknown): Promise<string> => {
    const [answer = ''] = await sendAll([{ call, body: JSON.stringify(input) }]);
    return answer;
  };
  const requireOk = async (call: FuzzedCall['call'], input: unknown): Promise<string> => {
    const answer = await sendPlain(call, input);
    if (!answer.startsWith('{"ok":true')) throw new Error(`${call}: ${answer} after ${latestCalls.join('\n')}`);
    return answer;
  };

  const replaceWorkspace = async (): Promise<void> => {
    workspaceCount += 1;
    isSample = workspaceCount % SAMPLE_EVERY === 0;
    if (isSample) {
      await requireOk('workspace.openSample', { language: 'en' });
      await requireOk('workspace.reset', {});
    } else await requireOk('workspace.create', { name: `Fuzz ${workspaceCount}`, discountRate: 0.1, products: [product] });
    fuzzer.startWorkspace();
    ids.splice(SHIPPED_IDS.length);
    for (const list of ['products.list', 'contracts.list', 'buyers.list'] as const) learnIds(await sendPlain(list, {}));
  };

  const learnIds = (answer: string): void => {
    for (const [id] of answer.matchAll(UUID)) {
      if (ids.includes(id)) continue;
      if (ids.length < MAX_IDS) ids.push(id);
      else ids[SHIPPED_IDS.length + (sentCount % (MAX_IDS - SHIPPED_IDS.length))] = id;
    }
  };

  /** Reads the answer of a fuzzed call; returns its code and the id of the job that it started. */
  const readAnswer = ({ call, body }: FuzzedCall, answer: string): { readonly code: string; readonly jobId?: string | undefined } => {
    if (answer.startsWith('{"ok":true')) {
      learnIds(answer);
      return { code: 'ok', jobId: /"jobId":"([^"]+)"/.exec(answer)?.[1] };
    }
    const code = /^\{"ok":false,"error":\{"code":"(\w+)"/.exec(answer)?.[1] ?? 'no result';
    if (['INTERNAL', 'UNAVAILABLE', 'no result'].includes(code)) faults.push(`${call} ${body.slice(0, 2000)}: ${answer.slice(0, 300)}`);
    return { code };
  };

  while (sentCount < count) {
    await replaceWorkspace();
    const lastOfWorkspace = Math.min(count, sentCount + CALLS_PER_WORKSPACE);
    for (let isEnded = false; !isEnded && sentCount < lastOfWorkspace; ) {
      const batch = Array.from({ length: Math.min(AT_ONCE, lastOfWorkspace - sentCount) }, next);
      sentCount += batch.length;
      const answers = await sendAll(batch);
      latestCalls = [
        ...latestCalls.slice(-30),
        ...batch.map(({ call, body }, index) => `${call} ${body.slice(0, 500)}: ${answers[index]?.slice(0, 100)}`),
      ];
      for (const [index, call] of batch.entries()) {
        const { code, jobId } = readAnswer(call, answers[index] ?? '');
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (code === 'ok' && ENDING_CALLS.has(call.call)) isEnded = true;
        if (jobId !== undefined) await sendPlain('jobs.cancel', { jobId });
      }
    }
  }
  const answeredCount = codes.get('ok') ?? 0;
  const refusedByTheContract = codes.get('BAD_INPUT') ?? 0;
  return {
    calls: sentCount,
    answered: answeredCount,
    refusedByTheContract,
    refusedByTheCore: sentCount - answeredCount - refusedByTheContract,
    workspaces: workspaceCount,
    faults,
  };
};
