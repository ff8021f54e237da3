import { ContractStatus, Renewal } from '#shared/domain/contract.ts';
import { Incoterm, PriceBasis, Quantity, QuotationalPeriod } from '#shared/domain/terms.ts';
import { type Column, choiceColumn, column, type Draft, readPath } from './columns.ts';

/** The column with all terms of a row as stored JSON. Other columns of the row override it. */
export const TERMS_JSON = 'exactTerms';

/** Key of a draft under which the set of terms of its row stands while the row is read, and the prefix of paths in that set. */
export const ROW_TERMS = 'terms.*';

const termsIn = (record: Draft): Draft => record[ROW_TERMS] as Draft;

const ofTerms = (key: string, kind: Column['kind'], path: string, more: Partial<Column> = {}): Column => {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const owner = (record: Draft): Draft | undefined =>
    (steps.length === 0 ? termsIn(record) : (readPath(termsIn(record), steps.join('.')) as Draft | undefined)) ?? undefined;
  return column(key, kind, {
    path: `terms.*.${path}`,
    get: (record) => owner(record)?.[last],
    set: (record, value) => {
      const at = owner(record);
      if (!at) return false;
      at[last] = value;
      return true;
    },
    ...more,
  });
};

const ofPrice = (key: string, kind: Column['kind'], field: string): Column =>
  ofTerms(key, kind, `price.${field}`, {
    set: (record, value) => {
      const price = termsIn(record).price as Draft;
      if (!(field in price)) return false;
      price[field] = value;
      return true;
    },
  });

/** A field of an optional part, which is created with its first field. */
const ofOptional = (key: string, kind: Column['kind'], part: 'collar' | 'blend', field: string, start: () => Draft): Column =>
  ofTerms(key, kind, `${part}.${field}`, {
    set: (record, value) => {
      const terms = termsIn(record);
      if (terms[part] === undefined) terms[part] = start();
      (terms[part] as Draft)[field] = value;
      return true;
    },
  });

/** The first payable metal; undefined if the basis has no payables. */
const firstPayable = (record: Draft): Draft | undefined => {
  const payables = (termsIn(record).price as Draft | undefined)?.payables;
  return Array.isArray(payables) ? (payables[0] as Draft | undefined) : undefined;
};

const inPayable = (key: string, field: 'payable' | 'deduction'): Column =>
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

/** The amount of a fixed charge. Benchmarks, indices and bricks are only in the exact terms. */
const fixedAmount = (charge: unknown): unknown => {
  const { kind, amount } = (charge ?? {}) as Draft;
  return kind === 'fixed' ? amount : undefined;
};

const treatmentCharge: Column = column('treatmentCharge', 'number', {
  path: 'terms.*.price.treatmentCharge',
  get: (record) => fixedAmount((termsIn(record).price as Draft).treatmentCharge),
  set: (record, value) => {
    const price = termsIn(record).price as Draft;
    if (price.basis !== 'payableMetal') return false;
    price.treatmentCharge = { kind: 'fixed', amount: value };
    return true;
  },
});

const refiningCharge: Column = column('refiningCharge', 'number', {
  path: 'terms.*.price.payables.0.refiningCharge',
  get: (record) => fixedAmount(firstPayable(record)?.refiningCharge),
  set: (record, value) => {
    const payable = firstPayable(record);
    if (!payable || (termsIn(record).price as Draft).basis !== 'payableMetal') return false;
    payable.refiningCharge = { kind: 'fixed', amount: value };
    return true;
  },
});

const reference: Column = column('reference', 'reference', {
  path: 'terms.*.price.reference',
  get: (record) => (termsIn(record).price as Draft).reference ?? firstPayable(record)?.reference,
  set: (record, value) => {
    const price = termsIn(record).price as Draft;
    const owner = 'reference' in price ? price : firstPayable(record);
    if (!owner) return false;
    owner.reference = value;
    return true;
  },
});

const firstPeriod = (record: Draft): Draft => ((termsIn(record).quotation as Draft).alternatives as Draft[])[0] as Draft;

const ofPeriod = (key: string, kind: Column['kind'], field: string, more: Partial<Column> = {}): Column =>
  column(key, kind, {
    path: `terms.*.quotation.alternatives.0.${field}`,
    get: (record) => firstPeriod(record)[field],
    set: (record, value) => {
      firstPeriod(record)[field] = value;
      return true;
    },
    ...more,
  });

const RENEWALS = Renewal.options.map(({ shape }) => shape.kind.value);
const BASES = PriceBasis.options.map(({ shape }) => shape.basis.value);
const { toleranceOption, takeOrPayBasis } = Quantity.unwrap().shape;
const { from: quotationFrom } = QuotationalPeriod.unwrap().shape;

const words = (values: readonly string[], prefix: string): Pick<Column, 'choices'> => ({ choices: { values, words: prefix } });

/** The price basis has no setter, as the importer creates a price of that basis before it writes other columns. */
const basis = ofTerms('basis', 'choice', 'price.basis', { ...words(BASES, 'basis'), set: () => true });

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
  ofTerms('tonnesPerYear', 'tonnes', 'quantity.tonnesPerYear', { required: true }),
  ofTerms('tolerance', 'percent', 'quantity.tolerance'),
  ofTerms('toleranceOption', 'choice', 'quantity.toleranceOption', words(toleranceOption.options, 'option')),
  ofTerms('takeOrPayShare', 'percent', 'quantity.takeOrPayShare'),
  ofTerms('takeOrPayBasis', 'choice', 'quantity.takeOrPayBasis', words(takeOrPayBasis.options, 'takeOrPayBasis')),
  ofTerms('makeUpMonths', 'number', 'quantity.makeUpMonths'),
  basis,
  reference,
  inPayable('payable', 'payable'),
  inPayable('deduction', 'deduction'),
  treatmentCharge,
  refiningCharge,
  ofPrice('premium', 'number', 'premium'),
  ofPrice('fixedAmount', 'number', 'amount'),
  ofPrice('referenceGrade', 'percent', 'referenceGrade'),
  ofOptional('floor', 'number', 'collar', 'floor', () => ({ level: 'reference' })),
  ofOptional('cap', 'number', 'collar', 'cap', () => ({ level: 'reference' })),
  ofOptional('fixedShare', 'percent', 'blend', 'fixedShare', () => ({ fixedPrice: 0 })),
  ofOptional('fixedPrice', 'number', 'blend', 'fixedPrice', () => ({ fixedShare: 0 })),
  ofPeriod('qpOffset', 'monthOffset', 'offset'),
  ofPeriod('qpLength', 'number', 'length'),
  ofPeriod('qpFrom', 'choice', 'from', words(quotationFrom.options, 'quotation')),
  ofTerms('incoterm', 'choice', 'delivery.incoterm', words(Incoterm.options, 'incoterm')),
  ofTerms('loadPort', 'text', 'delivery.loadPort'),
  ofTerms('destinationPort', 'text', 'delivery.destinationPort'),
  ofTerms('freight', 'number', 'delivery.freightUsdPerWmt'),
  ofTerms('freightReference', 'reference', 'delivery.freightReference'),
  ofTerms('voyageDays', 'number', 'delivery.voyageDays'),
  ofTerms('otherCost', 'number', 'delivery.otherUsdPerDmt'),
  ofTerms('provisionalShare', 'percent', 'payment.provisionalShare'),
  ofTerms('paymentMonths', 'number', 'payment.paymentMonths'),
  ofTerms('letterOfCredit', 'flag', 'payment.letterOfCredit'),
  choiceColumn('renewal', RENEWALS, 'renewal', { path: 'renewal.kind' }),
  column('renewalMonths', 'number', { path: 'renewal.months' }),
  column('noticeMonths', 'number', { path: 'renewal.noticeMonths' }),
  column('deliveryPriority', 'number'),
  column('damagesShare', 'percent'),
  column('law', 'text'),
  column('seat', 'text'),
  column('note', 'text'),
  column('reviewTrigger', 'text', { exportOnly: true }),
  column('benchmarkFallback', 'text', { exportOnly: true }),
  column('hardship', 'text', { exportOnly: true }),
  column('changeOfLaw', 'text', { exportOnly: true }),
  ofTerms('termsFrom', 'month', 'from', { exportOnly: true, set: () => true }),
  column(TERMS_JSON, 'json', { path: 'terms.*', exportOnly: true, get: termsIn, set: () => true }),
];
