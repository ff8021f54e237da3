import { z } from 'zod';
import { CONTRACT } from '#shared/contract/contract.ts';
import { CALL_NAMES, CALLS, type CallName } from '#shared/contract/names.ts';
import { createRandom } from './random.ts';

/** Calls with which the workspace of the run would be closed, replaced or locked. */
const ENDING: ReadonlySet<string> = new Set([
  'workspace.close',
  'workspace.lock',
  'workspace.reset',
  'workspace.open',
  'workspace.openSample',
  'workspace.create',
  'workspace.changePassphrase',
  'workspace.unlock',
  'backups.restore',
  'history.openSnapshot',
] satisfies readonly CallName[]);

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
  CALL_NAMES.map((name) => [name, z.toJSONSchema(CONTRACT[name].input, { io: 'input', unrepresentable: 'any' }) as Schema]),
);

/** A call with an input that is partly valid, partly at or over the bounds of the contract, partly anything. */
export type FuzzedCall = { readonly call: CallName; readonly input: unknown };

/** Creates a function that returns the next call of a sequence; `ids` are those of existing records. */
export const createFuzzer = (seed: number, ids: readonly string[]): (() => FuzzedCall) => {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const isChance = (share: number): boolean => random() < share;

  const makeNumber = ({ minimum = -1e6, maximum = 1e6, type }: Schema): number => {
    if (isChance(0.15)) return pick(NUMBERS);
    if (isChance(0.2)) return pick([minimum, maximum]);
    const [low, high] = [Math.max(minimum, -1e6), Math.min(maximum, 1e6)];
    const value = low + random() * (high - low);
    return type === 'integer' ? Math.round(value) : value;
  };

  const make = (schema: Schema, wild: number): unknown => {
    if (isChance(wild)) return pick(VALUES);
    if ('const' in schema) return schema.const;
    if (schema.enum) return pick(schema.enum);
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives) return make(pick(alternatives), wild);
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => make(part, 0)));
    if (schema.properties)
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([name]) => (schema.required?.includes(name) ? !isChance(wild / 4) : isChance(0.4)))
          .map(([name, part]) => [name, make(part, wild)]),
      );
    switch (schema.type) {
      case 'array': {
        if (schema.prefixItems) return schema.prefixItems.map((part) => make(part, wild));
        const { items } = schema;
        const length = (schema.minItems ?? 0) + Math.floor(random() * 3);
        return Array.from({ length }, () => (typeof items === 'object' ? make(items, wild) : pick(VALUES)));
      }
      case 'object':
        return { [pick(TEXTS)]: typeof schema.additionalProperties === 'object' ? make(schema.additionalProperties, wild) : pick(VALUES) };
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

  const names = CALL_NAMES.filter((name) => !ENDING.has(name));
  return () => {
    const call = pick(names);
    // jobs and documents with a valid input take seconds
    const isLong =
      CALLS[call] === 'command' && /^(?:simulation|allocation|compare|sensitivity|summaries|exports|backups|limits\.makePlan)/.test(call);
    return { call, input: make(SCHEMAS.get(call)!, isLong && !isChance(0.02) ? 0.5 : pick([0, 0.02, 0.2])) };
  };
};
