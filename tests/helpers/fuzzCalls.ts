import { z } from 'zod';
import { CONTRACT } from '#shared/contract/contract.ts';
import { desktopCalls } from '#shared/contract/desktop.ts';
import { CALL_NAMES, CALLS, type CallName, DESKTOP_CALL_NAMES, type DesktopCallName } from '#shared/contract/names.ts';
import { createRandom } from './random.ts';

/** Calls that can close, replace or lock the workspace of the run. */
export const ENDING_CALLS: ReadonlySet<string> = new Set([
  'workspace.close',
  'workspace.lock',
  'workspace.reset',
  'workspace.open',
  'workspace.openSample',
  'workspace.create',
  'workspace.changePassphrase',
  'workspace.unlock',
  'workspace.setAutoLock',
  'backups.restore',
  'history.openSnapshot',
] satisfies readonly CallName[]);

/** Calls that take twenty milliseconds and more when their input is valid: jobs, documents, copies of the file and many valuations. */
const isSlow = (call: string): boolean =>
  (CALLS[call as CallName] === 'command' &&
    /^(?:simulation|allocation|compare|sensitivity|summaries|exports|backups|limits\.makePlan|imports\.template|contracts\.simulateClauses)/.test(
      call,
    )) ||
  /^(?:compare\.|simulation\.preview|decks\.copy|workspace\.\w+ValuationDate|sensitivity\.|summaries\.|exports\.|decks\.compare|financing\.(?:get|scenarios|paths|workbench|breakEven)|cycles\.|allocation\.|limits\.(?:cure|board)|tenders\.(?:effect|breakEvens)|openPricing\.|scenarios\.list|china\.|diversification\.displacement|dates\.export|plans\.list)/.test(
    call,
  );

/** The part of JSON Schema that the inputs of the contract use. */
type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
};

const TEXTS = [
  '',
  ' ',
  'x',
  '\0',
  '🪨',
  'x'.repeat(5000),
  '__proto__',
  'constructor',
  '=1+1',
  '../..',
  '<script>',
  '2026-05-31',
  '2026-02-30',
  'base',
  'high',
];
const NUMBERS = [0, -0, 1, -1, 0.5, 2, 12, 1e-300, 1e308, -1e308, 2026, 2100, 23_880, 24_316, 24_330, 25_200, Number.MAX_SAFE_INTEGER];
const VALUES: readonly unknown[] = [null, true, [], {}, [[[]]], { a: 1 }, 'x', 1, ...NUMBERS.slice(0, 4)];

const SCHEMAS = new Map(
  [...CALL_NAMES, ...DESKTOP_CALL_NAMES].map((name) => [
    name,
    z.toJSONSchema({ ...CONTRACT, ...desktopCalls }[name].input, { io: 'input', unrepresentable: 'any' }) as Schema,
  ]),
);

/** Bodies that are no JSON, or no input of any call. */
const BODIES = ['', '{', '{}', 'null', '"', '[]', '"\\ud800"', '{"__proto__":{"a":1}}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`];

export type FuzzedCall = {
  readonly call: CallName | DesktopCallName;
  /** The input as JSON text: partly valid, partly at or over the bounds of the contract, partly anything. */
  readonly body: string;
  /** The id of a command, which an earlier one may have had. */
  readonly requestId?: string;
};

/** How often a call without input, whose answer is the same each time, and a slow one are made on one workspace. */
const MAX_WITHOUT_INPUT = 2;
const MAX_SLOW = 4;

const takesInput = ({ properties = {}, anyOf, oneOf }: Schema): boolean =>
  Object.keys(properties).length > 0 || anyOf !== undefined || oneOf !== undefined;

/** A sequence of calls. */
export type Fuzzer = {
  readonly next: () => FuzzedCall;
  /** Called when another workspace is open. */
  readonly startWorkspace: () => void;
};

/** Creates a sequence of calls to the named ones. `ids` are those of records; they may change meanwhile. */
export const createFuzzer = (seed: number, ids: readonly string[], calls: readonly FuzzedCall['call'][]): Fuzzer => {
  const drawRandom = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(drawRandom() * values.length)]!;
  const isChance = (share: number): boolean => drawRandom() < share;

  const makeNumber = ({ minimum = -1e6, maximum = 1e6, type }: Schema): number => {
    if (isChance(0.15)) return pick(NUMBERS);
    if (isChance(0.2)) return pick([minimum, maximum]);
    const [low, high] = [Math.max(minimum, -1e6), Math.min(maximum, 1e6)];
    const value = low + drawRandom() * (high - low);
    return type === 'integer' ? Math.round(value) : value;
  };

  const make = (schema: Schema, invalidChance: number): unknown => {
    if (isChance(invalidChance)) return pick(VALUES);
    if ('const' in schema) return schema.const;
    if (schema.enum) return pick(schema.enum);
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives) return make(pick(alternatives), invalidChance);
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => make(part, 0)));
    if (schema.properties)
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([name]) => (schema.required?.includes(name) ? !isChance(invalidChance / 4) : isChance(0.4)))
          .map(([name, part]) => [name, make(part, invalidChance)]),
      );
    switch (schema.type) {
      case 'array': {
        if (schema.prefixItems) return schema.prefixItems.map((part) => make(part, invalidChance));
        const { items } = schema;
        const length = (schema.minItems ?? 0) + Math.floor(drawRandom() * 3);
        return Array.from({ length }, () => (typeof items === 'object' ? make(items, invalidChance) : pick(VALUES)));
      }
      case 'object':
        return {
          [pick(TEXTS)]: typeof schema.additionalProperties === 'object' ? make(schema.additionalProperties, invalidChance) : pick(VALUES),
        };
      case 'string':
        return isChance(0.5) && ids.length > 0 ? pick(ids) : pick(TEXTS);
      case 'number':
      case 'integer':
        return makeNumber(schema);
      case 'boolean':
        return isChance(0.5);
      default:
        return pick(VALUES);
    }
  };

  const ending = calls.filter((name) => ENDING_CALLS.has(name));
  const others = calls.filter((name) => !ENDING_CALLS.has(name));
  const quickCalls = others.filter((name) => !isSlow(name));
  let requestCount = 0;
  /** Number of calls on the open workspace. */
  const counts = new Map<string, number>();
  const isAllowed = (call: FuzzedCall['call']): boolean => {
    const count = counts.get(call) ?? 0;
    counts.set(call, count + 1);
    if (isSlow(call)) return count < MAX_SLOW;
    return takesInput(SCHEMAS.get(call)!) || count < MAX_WITHOUT_INPUT;
  };
  const pickCall = (): FuzzedCall['call'] => {
    if (isChance(0.005)) return pick(ending);
    for (;;) {
      const call = pick(isChance(0.7) ? quickCalls : others);
      if (isAllowed(call)) return call;
    }
  };
  const next = (): FuzzedCall => {
    const call = pickCall();
    const schema = SCHEMAS.get(call)!;
    const body = isChance(0.01) ? pick(BODIES) : JSON.stringify(make(schema, isSlow(call) && !isChance(0.05) ? 0.5 : pick([0, 0.02, 0.2])));
    if (!isChance(0.3)) return { call, body };
    // one in ten repeats the id of an earlier call
    if (!isChance(0.1)) requestCount += 1;
    return { call, body, requestId: `fuzz-${seed}-${requestCount}` };
  };
  return { next, startWorkspace: () => counts.clear() };
};
