import type { VersionPart } from '#shared/contract/versions.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { canonical } from '../contracts/editedPart.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { TermRow } from '../summaries/priceTerms.ts';
import { renewalText, rowsByPart } from '../summaries/terms.ts';

type Part = {
  readonly key: VersionPart;
  /** What the part says. */
  readonly of: (deal: OfftakeContract) => unknown;
  /** A deal with this part taken from another. Parts are taken in their order. */
  readonly take: (deal: OfftakeContract, from: OfftakeContract) => OfftakeContract;
  readonly rows: (book: Workbook, deal: OfftakeContract) => readonly TermRow[];
};

type TermsPart = 'quantity' | 'price' | 'quotation' | 'collar' | 'delivery' | 'payment';

/** Each dated set of terms takes a part from the set of the same place in another deal. */
const eachSet = (deal: OfftakeContract, from: OfftakeContract, take: (terms: Terms, other: Terms) => Terms): OfftakeContract => ({
  ...deal,
  terms: deal.terms.map((terms, i) => take(terms, from.terms[i] ?? terms)),
});

/** The rows of a part of every dated set; of several sets each says from when it holds. */
const setRows = (key: TermsPart) => (book: Workbook, deal: OfftakeContract) =>
  deal.terms.flatMap((terms) =>
    rowsByPart(book, terms)[key].map(({ term, value }) => ({
      term: deal.terms.length === 1 ? term : text('versions.termSince', { term, month: formatMonth(terms.from) }),
      value,
    })),
  );

const plainPart = (key: Exclude<TermsPart, 'collar'>): Part => ({
  key,
  of: ({ terms }) => terms.map((set) => set[key]),
  take: (deal, from) => eachSet(deal, from, (terms, other) => ({ ...terms, [key]: other[key] })),
  rows: setRows(key),
});

const partiesRows = (book: Workbook, { buyerId, productId }: OfftakeContract): readonly TermRow[] => [
  { term: text('summaries.term.buyer'), value: book.buyers.get(buyerId)?.name ?? text('versions.gone') },
  { term: text('summaries.term.product'), value: book.products.get(productId)?.name ?? text('versions.gone') },
];

const tenorRows = (_book: Workbook, { start, end, renewal, terms }: OfftakeContract): readonly TermRow[] => [
  { term: text('summaries.term.tenor'), value: text('summaries.term.tenorValue', { start: formatMonth(start), end: formatMonth(end) }) },
  { term: text('summaries.term.renewal'), value: renewalText(renewal) },
  { term: text('versions.term.sets'), value: terms.map(({ from }) => formatMonth(from)).join(serial()) },
];

const LAW = ['law', 'seat', 'reviewTrigger', 'benchmarkFallback', 'hardship', 'changeOfLaw'] as const;

/** The parts of a deal in the order in which they are taken. What is no term of it (code, name, status, note) is in none. */
export const PARTS: readonly Part[] = [
  {
    key: 'parties',
    of: ({ buyerId, productId }) => [buyerId, productId],
    take: (deal, { buyerId, productId }) => ({ ...deal, buyerId, productId }),
    rows: partiesRows,
  },
  {
    key: 'tenor',
    of: ({ start, end, renewal, terms }) => [start, end, renewal, terms.map(({ from }) => from)],
    take: (deal, { start, end, renewal, terms }) => ({
      ...deal,
      start,
      end,
      renewal,
      // sets of another number are cut anew: each month keeps the terms that it had
      terms: terms.map(({ from }, i) => ({ ...(terms.length === deal.terms.length ? deal.terms[i]! : termsAt(deal, from)), from })),
    }),
    rows: tenorRows,
  },
  plainPart('quantity'),
  plainPart('price'),
  plainPart('quotation'),
  {
    key: 'collar',
    of: ({ terms }) => terms.map(({ blend, collar }) => [blend, collar]),
    take: (deal, from) =>
      eachSet(deal, from, ({ blend: _blend, collar: _collar, ...terms }, { blend, collar }) => ({
        ...terms,
        ...(blend === undefined ? {} : { blend }),
        ...(collar === undefined ? {} : { collar }),
      })),
    rows: setRows('collar'),
  },
  plainPart('delivery'),
  plainPart('payment'),
  {
    key: 'law',
    of: (deal) => LAW.map((key) => deal[key]),
    take: (deal, from) => ({ ...deal, ...Object.fromEntries(LAW.map((key) => [key, from[key]])) }),
    rows: (_book, deal) => LAW.map((key) => ({ term: text(`form.${key}`), value: deal[key] === '' ? text('common.none') : deal[key] })),
  },
  {
    key: 'dates',
    of: ({ dates }) => dates,
    take: (deal, { dates }) => ({ ...deal, dates }),
    rows: (_book, { dates }) =>
      dates.map(({ kind, date, note }) => ({
        term: text(`dates.kind.${kind}`),
        value: note === '' ? formatDate(date) : text('versions.dateNote', { date: formatDate(date), note }),
      })),
  },
];

export const differs = ({ of }: Pick<Part, 'of'>, a: OfftakeContract, b: OfftakeContract): boolean => canonical(of(a)) !== canonical(of(b));

/** What moved from one state of a deal to another, part by part. */
export const movedParts = (before: OfftakeContract, after: OfftakeContract): readonly VersionPart[] =>
  PARTS.filter((part) => differs(part, before, after)).map(({ key }) => key);

type Differing = { readonly term: string; readonly before: string; readonly after: string };

/** The rows in which a part differs; a difference that no row has in words is said to be one. */
export const differingRows = (book: Workbook, part: Part, before: OfftakeContract, after: OfftakeContract): readonly Differing[] => {
  const keyed = (deal: OfftakeContract) => {
    const seen = new Map<string, number>();
    return new Map(
      part.rows(book, deal).map(({ term, value }) => {
        const nth = (seen.get(term) ?? 0) + 1;
        seen.set(term, nth);
        return [`${term}\n${nth}`, { term, value }] as const;
      }),
    );
  };
  const [old, young] = [keyed(before), keyed(after)];
  const rows = [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const [had, has] = [old.get(key), young.get(key)];
    if (had?.value === has?.value) return [];
    return [{ term: (has ?? had)!.term, before: had?.value ?? '', after: has?.value ?? '' }];
  });
  return rows.length > 0 ? rows : [{ term: text(`versions.part.${part.key}`), before: '', after: text('timeline.changed') }];
};
