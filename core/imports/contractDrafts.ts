import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type Month, monthOfDate } from '#shared/domain/time.ts';
import { TEMPLATES } from '../contracts/contractTemplates.ts';
import {
  gradeAt,
  loadPortDelivery,
  OPEN_ACCOUNT,
  quantity,
  singleMonthQuotation,
  type TemplateTerms,
} from '../contracts/templatesTerms.ts';
import { type Draft, ROW_TERMS } from '../sheets/columns.ts';
import { TERMS_JSON } from '../sheets/contractColumns.ts';
import { copyOf, type Entry, type ImportContext } from '../sheets/importContext.ts';

/** The values of a row, by field. */
export type Values = ReadonlyMap<string, unknown>;

/** Default assumption: probability of a deal without one. */
const DEFAULT_PROBABILITY = 0.5;

/** Returns the default status of a contract from its dates and the valuation date. */
const statusAt = (start: Month, end: Month, context: ImportContext): string => {
  const valuationMonth = monthOfDate(context.settings.valuationDate);
  if (end < valuationMonth) return 'ended';
  return start <= valuationMonth ? 'active' : 'signed';
};

/** Creates a contract without clauses, before the columns of its row are written. */
export const blankContract = (id: string, code: string, values: Values, context: ImportContext): Draft => {
  const [start, end] = [Number(values.get('start')), Number(values.get('end'))];
  const status = String(values.get('status') ?? statusAt(start, end, context));
  return {
    id,
    code,
    name: '',
    status,
    probability: status === 'prospect' || status === 'negotiating' ? DEFAULT_PROBABILITY : 1,
    start,
    end,
    renewal: { kind: 'none' },
    terms: [],
    law: '',
    seat: '',
    reviewTrigger: '',
    benchmarkFallback: '',
    hardship: '',
    changeOfLaw: '',
    dates: [],
    note: '',
  };
};

const templateTerms = (product: Product, buyer: Draft | undefined, start: Month, context: ImportContext): TemplateTerms | undefined => {
  const template = Object.values(TEMPLATES).find(({ metal }) => metal === product.metal);
  const destination = buyer?.destination as readonly { country: string }[] | undefined;
  try {
    return template?.terms({
      references: new Map(context.references.map((reference) => [reference.code, reference])),
      assay: product.assay,
      start,
      isToChina: destination?.some(({ country }) => country === 'CN') ?? false,
    });
  } catch {
    // the workspace lacks the template's reference, so that the row has to specify its price
    return undefined;
  }
};

/** Creates a price of the basis in a row. Fields without a default stay undefined, so that the schema reports them. */
const priceOf = (basis: string, values: Values, product: Product, start: Month, context: ImportContext): Draft => {
  const symbol = METAL_SYMBOL[product.metal];
  const element = product.assay[symbol] === undefined ? (Object.keys(product.assay)[0] ?? symbol) : symbol;
  const namedReference = context.references.find(({ code }) => code === values.get('reference'));
  const usualReference = context.references.find(({ metal, kind }) => metal === product.metal && kind === 'price');
  const priceReference: Reference | undefined = namedReference ?? usualReference;
  const reference = priceReference?.code;
  switch (basis) {
    case 'refined':
      return { basis, reference, premium: 0 };
    case 'fixed':
      return { basis, amount: undefined };
    case 'indexDmt': {
      const referenceGrade = priceReference && gradeAt(priceReference, start, product.assay[element] ?? 0);
      return { basis, reference, element, adjustment: { kind: 'proRata' }, referenceGrade, premium: 0, penalties: [] };
    }
    case 'indexDmtu':
      return { basis, reference, element, premium: 0, penalties: [] };
    case 'percentage':
      return { basis, payables: [{ element, reference, payable: undefined }], premium: 0 };
    case 'payableMetal':
      return {
        basis,
        payables: [{ element, reference, rule: 'lower-of', payable: undefined, deduction: 0 }],
        treatmentCharge: undefined,
        penalties: [],
      };
    default:
      return { basis };
  }
};

/** Creates the first terms of a new contract: the exact terms of the row, else the product's template, else a price of the row's basis. */
const firstTerms = (
  values: Values,
  product: Product,
  buyer: Draft | undefined,
  start: Month,
  context: ImportContext,
): Draft | undefined => {
  const exactTerms = values.get(TERMS_JSON);
  if (exactTerms !== undefined) return copyOf(exactTerms);
  const template = templateTerms(product, buyer, start, context);
  const basis = values.get('basis') as string | undefined;
  const fromTemplate = template && (basis === undefined || template.price.basis === basis) ? template.price : undefined;
  const price = fromTemplate ?? (basis === undefined ? product.spotPrice : priceOf(basis, values, product, start, context));
  if (price === undefined) return undefined;
  const terms = {
    quantity: { ...quantity(), ...template?.quantity },
    quotation: template?.quotation ?? singleMonthQuotation(0, 'shipment'),
    delivery: template?.delivery ?? loadPortDelivery(0),
    payment: template?.payment ?? OPEN_ACCOUNT,
  };
  // spread after the copy, as JSON drops undefined fields
  return {
    ...copyOf(terms),
    price: { ...copyOf(price), ...Object.fromEntries(Object.entries(price).filter(([, value]) => value === undefined)) },
  };
};

/**
 * Sets `ROW_TERMS` of the draft to the set of terms of its row, which is created if the contract has none from that month. Returns its
 * index; undefined if no price is known.
 */
export const openTerms = (
  draft: Draft,
  values: Values,
  product: Product,
  buyer: Entry | undefined,
  context: ImportContext,
): number | undefined => {
  const terms = draft.terms as Draft[];
  const from = values.get('termsFrom') as Month | undefined;
  const exactTerms = values.get(TERMS_JSON);
  const knownIndex = from === undefined ? Math.min(0, terms.length - 1) : terms.findIndex((termsDraft) => termsDraft.from === from);
  if (knownIndex >= 0) {
    const storedTerms = terms[knownIndex] as Draft;
    const basis = values.get('basis') as string | undefined;
    if (exactTerms !== undefined) terms[knownIndex] = { ...copyOf(exactTerms), from: storedTerms.from };
    else if (basis !== undefined && (storedTerms.price as Draft).basis !== basis) {
      storedTerms.price = priceOf(basis, values, product, Number(storedTerms.from), context);
    }
    draft[ROW_TERMS] = terms[knownIndex];
    return knownIndex;
  }
  const start = from ?? Number(draft.start);
  const lastTerms = terms.at(-1);
  const newTerms = lastTerms && exactTerms === undefined ? copyOf(lastTerms) : firstTerms(values, product, buyer?.value, start, context);
  if (!newTerms) return undefined;
  newTerms.from = start;
  terms.push(newTerms);
  terms.sort((a, b) => Number(a.from) - Number(b.from));
  draft[ROW_TERMS] = newTerms;
  return terms.indexOf(newTerms);
};
