import type { BuyerQuestion, NameAnswer } from '#shared/contract/importQuestions.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { newBuyer } from '../buyers/buyerDefaults.ts';
import type { Entry, ImportContext } from '../sheets/importContext.ts';

/** Legal forms and similar words at the end of a firm's name. */
const LEGAL_FORMS = new Set(
  (
    'ab ag as bhd bv co company corp corporation gmbh group holding holdings inc incorporated jsc kg kk limited llc llp lp ltd ltda nv oao ' +
    'ojsc ooo oy oyj pao pjsc plc pt pte pty pvt sa sab sarl sas sdn se spa srl tbk the and'
  ).split(' '),
);
const CHINESE_LEGAL_FORMS = /(?:股份有限公司|有限责任公司|有限公司|集团|公司)+$/u;
/** Minimum number of letters of a name that is compared. */
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
  while (words.length > 1 && LEGAL_FORMS.has(words.at(-1) ?? '')) words.pop();
  if (words.length > 1 && words[0] === 'the') words.shift();
  const key = words.join('').replace(CHINESE_LEGAL_FORMS, '');
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
  /** Stores a name of the buyers sheet; asks a question if it may be another spelling of a known name. */
  readonly addSpelling: (name: string, entry: Entry) => void;
  /** Asks about a second row for a buyer of the same file. */
  readonly addDuplicate: (name: string, entry: Entry) => void;
  /** Asks about the buyer of a contract if no buyer has the name. */
  readonly requireBuyer: (name: string, isKnown: boolean) => void;
  /** Returns the buyers created since the last call. */
  readonly takeCreated: () => readonly Entry[];
  readonly questions: () => readonly BuyerQuestion[];
};

const nameOf = (entry: Entry): string => String(entry.value.name ?? '');

export const createBuyerNames = (storedContext: ImportContext, answers: readonly NameAnswer[], newId: () => string): BuyerNames => {
  const answersByName = new Map(answers.map((answer) => [answer.name.trim(), answer]));
  const questionsByName = new Map<string, BuyerQuestion>();
  const entriesByFirm = new Map<string, Set<Entry>>();
  let createdBuyers: Entry[] = [];

  const indexName = (name: string, entry: Entry): void => {
    const key = firmKey(name);
    if (key !== undefined) entriesByFirm.set(key, (entriesByFirm.get(key) ?? new Set()).add(entry));
  };
  for (const entry of storedContext.entries.get('buyer')?.values() ?? []) indexName(nameOf(entry), entry);

  const createBuyer = (name: string, country: Buyer['country']): Entry => {
    const id = newId();
    const entry = storedContext.add('buyer', id, { id, name, ...newBuyer(country) });
    indexName(name, entry);
    createdBuyers.push(entry);
    return entry;
  };
  const findSimilarNames = (name: string, excludedEntry?: Entry): readonly string[] => {
    const entriesOfFirm = [...(entriesByFirm.get(firmKey(name) ?? '') ?? [])].filter(
      (entry) => entry !== excludedEntry && !entry.isRefused,
    );
    return [...new Set(entriesOfFirm.map(nameOf))].filter((otherName) => otherName !== name && otherName !== '').slice(0, MAX_SIMILAR);
  };
  const addQuestion = (name: string, similarNames: readonly string[], isRequired: boolean): void => {
    const previousQuestion = questionsByName.get(name);
    if (!previousQuestion && questionsByName.size >= MAX_QUESTIONS) return;
    const answer = answersByName.get(name);
    const offeredNames = answer?.as === 'same' ? [...new Set([answer.buyer, ...similarNames])] : similarNames;
    questionsByName.set(name, {
      kind: 'buyer',
      name,
      rows: (previousQuestion?.rows ?? 0) + 1,
      similarNames: [...offeredNames],
      isRequired,
      ...(answer ? { answer } : {}),
    });
  };
  return {
    context: {
      ...storedContext,
      find: (kind, text) => {
        const answer = kind === 'buyer' ? answersByName.get(text.trim()) : undefined;
        const namedEntries = storedContext.find(kind, answer?.as === 'same' ? answer.buyer : text);
        return answer?.as === 'new' && namedEntries.length === 0 ? [createBuyer(answer.name.trim(), answer.country)] : namedEntries;
      },
    },
    isSame: (name) => answersByName.get(name.trim())?.as === 'same',
    addSpelling: (name, entry) => {
      const isKnown = entry.before !== undefined;
      const similarNames = findSimilarNames(name.trim(), entry);
      if (answersByName.has(name.trim()) || (!isKnown && similarNames.length > 0)) addQuestion(name.trim(), similarNames, false);
      indexName(name, entry);
    },
    addDuplicate: (name, entry) => addQuestion(name.trim(), [nameOf(entry)], true),
    requireBuyer: (name, isKnown) => {
      if (!isKnown || answersByName.has(name.trim())) addQuestion(name.trim(), findSimilarNames(name.trim()), true);
    },
    takeCreated: () => {
      const newBuyers = createdBuyers;
      createdBuyers = [];
      return newBuyers;
    },
    questions: () => [...questionsByName.values()],
  };
};
