import type { BuyerQuestion, NameAnswer } from '#shared/contract/imports.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { newBuyer } from '../buyers/buyerDefaults.ts';
import type { Entry, ImportContext } from './importContext.ts';

/** Legal forms and similar words at the end of a firm's name. */
const FORMS = new Set(
  (
    'ab ag as bhd bv co company corp corporation gmbh group holding holdings inc incorporated jsc kg kk limited llc llp lp ltd ltda nv oao ' +
    'ojsc ooo oy oyj pao pjsc plc pt pte pty pvt sa sab sarl sas sdn se spa srl tbk the and'
  ).split(' '),
);
const CHINESE_FORMS = /(?:股份有限公司|有限责任公司|有限公司|集团|公司)+$/u;
/** Minimum number of letters of a comparable name. */
const MIN_LETTERS = 3;

/**
 * Reduces a firm's name to letters without case, accents, punctuation and legal form: "Hai Long Co., Ltd." and "HAI LONG" both give
 * "hailong". Undefined if too few letters are left.
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
  return [...key].length >= (/\p{Script=Han}/u.test(key) ? 2 : MIN_LETTERS) ? key : undefined;
};

/** Maximum number of questions; for more unknown names a sheet of buyers is easier. */
const MAX_QUESTIONS = 60;
const MAX_SIMILAR = 5;

/** Names of buyers in a file, and the user's answers about unknown names. */
export type BuyerNames = {
  /** The context with those answers: a name matched to a known buyer finds it, a name answered as new creates a buyer. */
  readonly context: ImportContext;
  readonly isSame: (name: string) => boolean;
  /** Notes a name of the buyers sheet, which may be another spelling of a known name. */
  readonly addSpelling: (name: string, entry: Entry) => void;
  /** Notes a second row for a buyer of the same file. */
  readonly addDuplicate: (name: string, entry: Entry) => void;
  /** Notes the buyer's name of a contract; `known` is false if no stored buyer has it. */
  readonly requireBuyer: (name: string, known: boolean) => void;
  /** Returns the buyers created since the last call. */
  readonly takeCreated: () => readonly Entry[];
  readonly questions: () => readonly BuyerQuestion[];
};

const nameOf = (entry: Entry): string => String(entry.value.name ?? '');

export const createBuyerNames = (stored: ImportContext, answers: readonly NameAnswer[], newId: () => string): BuyerNames => {
  const answersByName = new Map(answers.map((answer) => [answer.name.trim(), answer]));
  const questionsByName = new Map<string, BuyerQuestion>();
  const firms = new Map<string, Set<Entry>>();
  let created: Entry[] = [];

  const index = (name: string, entry: Entry): void => {
    const key = firmKey(name);
    if (key !== undefined) firms.set(key, (firms.get(key) ?? new Set()).add(entry));
  };
  for (const entry of stored.entries.get('buyer')?.values() ?? []) index(nameOf(entry), entry);

  const createBuyer = (name: string, country: Buyer['country']): Entry => {
    const id = newId();
    const entry = stored.add('buyer', id, { id, name, ...newBuyer(country) });
    index(name, entry);
    created.push(entry);
    return entry;
  };
  const similarNames = (name: string, but?: Entry): readonly string[] => {
    const likely = [...(firms.get(firmKey(name) ?? '') ?? [])].filter((entry) => entry !== but && !entry.refused);
    return [...new Set(likely.map(nameOf))].filter((other) => other !== name && other !== '').slice(0, MAX_SIMILAR);
  };
  const addQuestion = (name: string, like: readonly string[], needed: boolean): void => {
    const known = questionsByName.get(name);
    if (!known && questionsByName.size >= MAX_QUESTIONS) return;
    const answer = answersByName.get(name);
    const offered = answer?.as === 'same' ? [...new Set([answer.buyer, ...like])] : like;
    questionsByName.set(name, {
      kind: 'buyer',
      name,
      rows: (known?.rows ?? 0) + 1,
      like: [...offered],
      needed,
      ...(answer ? { answer } : {}),
    });
  };
  return {
    context: {
      ...stored,
      find: (kind, text) => {
        const answer = kind === 'buyer' ? answersByName.get(text.trim()) : undefined;
        const found = stored.find(kind, answer?.as === 'same' ? answer.buyer : text);
        return answer?.as === 'new' && found.length === 0 ? [createBuyer(answer.name.trim(), answer.country)] : found;
      },
    },
    isSame: (name) => answersByName.get(name.trim())?.as === 'same',
    addSpelling: (name, entry) => {
      const isKnown = entry.before !== undefined;
      const like = similarNames(name.trim(), entry);
      if (answersByName.has(name.trim()) || (!isKnown && like.length > 0)) addQuestion(name.trim(), like, false);
      index(name, entry);
    },
    addDuplicate: (name, entry) => addQuestion(name.trim(), [nameOf(entry)], true),
    requireBuyer: (name, known) => {
      if (!known || answersByName.has(name.trim())) addQuestion(name.trim(), similarNames(name.trim()), true);
    },
    takeCreated: () => {
      const some = created;
      created = [];
      return some;
    },
    questions: () => [...questionsByName.values()],
  };
};
