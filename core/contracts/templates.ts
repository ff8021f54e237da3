import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { Product } from '#shared/domain/product.ts';
import { dateOfMonth, type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { comma, text } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { truncateText } from '../recordTexts.ts';
import { nextCode } from './code.ts';
import { destinationOf } from './rows.ts';
import { TEMPLATES } from './templatesMetals.ts';
import type { Template } from './templatesTerms.ts';

/** A long-term deal: five years, house default. */
const TENOR_YEARS = 5;
/** Share of the product's planned tonnes that a new deal begins with, house default; and tonnes where nothing is planned. */
const FIRST_SHARE = 0.1;
const FIRST_TONNES = 10_000;
/** Months after which the price is first reviewed, house default. */
const REVIEW_AFTER = 24;

const isChinese = (buyer: Buyer, book: Workbook): boolean => destinationOf(buyer, book).zone === 'china';

/** The buyer that was asked for, or the one likeliest to be meant: a buyer of the metal in China, then anybody. */
const pickBuyer = (book: Workbook, { metal }: Template, id: Buyer['id'] | undefined): Buyer => {
  const buyers = [...book.buyers.values()];
  const ofMetal = new Set(
    book.contracts.filter(({ productId }) => book.products.get(productId)?.metal === metal).map(({ buyerId }) => buyerId),
  );
  const rank = (buyer: Buyer) => (ofMetal.has(buyer.id) ? 0 : 2) + (isChinese(buyer, book) ? 0 : 1);
  const found = id === undefined ? buyers.sort((a, b) => rank(a) - rank(b))[0] : book.buyers.get(id);
  if (found === undefined) throwIfIssues([issue('buyerId', id === undefined ? 'required' : 'gone')]);
  return found as Buyer;
};

/** The product that was asked for, or the first that the template suits. */
const pickProduct = (book: Workbook, { metal, forms }: Template, id: Product['id'] | undefined): Product => {
  const suits = (product: Product) => product.metal === metal && forms.includes(product.form);
  const found = id === undefined ? [...book.products.values()].find(suits) : book.products.get(id);
  if (found === undefined) throwIfIssues([issue('productId', id === undefined ? 'required' : 'gone')]);
  else if (!suits(found)) throwIfIssues([issue('productId', 'notOffered')]);
  return found as Product;
};

/** To two digits, so that nobody takes a default for a figure that was worked out. */
const rounded = (tonnes: number): number => (tonnes === 0 ? 0 : Number(tonnes.toPrecision(2)));

const firstTonnes = ({ production }: Product, year: Year): number => {
  const planned = production.find((entry) => entry.year === year)?.tonnes ?? production.at(-1)?.tonnes ?? 0;
  return planned > 0 ? rounded(planned * FIRST_SHARE) : FIRST_TONNES;
};

const contractName = (buyer: Buyer, product: Product, start: Month, end: Month): string => {
  const years = text('template.years', { from: yearOf(start), to: String(yearOf(end)).slice(2) });
  const tail = `${comma()}${text(`metal.${product.metal}`).toLocaleLowerCase('en')} ${years}`;
  return `${truncateText(buyer.name, 200 - tail.length)}${tail}`;
};

/** Every field path below `value` that holds a figure or a word, and every path above it. */
const paths = (value: unknown, at: string): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => paths(part, `${at}.${key}`))];
};

/** The origin of each default: `source` where the template names one, else a house default. */
const originsOf = (contract: OfftakeContract, sources: readonly string[]): Record<string, Origin> => {
  const { id: _id, code: _code, name: _name, buyerId: _buyer, productId: _product, status: _status, ...fields } = contract;
  const stated = sources.map((source) => new RegExp(`^terms\\.0\\.${source.replaceAll('.', '\\.').replace('*', '\\d+')}(\\.|$)`));
  return Object.fromEntries(
    Object.entries(fields)
      .flatMap(([key, value]) => paths(value, key))
      .map((path) => [path, stated.some((pattern) => pattern.test(path)) ? 'source' : 'house']),
  );
};

const clauses = (
  china: boolean,
): Pick<OfftakeContract, 'law' | 'seat' | 'reviewTrigger' | 'benchmarkFallback' | 'hardship' | 'changeOfLaw' | 'note'> => ({
  law: text('template.law'),
  seat: text(china ? 'template.seatChina' : 'template.seat'),
  reviewTrigger: text('template.reviewTrigger'),
  benchmarkFallback: text('template.benchmarkFallback'),
  hardship: text('template.hardship'),
  changeOfLaw: text(china ? 'template.changeOfLawChina' : 'template.changeOfLaw'),
  note: china ? text('template.ciq') : '',
});

/** A complete draft from a template, with a fresh id and the next free code; nothing is stored. */
export const contractFromTemplate = (
  { key, buyerId, productId }: ParsedInput<'contracts.template'>,
  book: Workbook,
  newId: () => string,
): Output<'contracts.template'> => {
  const template = TEMPLATES[key];
  const product = pickProduct(book, template, productId);
  const buyer = pickBuyer(book, template, buyerId);
  const start = monthOf(book.year, 1);
  const end = start + TENOR_YEARS * 12 - 1;
  const toChina = isChinese(buyer, book);
  const { sources, quantity, ...terms } = template.terms({ references: book.references, assay: product.assay, start, toChina });
  const contract: OfftakeContract = {
    id: ContractId.parse(newId()),
    code: nextCode(book.contracts.map(({ code }) => code)),
    name: contractName(buyer, product, start, end),
    buyerId: buyer.id,
    productId: product.id,
    status: 'prospect',
    probability: 0.5,
    start,
    end,
    renewal: { kind: 'none' },
    terms: [{ from: start, quantity: { tonnesPerYear: firstTonnes(product, book.year), ...quantity }, ...terms }],
    ...clauses(toChina),
    dates: [{ kind: 'priceReview', date: dateOfMonth(start + REVIEW_AFTER), note: '' }],
  };
  return { contract, origins: originsOf(contract, sources) };
};
