import { addAmount, unique } from '#shared/collections.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { VersionPart, VersionTerm } from '#shared/contract/versions.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Version } from '#shared/domain/version.ts';
import { isDeepEqual, isJsonEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { valueDraftOrError } from '../contracts/draftedContract.ts';
import type { TermRow } from '../contracts/priceTermRows.ts';
import { prepaymentRow, renewalMessage, shortageRows, termRowsByPart } from '../contracts/termRows.ts';
import { date as dateFigure, month } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { DealState } from '../portfolio/resolver.ts';
import { prepaymentOf } from '../portfolio/valuedPrepayments.ts';

type DealPart = {
  readonly key: VersionPart;
  /** The terms of the part, for comparison. */
  readonly of: (deal: DealState) => unknown;
  /** Returns the deal with this part taken from another. Parts are taken in their order. */
  readonly take: (deal: DealState, from: DealState) => DealState;
  readonly rows: (book: Workbook, deal: DealState) => readonly TermRow[];
};

/** The deal of a version with its prepayment. */
export const stateOfVersion = ({ deal, prepayment }: Pick<Version, 'deal' | 'prepayment'>): DealState => ({
  ...deal,
  prepayment: prepayment ?? null,
});

/** A contract as it stands now, with the prepayment of its facilities. */
export const currentState = (facilities: readonly Facility[], contract: OfftakeContract): DealState => ({
  ...contract,
  prepayment: prepaymentOf(facilities, contract.id) ?? null,
});

/** Values a state of a deal in the chosen plan; returns the error of one that can't be priced. */
export type StateValuer = (state: DealState) => ReturnType<typeof valueDraftOrError>;

/** Creates a function that values each state of a deal once: comparisons of several versions share states. */
export const createStateValuer = (book: Workbook): StateValuer => {
  const valuedStates = new Map<string, ReturnType<StateValuer>>();
  return (state) => {
    const key = JSON.stringify(state);
    const { prepayment, ...deal } = state;
    // with the prepayment of its facilities it is the contract of the plan, which changes them
    const isCurrent = isDeepEqual(prepayment ?? undefined, prepaymentOf(book.facilities, deal.id));
    const valuedState = valuedStates.get(key) ?? valueDraftOrError(book, isCurrent ? deal : state, [], { isAlone: true });
    valuedStates.set(key, valuedState);
    return valuedState;
  };
};

type TermsPart = 'quantity' | 'price' | 'quotation' | 'collar' | 'delivery' | 'payment';

/** Takes a part of each dated set of terms from the set at the same place in another deal. */
const mapSets = (deal: DealState, from: DealState, take: (terms: Terms, otherTerms: Terms) => Terms): DealState => ({
  ...deal,
  terms: deal.terms.map((terms, i) => take(terms, from.terms[i] ?? terms)),
});

/** Lists the rows of a part of every dated set; with several sets each row names the month from which it applies. */
const setRows = (key: TermsPart) => (book: Workbook, deal: DealState) =>
  deal.terms.flatMap((terms) =>
    termRowsByPart(book, terms)[key].map(({ term, value }) => ({
      term: deal.terms.length === 1 ? term : message('versions.termSince', { term, month: month(terms.from) }),
      value,
    })),
  );

const plainPart = (key: Exclude<TermsPart, 'collar'>): DealPart => ({
  key,
  of: ({ terms }) => terms.map((set) => set[key]),
  take: (deal, from) => mapSets(deal, from, (terms, otherTerms) => ({ ...terms, [key]: otherTerms[key] })),
  rows: setRows(key),
});

/** The name of a record; a message where it was deleted. */
export const nameOrDeleted = (record: { readonly name: string } | undefined): Label =>
  record === undefined ? message('versions.deletedLater') : { name: record.name };

const partiesRows = (book: Workbook, { buyerId, productId }: OfftakeContract): readonly TermRow[] => [
  { term: message('summaries.term.buyer'), value: nameOrDeleted(book.buyers.get(buyerId)) },
  { term: message('summaries.term.product'), value: nameOrDeleted(book.products.get(productId)) },
];

const tenorRows = (_book: Workbook, { start, end, renewal, terms }: OfftakeContract): readonly TermRow[] => [
  { term: message('summaries.term.tenor'), value: message('summaries.term.tenorValue', { start: month(start), end: month(end) }) },
  { term: message('summaries.term.renewal'), value: renewalMessage(renewal) },
  { term: message('versions.term.sets'), value: { list: terms.map(({ from }) => month(from)), by: 'serial' } },
];

const LAW = ['law', 'seat', 'reviewTrigger', 'benchmarkFallback', 'hardship', 'changeOfLaw'] as const;

/** The parts of a deal in the order in which they are taken. Code, name, status and note are no terms and belong to no part. */
export const DEAL_PARTS: readonly DealPart[] = [
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
      // where the number of sets differs, each month keeps the terms it had
      terms: terms.map(({ from }, i) => ({ ...(terms.length === deal.terms.length ? deal.terms[i]! : termsAt(deal, from)), from })),
    }),
    rows: tenorRows,
  },
  plainPart('quantity'),
  plainPart('price'),
  plainPart('quotation'),
  {
    key: 'collar',
    of: ({ terms }) => terms.map(({ blend, collar, priceSupport }) => [blend, collar, priceSupport]),
    take: (deal, from) =>
      mapSets(deal, from, ({ blend: _blend, collar: _collar, priceSupport: _support, ...terms }, { blend, collar, priceSupport }) => ({
        ...terms,
        ...(blend === undefined ? {} : { blend }),
        ...(collar === undefined ? {} : { collar }),
        ...(priceSupport === undefined ? {} : { priceSupport }),
      })),
    rows: setRows('collar'),
  },
  plainPart('delivery'),
  plainPart('payment'),
  {
    key: 'prepayment',
    of: ({ prepayment }) => prepayment,
    take: (deal, { prepayment }) => ({ ...deal, prepayment }),
    rows: (_book, { prepayment }) => (prepayment === null ? [] : [prepaymentRow(prepayment)]),
  },
  {
    key: 'shortage',
    of: ({ deliveryPriority, damagesShare }) => [deliveryPriority, damagesShare],
    take: ({ deliveryPriority: _priority, damagesShare: _damages, ...deal }, { deliveryPriority, damagesShare }) => ({
      ...deal,
      ...(deliveryPriority === undefined ? {} : { deliveryPriority }),
      ...(damagesShare === undefined ? {} : { damagesShare }),
    }),
    rows: (_book, deal) => shortageRows(deal),
  },
  {
    key: 'law',
    of: (deal) => LAW.map((key) => deal[key]),
    take: (deal, from) => ({ ...deal, ...Object.fromEntries(LAW.map((key) => [key, from[key]])) }),
    rows: (_book, deal) =>
      LAW.map((key) => ({ term: message(`form.${key}`), value: deal[key] === '' ? message('common.none') : { name: deal[key] } })),
  },
  {
    key: 'dates',
    of: ({ dates }) => dates,
    take: (deal, { dates }) => ({ ...deal, dates }),
    rows: (_book, { dates }) =>
      dates.map(({ kind, date, note }) => ({
        term: message(`dates.kind.${kind}`),
        value: note === '' ? dateFigure(date) : message('versions.dateNote', { date: dateFigure(date), note }),
      })),
  },
];

/** Whether two states of a deal differ in a part. */
export const hasPartChanged = ({ of }: Pick<DealPart, 'of'>, a: DealState, b: DealState): boolean => !isJsonEqual(of(a), of(b));

/** Lists the parts that differ between two states of a deal. */
export const listChangedParts = (dealBefore: DealState, dealAfter: DealState): readonly VersionPart[] =>
  DEAL_PARTS.filter((part) => hasPartChanged(part, dealBefore, dealAfter)).map(({ key }) => key);

/** Lists the rows in which a part differs; one row without values where the difference shows in no row. */
export const listTermDifferences = (
  book: Workbook,
  part: DealPart,
  dealBefore: DealState,
  dealAfter: DealState,
): readonly Pick<VersionTerm, 'term' | 'before' | 'after'>[] => {
  /** Rows by term; of terms that stand several times, by their place among them. */
  const rowsByTerm = (deal: DealState) => {
    const counts = new Map<string, number>();
    return new Map(
      part.rows(book, deal).map((row) => {
        const term = JSON.stringify(row.term);
        addAmount(counts, term, 1);
        return [`${term} ${counts.get(term)}`, row] as const;
      }),
    );
  };
  const [rowsBefore, rowsAfter] = [rowsByTerm(dealBefore), rowsByTerm(dealAfter)];
  const rows = unique([...rowsBefore.keys(), ...rowsAfter.keys()]).flatMap((key) => {
    const [rowBefore, rowAfter] = [rowsBefore.get(key), rowsAfter.get(key)];
    if (isJsonEqual(rowBefore?.value, rowAfter?.value)) return [];
    return [
      {
        term: (rowAfter ?? rowBefore)!.term,
        ...(rowBefore === undefined ? {} : { before: rowBefore.value }),
        ...(rowAfter === undefined ? {} : { after: rowAfter.value }),
      },
    ];
  });
  return rows.length > 0 ? rows : [{ term: message(`versions.part.${part.key}`), after: message('timeline.changed') }];
};
