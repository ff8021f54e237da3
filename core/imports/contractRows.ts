import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type Month, monthOfDate } from '#shared/domain/time.ts';
import { TEMPLATES } from '../contracts/contractTemplates.ts';
import { freeOnBoard, gradeAt, OPEN_ACCOUNT, pricedOn, quantity, type TemplateTerms } from '../contracts/templatesTerms.ts';
import type { Draft } from './columns.ts';
import { ROW_TERMS, TERMS_JSON } from './contractColumns.ts';
import { copyOf, type Entry, type ImportContext } from './importContext.ts';

/** The values of a row, by field. */
export type Values = ReadonlyMap<string, unknown>;

/** Default assumption: the probability of a deal without one. */
const EVEN_ODDS = 0.5;

/** What a contract without a status most likely is: by its dates and the day the workspace is valued at. */
const statusAt = (start: Month, end: Month, context: ImportContext): string => {
  const now = monthOfDate(context.settings.valuationDate);
  if (end < now) return 'ended';
  return start <= now ? 'active' : 'signed';
};

/** A new contract before its row's columns are put in: no clause but what the row says. */
export const blankContract = (id: string, code: string, values: Values, context: ImportContext): Draft => {
  const [start, end] = [Number(values.get('start')), Number(values.get('end'))];
  const status = String(values.get('status') ?? statusAt(start, end, context));
  return {
    id,
    code,
    name: '',
    status,
    probability: status === 'prospect' || status === 'negotiating' ? EVEN_ODDS : 1,
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
      toChina: destination?.some(({ country }) => country === 'CN') ?? false,
    });
  } catch {
    // a workspace without the template's reference: the row has to say its price
    return undefined;
  }
};

/** A price of a basis that a row names, with what only the row can say left open for the schema to ask for. */
const priceOf = (basis: string, values: Values, product: Product, start: Month, context: ImportContext): Draft => {
  const symbol = METAL_SYMBOL[product.metal];
  const element = product.assay[symbol] === undefined ? (Object.keys(product.assay)[0] ?? symbol) : symbol;
  const given = context.references.find(({ code }) => code === values.get('reference'));
  const usual = context.references.find(({ metal, kind }) => metal === product.metal && kind === 'price');
  const found: Reference | undefined = given ?? usual;
  const reference = found?.code;
  switch (basis) {
    case 'refined':
      return { basis, reference, premium: 0 };
    case 'fixed':
      return { basis, amount: undefined };
    case 'indexDmt': {
      const referenceGrade = found && gradeAt(found, start, product.assay[element] ?? 0);
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

/** The first terms of a new contract: the exact ones of the row, else the product's template, else a price of the basis that the row names. */
const firstTerms = (
  values: Values,
  product: Product,
  buyer: Draft | undefined,
  start: Month,
  context: ImportContext,
): Draft | undefined => {
  const exact = values.get(TERMS_JSON);
  if (exact !== undefined) return copyOf(exact);
  const template = templateTerms(product, buyer, start, context);
  const basis = values.get('basis') as string | undefined;
  const fromTemplate = template && (basis === undefined || template.price.basis === basis) ? template.price : undefined;
  const price = fromTemplate ?? (basis === undefined ? product.spotPrice : priceOf(basis, values, product, start, context));
  if (price === undefined) return undefined;
  const terms = {
    quantity: { ...quantity(), ...template?.quantity },
    quotation: template?.quotation ?? pricedOn(0, 'shipment'),
    delivery: template?.delivery ?? freeOnBoard(0),
    payment: template?.payment ?? OPEN_ACCOUNT,
  };
  // copied apart: a field left open has to stay a field
  return {
    ...copyOf(terms),
    price: { ...copyOf(price), ...Object.fromEntries(Object.entries(price).filter(([, value]) => value === undefined)) },
  };
};

/**
 * Points the draft at the set of terms that its row is about, made where the contract has none from that month; answers its place, or
 * undefined where nothing says how the tonnes are priced.
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
  const exact = values.get(TERMS_JSON);
  const known = from === undefined ? Math.min(0, terms.length - 1) : terms.findIndex((one) => one.from === from);
  if (known >= 0) {
    const stored = terms[known] as Draft;
    const basis = values.get('basis') as string | undefined;
    if (exact !== undefined) terms[known] = { ...copyOf(exact), from: stored.from };
    else if (basis !== undefined && (stored.price as Draft).basis !== basis) {
      stored.price = priceOf(basis, values, product, Number(stored.from), context);
    }
    draft[ROW_TERMS] = terms[known];
    return known;
  }
  const start = from ?? Number(draft.start);
  const last = terms.at(-1);
  const made = last && exact === undefined ? copyOf(last) : firstTerms(values, product, buyer?.value, start, context);
  if (!made) return undefined;
  made.from = start;
  terms.push(made);
  terms.sort((a, b) => Number(a.from) - Number(b.from));
  draft[ROW_TERMS] = made;
  return terms.indexOf(made);
};
