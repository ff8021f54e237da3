import type { Label } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { countryName } from '#shared/messages/country.ts';
import { comma, message, text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { standardName } from '#shared/presentation/standardNames.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { exactShare, gradeAmount, type TermRow } from '../contracts/priceTermRows.ts';
import { prepaymentRows, renewalMessage, shortageRows, type TermsReader, termRowsByPart } from '../contracts/termRows.ts';
import { month } from '../portfolio/figures.ts';
import { countryLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { column, heading, note, table, textCell } from './blockBuilders.ts';
import { openingRows } from './openingRows.ts';
import type { Deal } from './subject.ts';

const assayLabel = (assay: Assay): Label => ({
  list: Object.entries(assay).map(([element, grade]): Label => ({ list: [element, gradeAmount(element, grade)], by: 'space' })),
  by: 'comma',
});

/** Terms that are the same in every dated set of a contract. */
const contractRows = (book: Workbook, { contract, buyer, product }: Deal, reader: TermsReader): readonly TermRow[] => {
  const country = countryName(book.countries.get(buyer.country) ?? { code: buyer.country, name: buyer.country });
  const isOpen = contract.status === 'prospect' || contract.status === 'negotiating';
  const status = message(`status.${contract.status}`);
  return [
    { term: message('summaries.term.buyer'), value: message('summaries.term.buyerValue', { name: buyer.name, country }) },
    { term: message('summaries.term.product'), value: { name: product.name } },
    ...(product.countryOfOrigin === undefined
      ? []
      : [{ term: message('summaries.term.countryOfOrigin'), value: countryLabel(book.countries, product.countryOfOrigin) }]),
    { term: message('summaries.term.assay'), value: assayLabel(product.assay) },
    { term: message('summaries.term.moisture'), value: exactShare(product.moisture) },
    ...(reader === 'internal'
      ? [
          {
            term: message('summaries.term.status'),
            value: isOpen ? message('summaries.term.statusValue', { status, probability: exactShare(contract.probability) }) : status,
          },
        ]
      : []),
    {
      term: message('summaries.term.tenor'),
      value: message('summaries.term.tenorValue', { start: month(contract.start), end: month(contract.end) }),
    },
    { term: message('summaries.term.renewal'), value: renewalMessage(contract.renewal) },
    ...prepaymentRows(book, contract),
    ...(reader === 'internal' ? [...shortageRows(contract), ...openingRows(book, contract)] : []),
  ];
};

const datedRows = (book: Workbook, terms: Terms, reader: TermsReader): readonly TermRow[] =>
  Object.values(termRowsByPart(book, terms, reader)).flat();

/** Returns the set of terms valid now, then every later one. */
const setsAhead = ({ contract }: Pick<Deal, 'contract'>, { valuationMonth }: Workbook): readonly Terms[] => {
  const currentTerms = termsAt(contract, Math.max(contract.start, valuationMonth + 1));
  return [currentTerms, ...contract.terms.filter(({ from }) => from > currentTerms.from)];
};

/** One term of a contract in a document. */
type WrittenTerm = { readonly term: string; readonly value: string };

/** Returns every term of a contract as rows, a list for each dated set; a later set has only the rows that differ from the one before it. */
export const termSets = (
  book: Workbook,
  deal: Deal,
  reader: TermsReader,
): readonly { readonly from?: string; readonly rows: readonly WrittenTerm[] }[] => {
  const write = (rows: readonly TermRow[]) =>
    rows.map(({ term, value }): WrittenTerm => ({ term: renderLabel(term, book.settings), value: renderLabel(value, book.settings) }));
  const law = [deal.contract.law, deal.contract.seat]
    .filter((part) => part !== '')
    .map(clauseText)
    .join(comma());
  const contractTerms = write(contractRows(book, deal, reader));
  const lawTerms: readonly WrittenTerm[] = law === '' ? [] : [{ term: text('summaries.term.law'), value: law }];
  const sets = setsAhead(deal, book).map((terms) => ({ from: formatMonth(terms.from), rows: write(datedRows(book, terms, reader)) }));
  const keysOf = (rows: readonly WrittenTerm[]) => new Set(rows.map(({ term, value }) => `${term}\n${value}`));
  return sets.map(({ from, rows }, i) => {
    const previousSet = sets[i - 1];
    if (previousSet === undefined) return { rows: [...contractTerms, ...rows, ...lawTerms] };
    const previousTerms = keysOf(previousSet.rows);
    return { from, rows: rows.filter(({ term, value }) => !previousTerms.has(`${term}\n${value}`)) };
  });
};

/** Translates an unchanged clause of a template or of the sample into the language of the document. Returns any other clause as entered. */
export const clauseText = (storedText: string): string => standardName(storedText.trim());

const clauseNotes = (
  { reviewTrigger, benchmarkFallback, hardship, changeOfLaw, note: contractNote }: OfftakeContract,
  reader: TermsReader,
) =>
  [
    ['summaries.clause.review', reviewTrigger] as const,
    ['summaries.clause.fallback', benchmarkFallback] as const,
    ['summaries.clause.hardship', hardship] as const,
    ['summaries.clause.law', changeOfLaw] as const,
    ...(reader === 'internal' ? [['summaries.clause.note', contractNote] as const] : []),
  ].flatMap(([key, clause]): readonly SummaryBlock[] =>
    clause.trim() === '' ? [] : [note(key, { said: key === 'summaries.clause.note' ? clause.trim() : clauseText(clause) })],
  );

/** Returns the terms of a contract: tables of terms, clauses as text, dates. */
export const termBlocks = (book: Workbook, deal: Deal, reader: TermsReader): readonly SummaryBlock[] => {
  const { status } = deal.contract;
  const isOpen = status === 'prospect' || status === 'negotiating';
  const columns = [
    column('summaries.column.term', { weight: 1 }),
    column(isOpen ? 'summaries.column.proposed' : 'summaries.column.agreed', { weight: 3.4 }),
  ];
  const clauses = clauseNotes(deal.contract, reader);
  // an unnamed date has no meaning without its note, and notes are internal
  const dates = deal.contract.dates
    .filter(({ date, kind }) => date >= book.settings.valuationDate && (reader === 'internal' || kind !== 'other'))
    .sort((a, b) => a.date.localeCompare(b.date));
  return [
    ...termSets(book, deal, reader).flatMap(({ from, rows }) =>
      rows.length === 0
        ? []
        : [
            from === undefined ? heading('summaries.head.terms') : heading('summaries.head.termsFrom', { month: from }),
            ...table(
              columns,
              rows.map(({ term, value }) => [textCell(term), textCell(value)]),
            ),
          ],
    ),
    ...(clauses.length === 0 ? [] : [heading('summaries.head.clauses'), ...clauses]),
    ...(dates.length === 0
      ? []
      : [
          heading('summaries.head.dates'),
          ...table(
            [
              column('summaries.column.date'),
              column('summaries.column.what', { weight: 1.4 }),
              ...(reader === 'internal' ? [column('summaries.column.note', { weight: 5 })] : []),
            ],
            dates.map(({ kind, date, note: why }) => [
              textCell(formatDate(date)),
              textCell(text(`dates.kind.${kind}`)),
              ...(reader === 'internal' ? [textCell(why)] : []),
            ]),
          ),
        ]),
  ];
};
