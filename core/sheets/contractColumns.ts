import { Rating } from '#shared/domain/buyer.ts';
import { ContractStatus, Renewal } from '#shared/domain/contract.ts';
import { Currency } from '#shared/domain/currency.ts';
import { Incoterm, PriceBasis, Quantity, QuotationalPeriod } from '#shared/domain/terms.ts';
import { CONTRACT_ASSAY_COLUMNS } from './assayColumns.ts';
import { type Column, choiceColumn, column, type Draft, ROW_TERMS, readPath } from './columns.ts';

/** The column with all terms of a row as stored JSON. Other columns of the row override it. */
export const TERMS_JSON = 'exactTerms';

const rowTerms = (record: Draft): Draft => record[ROW_TERMS] as Draft;

const termsColumn = (key: string, kind: Column['kind'], path: string, extras: Partial<Column> = {}): Column => {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const owner = (record: Draft): Draft | undefined =>
    (steps.length === 0 ? rowTerms(record) : (readPath(rowTerms(record), steps.join('.')) as Draft | undefined)) ?? undefined;
  return column(key, kind, {
    path: `terms.*.${path}`,
    get: (record) => owner(record)?.[last],
    set: (record, value) => {
      const part = owner(record);
      if (!part) return false;
      part[last] = value;
      return true;
    },
    ...extras,
  });
};

const priceColumn = (key: string, kind: Column['kind'], field: string, overrides: Partial<Column> = {}): Column =>
  termsColumn(key, kind, `price.${field}`, {
    ...overrides,
    set: (record, value) => {
      const price = rowTerms(record).price as Draft;
      if (!(field in price)) return false;
      price[field] = value;
      return true;
    },
  });

/** A field of an optional part, which is created with its first field. */
const optionalPartColumn = (
  key: string,
  kind: Column['kind'],
  part: 'collar' | 'blend' | 'priceSupport',
  field: string,
  createPart: (terms: Draft) => Draft,
  overrides: Partial<Column> = {},
): Column =>
  termsColumn(key, kind, `${part}.${field}`, {
    ...overrides,
    set: (record, value) => {
      const terms = rowTerms(record);
      if (terms[part] === undefined) terms[part] = createPart(terms);
      (terms[part] as Draft)[field] = value;
      return true;
    },
  });

/** Returns the first payable metal; undefined if the basis has no payables. */
const firstPayable = (record: Draft): Draft | undefined => {
  const payables = (rowTerms(record).price as Draft | undefined)?.payables;
  return Array.isArray(payables) ? (payables[0] as Draft | undefined) : undefined;
};

const payableColumn = (key: string, field: 'payable' | 'deduction'): Column =>
  column(key, 'percent', {
    path: `terms.*.price.payables.0.${field}`,
    get: (record) => firstPayable(record)?.[field],
    set: (record, value) => {
      const payable = firstPayable(record);
      if (!payable || !(field in payable)) return false;
      payable[field] = value;
      return true;
    },
  });

/** Returns the amount of a fixed charge. Benchmarks and indices are only in the exact terms. */
const fixedAmount = (charge: unknown): unknown => {
  const { kind, amount } = (charge ?? {}) as Draft;
  return kind === 'fixed' ? amount : undefined;
};

const treatmentCharge: Column = column('treatmentCharge', 'number', {
  unit: 'price',
  path: 'terms.*.price.treatmentCharge',
  get: (record) => fixedAmount((rowTerms(record).price as Draft).treatmentCharge),
  set: (record, value) => {
    const price = rowTerms(record).price as Draft;
    if (price.basis !== 'payableMetal') return false;
    price.treatmentCharge = { kind: 'fixed', amount: value };
    return true;
  },
});

const refiningCharge: Column = column('refiningCharge', 'number', {
  unit: 'price',
  path: 'terms.*.price.payables.0.refiningCharge',
  get: (record) => fixedAmount(firstPayable(record)?.refiningCharge),
  set: (record, value) => {
    const payable = firstPayable(record);
    if (!payable || (rowTerms(record).price as Draft).basis !== 'payableMetal') return false;
    payable.refiningCharge = { kind: 'fixed', amount: value };
    return true;
  },
});

const reference: Column = column('reference', 'reference', {
  path: 'terms.*.price.reference',
  get: (record) => (rowTerms(record).price as Draft).reference ?? firstPayable(record)?.reference,
  set: (record, value) => {
    const price = rowTerms(record).price as Draft;
    const owner = 'reference' in price ? price : firstPayable(record);
    if (!owner) return false;
    owner.reference = value;
    return true;
  },
});

const firstPeriod = (record: Draft): Draft => ((rowTerms(record).quotation as Draft).alternatives as Draft[])[0] as Draft;

const periodColumn = (key: string, kind: Column['kind'], field: string, extras: Partial<Column> = {}): Column =>
  column(key, kind, {
    path: `terms.*.quotation.alternatives.0.${field}`,
    get: (record) => firstPeriod(record)[field],
    set: (record, value) => {
      firstPeriod(record)[field] = value;
      return true;
    },
    ...extras,
  });

/** A new price support on the reference of the price; floor, share and payer come from the columns. */
const createSupport = ({ price }: Draft): Draft => {
  const [payable] = ((price as Draft | undefined)?.payables as Draft[] | undefined) ?? [];
  const element = payable?.element;
  return {
    reference: (price as Draft | undefined)?.reference ?? payable?.reference,
    ...(element === undefined ? {} : { element }),
    upsideShare: 0,
    paymentMonths: 1,
    rating: 'unrated',
  };
};

const supportColumn = (key: string, kind: Column['kind'], field: string, overrides: Partial<Column> = {}): Column =>
  optionalPartColumn(key, kind, 'priceSupport', field, createSupport, overrides);

const RENEWALS = Renewal.options.map(({ shape }) => shape.kind.value);
const BASES = PriceBasis.options.map(({ shape }) => shape.basis.value);
const { toleranceOption, takeOrPayBasis } = Quantity.unwrap().shape;
const { from: quotationFrom } = QuotationalPeriod.unwrap().shape;

const choicesOf = (values: readonly string[], prefix: string): Pick<Column, 'choices'> => ({ choices: { values, words: prefix } });

/** The price basis has no setter, as the importer creates a price of that basis before it writes other columns. */
const basis = termsColumn('basis', 'choice', 'price.basis', { ...choicesOf(BASES, 'basis'), set: () => true });

/** The columns of contracts. A row is a contract or one of its dated sets of terms. */
export const CONTRACT_COLUMNS: readonly Column[] = [
  column('code', 'text'),
  column('name', 'text'),
  column('buyer', 'buyer', { path: 'buyerId', required: true }),
  column('product', 'product', { path: 'productId', required: true }),
  choiceColumn('status', ContractStatus.options, 'status'),
  column('probability', 'percent'),
  column('start', 'month', { required: true }),
  column('end', 'month', { required: true }),
  termsColumn('tonnesPerYear', 'tonnes', 'quantity.tonnesPerYear', { required: true }),
  termsColumn('tolerance', 'percent', 'quantity.tolerance'),
  termsColumn('toleranceOption', 'choice', 'quantity.toleranceOption', choicesOf(toleranceOption.options, 'option')),
  termsColumn('takeOrPayShare', 'percent', 'quantity.takeOrPayShare'),
  termsColumn('takeOrPayBasis', 'choice', 'quantity.takeOrPayBasis', choicesOf(takeOrPayBasis.options, 'takeOrPayBasis')),
  termsColumn('makeUpMonths', 'number', 'quantity.makeUpMonths', { unit: 'months' }),
  basis,
  reference,
  payableColumn('payable', 'payable'),
  payableColumn('deduction', 'deduction'),
  treatmentCharge,
  refiningCharge,
  priceColumn('premium', 'number', 'premium', { unit: 'price' }),
  priceColumn('fixedAmount', 'number', 'amount', { unit: 'price' }),
  priceColumn('referenceGrade', 'percent', 'referenceGrade'),
  optionalPartColumn('floor', 'number', 'collar', 'floor', () => ({ level: 'reference' }), { unit: 'price' }),
  optionalPartColumn('cap', 'number', 'collar', 'cap', () => ({ level: 'reference' }), { unit: 'price' }),
  optionalPartColumn('fixedShare', 'percent', 'blend', 'fixedShare', () => ({ fixedPrice: 0 })),
  optionalPartColumn('fixedPrice', 'number', 'blend', 'fixedPrice', () => ({ fixedShare: 0 }), { unit: 'price' }),
  supportColumn('supportFloor', 'number', 'floor', { unit: 'price' }),
  supportColumn('supportReference', 'reference', 'reference'),
  supportColumn('supportElement', 'text', 'element'),
  supportColumn('supportShare', 'percent', 'upsideShare'),
  supportColumn('supportFrom', 'month', 'upsideFrom'),
  supportColumn('supportMonths', 'number', 'paymentMonths', { unit: 'months' }),
  supportColumn('supportPayer', 'text', 'payer'),
  supportColumn('supportRating', 'choice', 'rating', choicesOf(Rating.options, 'rating')),
  periodColumn('qpOffset', 'monthOffset', 'offset'),
  periodColumn('qpLength', 'number', 'length', { unit: 'months' }),
  periodColumn('qpFrom', 'choice', 'from', choicesOf(quotationFrom.options, 'quotation')),
  termsColumn('incoterm', 'choice', 'delivery.incoterm', choicesOf(Incoterm.options, 'incoterm')),
  termsColumn('loadPort', 'text', 'delivery.loadPort'),
  termsColumn('destinationPort', 'text', 'delivery.destinationPort'),
  termsColumn('freight', 'number', 'delivery.freightUsdPerWmt', { unit: 'price' }),
  termsColumn('freightReference', 'reference', 'delivery.freightReference'),
  termsColumn('voyageDays', 'number', 'delivery.voyageDays', { unit: 'days' }),
  termsColumn('otherCost', 'number', 'delivery.otherUsdPerDmt', { unit: 'price' }),
  termsColumn('provisionalShare', 'percent', 'payment.provisionalShare'),
  termsColumn('paymentMonths', 'payment', 'payment.paymentMonths', { unit: 'months' }),
  termsColumn('letterOfCredit', 'flag', 'payment.letterOfCredit'),
  termsColumn('currency', 'choice', 'payment.currency', choicesOf(Currency.options, 'currency')),
  termsColumn('currencyShare', 'percent', 'payment.currencyShare'),
  choiceColumn('renewal', RENEWALS, 'renewal', { path: 'renewal.kind' }),
  column('renewalMonths', 'number', { path: 'renewal.months', unit: 'months' }),
  column('noticeMonths', 'number', { path: 'renewal.noticeMonths', unit: 'months' }),
  column('deliveryPriority', 'number'),
  column('damagesShare', 'percent'),
  column('law', 'text'),
  column('seat', 'text'),
  column('note', 'text'),
  column('reviewTrigger', 'text', { isExportOnly: true }),
  column('benchmarkFallback', 'text', { isExportOnly: true }),
  column('hardship', 'text', { isExportOnly: true }),
  column('changeOfLaw', 'text', { isExportOnly: true }),
  // the length of a contract whose end has no column, the unit of the row's tonnes, and the moisture of wet ones
  column('termYears', 'number', { unit: 'years', isImportOnly: true, set: () => true }),
  column('unit', 'text', { isImportOnly: true, set: () => true }),
  column('moisture', 'percent', { isImportOnly: true, set: () => true }),
  ...CONTRACT_ASSAY_COLUMNS,
  termsColumn('termsFrom', 'month', 'from', { isExportOnly: true, set: () => true }),
  column(TERMS_JSON, 'json', { path: 'terms.*', isExportOnly: true, get: rowTerms, set: () => true }),
];
