import { type RefObject, useEffect, useRef, useState } from 'react';
import { SimulationChoice } from '#shared/domain/simulation.ts';
import { call } from '../../../api/client.ts';
import { useDraft } from '../../../editing/record/useDraft.ts';

const DRAFT = { kind: 'workspace', id: 'simulation' } as const;
/** How long a choice may stand on the page before it is kept. */
const REST_MS = 300;

type Texts = Readonly<Record<string, string>>;
type Own = { readonly choice: SimulationChoice; readonly texts: Texts };

const textsIn = (value: unknown): Texts =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    : {};

const ownIn = (fields: Readonly<Record<string, unknown>> | undefined): Own | undefined => {
  const choice = SimulationChoice.safeParse(fields?.choice);
  return choice.success ? { choice: choice.data, texts: textsIn(fields?.texts) } : undefined;
};

const keep = (pending: RefObject<Own | undefined>): void => {
  const own = pending.current;
  pending.current = undefined;
  // what can't be kept must not keep anyone from going on
  if (own) void call('drafts.save', { ...DRAFT, fields: { choice: own.choice, texts: own.texts } }).catch(() => {});
};

export type KeptChoice = {
  /** False until what was kept is there: no field is drawn before it. */
  readonly ready: boolean;
  readonly choice: SimulationChoice;
  /** What stands in fields and can't be read yet, by field. */
  readonly texts: Texts;
  readonly change: (part: Partial<SimulationChoice>) => void;
  readonly replace: (choice: SimulationChoice) => void;
  /** Changes it and forgets what is half typed in the fields whose names begin so. */
  readonly reset: (part: Partial<SimulationChoice>, fields: string) => void;
  /** Moves where half-typed text was taken away: fields are drawn anew. */
  readonly epoch: number;
  /** Hears every key of a field: a text without a value is kept as it is. */
  readonly type: (field: string, text: string, value: unknown) => void;
};

/** What a run is asked for, as it was left: also what is half typed, over a restart. `base` until something is changed. */
export const useKeptChoice = (base: SimulationChoice): KeptChoice => {
  const kept = useDraft(DRAFT);
  const [changed, setChanged] = useState<Own>();
  const [epoch, setEpoch] = useState(0);
  const own = changed ?? (kept.ready ? ownIn(kept.fields) : undefined) ?? { choice: base, texts: {} };
  const pending = useRef<Own | undefined>(undefined);
  useEffect(() => {
    if (!changed) return undefined;
    pending.current = changed;
    const timer = setTimeout(() => keep(pending), REST_MS);
    return () => clearTimeout(timer);
  }, [changed]);
  // who leaves the page before that leaves nothing behind
  useEffect(() => () => keep(pending), []);
  return {
    ready: kept.ready,
    choice: own.choice,
    texts: own.texts,
    change: (part) => setChanged((before) => ({ texts: (before ?? own).texts, choice: { ...(before ?? own).choice, ...part } })),
    replace: (choice) => {
      setChanged({ choice, texts: {} });
      setEpoch(epoch + 1);
    },
    reset: (part, fields) => {
      const texts = Object.fromEntries(Object.entries(own.texts).filter(([field]) => !field.startsWith(fields)));
      setChanged({ choice: { ...own.choice, ...part }, texts });
      setEpoch(epoch + 1);
    },
    epoch,
    type: (field, text, value) =>
      setChanged((before) => {
        const { choice, texts } = before ?? own;
        const { [field]: _readable, ...others } = texts;
        return { choice, texts: value === undefined ? { ...others, [field]: text } : others };
      }),
  };
};
