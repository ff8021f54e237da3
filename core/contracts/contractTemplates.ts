import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { ContractId } from '#shared/domain/ids.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { Product } from '#shared/domain/product.ts';
import { dateOfMonth, monthOf, type Year } from '#shared/domain/time.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { contractName, templateClauses } from '../recordTexts.ts';
import { destinationOf } from './contractRows.ts';
import { nextCode } from './nextCode.ts';
import { BASE_TEMPLATES } from './templatesBase.ts';
import { BATTERY_TEMPLATES } from './templatesBattery.ts';
import { BULK_TEMPLATES } from './templatesBulk.ts';
import type { Template } from './templatesTerms.ts';

/** Templates by key: at least two for each metal, which differ in form or basis. */
export const TEMPLATES: Readonly<Record<ContractTemplateKey, Template>> = { ...BULK_TEMPLATES, ...BASE_TEMPLATES, ...BATTERY_TEMPLATES };

/** The templates in the order of the menu. */
export const OFFERED_TEMPLATES = ContractTemplateKey.options.map((key) => ({ key, ...TEMPLATES[key] }));

/** Tenor of a long-term contract, default assumption. */
const TENOR_YEARS = 5;
/** Default share of the product's planned tonnes in a new contract, and dmt a year where nothing is planned. */
const DEFAULT_SHARE = 0.1;
const DEFAULT_TONNES = 10_000;
/** Months until the first price review, default assumption. */
const REVIEW_MONTHS = 24;

const isChinese = (buyer: Buyer, book: Workbook): boolean => destinationOf(buyer, book).zone === 'china';

/** Returns the requested buyer, else the first by preference: a buyer of the metal before others, a buyer in China before others. */
const pickBuyer = (book: Workbook, { metal }: Template, id: Buyer['id'] | undefined): Buyer => {
  const buyers = [...book.buyers.values()];
  const metalBuyerIds = new Set(
    book.contracts.filter(({ productId }) => book.products.get(productId)?.metal === metal).map(({ buyerId }) => buyerId),
  );
  const rank = (buyer: Buyer) => (metalBuyerIds.has(buyer.id) ? 0 : 2) + (isChinese(buyer, book) ? 0 : 1);
  const pickedBuyer = id === undefined ? buyers.sort((a, b) => rank(a) - rank(b))[0] : book.buyers.get(id);
  if (pickedBuyer === undefined) throwIfIssues([issue('buyerId', id === undefined ? 'required' : 'gone')]);
  return pickedBuyer as Buyer;
};

/** Returns the requested product, else the first that the template suits. */
const pickProduct = (book: Workbook, { metal, forms }: Template, id: Product['id'] | undefined): Product => {
  const suits = (product: Product) => product.metal === metal && forms.includes(product.form);
  const pickedProduct = id === undefined ? [...book.products.values()].find(suits) : book.products.get(id);
  if (pickedProduct === undefined) throwIfIssues([issue('productId', id === undefined ? 'required' : 'gone')]);
  else if (!suits(pickedProduct)) throwIfIssues([issue('productId', 'notOffered')]);
  return pickedProduct as Product;
};

/** Rounds to two digits, so that a default does not look like a calculated figure. */
const roundTonnes = (tonnes: number): number => (tonnes === 0 ? 0 : Number(tonnes.toPrecision(2)));

const defaultTonnes = ({ production }: Product, year: Year): number => {
  const plannedTonnes = production.find((entry) => entry.year === year)?.tonnes ?? production.at(-1)?.tonnes ?? 0;
  return plannedTonnes > 0 ? roundTonnes(plannedTonnes * DEFAULT_SHARE) : DEFAULT_TONNES;
};

/** Lists the path of `value` and every path below it. */
const listPaths = (value: unknown, path: string): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => listPaths(part, `${path}.${key}`))];
};

/** Origin of each default: `source` where the template names one, else a default assumption. */
const originsOf = (contract: OfftakeContract, sources: readonly string[]): Record<string, Origin> => {
  const { id: _id, code: _code, name: _name, buyerId: _buyer, productId: _product, status: _status, ...fields } = contract;
  const sourcePatterns = sources.map((source) => new RegExp(`^terms\\.0\\.${source.replaceAll('.', '\\.').replace('*', '\\d+')}(\\.|$)`));
  return Object.fromEntries(
    Object.entries(fields)
      .flatMap(([key, value]) => listPaths(value, key))
      .map((path) => [path, sourcePatterns.some((pattern) => pattern.test(path)) ? 'source' : 'house']),
  );
};

/** Creates a complete draft from a template with a new id and the next free code; nothing is stored. */
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
  const isToChina = isChinese(buyer, book);
  const { sources, quantity, ...terms } = template.terms({ references: book.references, assay: product.assay, start, isToChina });
  const contract: OfftakeContract = {
    id: ContractId.parse(newId()),
    code: nextCode(book.contracts.map(({ code }) => code)),
    name: contractName({ buyer: buyer.name, metal: product.metal, start, end }),
    buyerId: buyer.id,
    productId: product.id,
    status: 'prospect',
    probability: 0.5,
    start,
    end,
    renewal: { kind: 'none' },
    terms: [{ from: start, quantity: { tonnesPerYear: defaultTonnes(product, book.year), ...quantity }, ...terms }],
    ...templateClauses(isToChina),
    dates: [{ kind: 'priceReview', date: dateOfMonth(start + REVIEW_MONTHS), note: '' }],
  };
  return { contract, origins: originsOf(contract, sources) };
};
