import type { BuyerQuestion, NameAnswer } from '#shared/contract/imports.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { newBuyer } from '../buyers/buyerDefaults.ts';
import type { Entry, ImportContext } from './importContext.ts';

/** Words at the end of a firm's name that say what kind of firm it is, not which. */
const FORMS = new Set(
  (
    'ab ag as bhd bv co company corp corporation gmbh group holding holdings inc incorporated jsc kg kk limited llc llp lp ltd ltda nv oao ' +
    'ojsc ooo oy oyj pao pjsc plc pt pte pty pvt sa sab sarl sas sdn se spa srl tbk the and'
  ).split(' '),
);
const CHINESE_FORMS = /(?:股份有限公司|有限责任公司|有限公司|集团|公司)+$/u;
/** Fewer letters are no name to go by. */
const LEAST = 3;

/**
 * What two spellings of one firm have in common: its name without case, accents, punctuation and legal form. "Hai Long Co., Ltd." and
 * "HAI LONG" are both "hailong". Undefined where nothing is left to go by.
 */
export const firmKey = (name: string): string | undefined => {
  // "S.A." is one word
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  while (words.length > 1 && FORMS.has(words.at(-1) ?? '')) words.pop();
  if (words.length > 1 && words[0] === 'the') words.shift();
  const key = words.join('').replace(CHINESE_FORMS, '');
  return [...key].length >= (/\p{Script=Han}/u.test(key) ? 2 : LEAST) ? key : undefined;
};

/** Most questions asked at once; a list of strangers is answered better by a sheet of buyers. */
const MOST_QUESTIONS = 60;
const MOST_LIKE = 5;

/** Names of buyers in a file, and the user's answers about unknown names. */
export type Names = {
  /** The context with those answers: a name matched to a known buyer finds it, a name answered as new creates a buyer. */
  readonly context: ImportContext;
  readonly isSame: (name: string) => boolean;
  /** Notes a name of the buyers sheet, which may be another spelling of a known name. */
  readonly meet: (name: string, entry: Entry) => void;
  /** Notes a second row for a buyer of the same file. */
  readonly twice: (name: string, entry: Entry) => void;
  /** Notes the buyer's name of a contract; `known` is false if no stored buyer has it. */
  readonly need: (name: string, known: boolean) => void;
  /** Returns the buyers created since the last call. */
  readonly made: () => readonly Entry[];
  readonly questions: () => readonly BuyerQuestion[];
};

const nameOf = (entry: Entry): string => String(entry.value.name ?? '');

export const namesOf = (stored: ImportContext, answers: readonly NameAnswer[], newId: () => string): Names => {
  const said = new Map(answers.map((answer) => [answer.name.trim(), answer]));
  const asked = new Map<string, BuyerQuestion>();
  const firms = new Map<string, Set<Entry>>();
  let made: Entry[] = [];

  const index = (name: string, entry: Entry): void => {
    const key = firmKey(name);
    if (key !== undefined) firms.set(key, (firms.get(key) ?? new Set()).add(entry));
  };
  for (const entry of stored.entries.get('buyer')?.values() ?? []) index(nameOf(entry), entry);

  const make = (name: string, country: Buyer['country']): Entry => {
    const id = newId();
    const entry = stored.add('buyer', id, { id, name, ...newBuyer(country) });
    index(name, entry);
    made.push(entry);
    return entry;
  };
  const likeOf = (name: string, but?: Entry): readonly string[] => {
    const likely = [...(firms.get(firmKey(name) ?? '') ?? [])].filter((entry) => entry !== but && !entry.refused);
    return [...new Set(likely.map(nameOf))].filter((other) => other !== name && other !== '').slice(0, MOST_LIKE);
  };
  const ask = (name: string, like: readonly string[], needed: boolean): void => {
    const known = asked.get(name);
    if (!known && asked.size >= MOST_QUESTIONS) return;
    const answer = said.get(name);
    const offered = answer?.as === 'same' ? [...new Set([answer.buyer, ...like])] : like;
    asked.set(name, { kind: 'buyer', name, rows: (known?.rows ?? 0) + 1, like: [...offered], needed, ...(answer ? { answer } : {}) });
  };
  return {
    context: {
      ...stored,
      find: (kind, text) => {
        const answer = kind === 'buyer' ? said.get(text.trim()) : undefined;
        const found = stored.find(kind, answer?.as === 'same' ? answer.buyer : text);
        return answer?.as === 'new' && found.length === 0 ? [make(answer.name.trim(), answer.country)] : found;
      },
    },
    isSame: (name) => said.get(name.trim())?.as === 'same',
    meet: (name, entry) => {
      const isKnown = entry.before !== undefined;
      const like = likeOf(name.trim(), entry);
      if (said.has(name.trim()) || (!isKnown && like.length > 0)) ask(name.trim(), like, false);
      index(name, entry);
    },
    twice: (name, entry) => ask(name.trim(), [nameOf(entry)], true),
    need: (name, known) => {
      if (!known || said.has(name.trim())) ask(name.trim(), likeOf(name.trim()), true);
    },
    made: () => {
      const some = made;
      made = [];
      return some;
    },
    questions: () => [...asked.values()],
  };
};
