import { Rating } from '#shared/domain/buyer.ts';
import { Covenant, FacilityRepayment } from '#shared/domain/financing.ts';
import { type Column, choiceColumn, column, type Draft } from './columns.ts';

const STYLES = FacilityRepayment.options.map(({ shape }) => shape.style.value);

/** The fields of each style of repayment, by the column that holds it. */
export const STYLE_COLUMNS: Readonly<Record<string, string>> = {
  sculpted: 'targetDscr',
  schedule: 'principalShares',
  perTonne: 'usdPerTonne',
  shareOfInvoice: 'invoiceShare',
};

const rateOf = (record: Draft): Draft | undefined => record.rate as Draft | undefined;

/** Sets a style of repayment; the fields of another style are dropped. */
const setStyle = (record: Draft, style: unknown): boolean => {
  const storedRepayment = record.repayment as Draft | undefined;
  if (storedRepayment?.style !== style) record.repayment = { style };
  return true;
};

/** A loan or a prepayment. Draws, fees and covenants have sheets of their own. */
export const FACILITY_COLUMNS: readonly Column[] = [
  column('name', 'text', { required: true }),
  choiceColumn('facilityKind', ['loan', 'prepayment'], 'financing.kind', { path: 'kind' }),
  column('lender', 'text'),
  column('buyer', 'buyer', { path: 'buyerId' }),
  column('inBaseline', 'flag'),
  column('rank', 'number'),
  column('commitment', 'number', { required: true }),
  column('fixedRate', 'percent', {
    path: 'rate',
    get: (record) => (rateOf(record)?.kind === 'fixed' ? rateOf(record)?.rate : undefined),
    set: (record, rate) => {
      record.rate = { kind: 'fixed', rate };
      return true;
    },
  }),
  column('floatingRate', 'json', {
    path: 'rate',
    isExportOnly: true,
    get: (record) => (rateOf(record)?.kind === 'floating' ? rateOf(record) : undefined),
  }),
  column('upfrontFee', 'percent'),
  column('commitmentFee', 'percent'),
  choiceColumn('dayCount', ['30/360', 'actual/360', 'actual/365'], 'financing.dayCount'),
  column('periodMonths', 'number'),
  column('firstRepayment', 'month', { required: true }),
  column('finalMaturity', 'month', { required: true }),
  choiceColumn('graceInterest', ['paid', 'capitalised'], 'financing.grace'),
  choiceColumn('repayment', STYLES, 'financing.style', { path: 'repayment.style', set: setStyle }),
  column('targetDscr', 'number', { path: 'repayment.targetDscr' }),
  column('usdPerTonne', 'number', { path: 'repayment.usdPerTonne' }),
  column('invoiceShare', 'percent', { path: 'repayment.share' }),
  column('principalShares', 'json', { path: 'repayment.shares', isExportOnly: true }),
  column('linkedContracts', 'contracts', { path: 'contractIds' }),
  column('recourse', 'flag'),
  column('earlyEndShare', 'percent'),
  column('sweepShare', 'percent'),
  column('dsraMonths', 'number'),
  column('dsraAtClose', 'flag'),
  column('openingStart', 'month', { path: 'opening.start' }),
  column('openingBalance', 'number', { path: 'opening.balance' }),
  column('openingReserve', 'number', { path: 'opening.reserve' }),
  column('openingArrears', 'number', { path: 'opening.arrears' }),
  column('note', 'text'),
  column('order', 'number', { isExportOnly: true }),
  column('bid', 'id', { path: 'bidId', isExportOnly: true }),
];

/** The lists of dated amounts of a facility. */
export const FACILITY_FLOWS = ['draws', 'otherFees'] as const;

const FACILITY = column('facility', 'facility', { required: true });

export const FLOW_COLUMNS: readonly Column[] = [
  FACILITY,
  choiceColumn('flow', FACILITY_FLOWS, 'financing.flow', { required: true }),
  column('month', 'month', { required: true, path: 'draws.*.month' }),
  column('amount', 'number', { required: true, path: 'draws.*.amount' }),
];

export const COVENANT_COLUMNS: readonly Column[] = [
  FACILITY,
  ...Covenant.options.map((key) => column(key, 'number', { path: `covenants.${key}` })),
];

export const PLAN_FACILITY_COLUMNS: readonly Column[] = [
  column('plan', 'plan', { required: true }),
  FACILITY,
  column('included', 'flag', { path: 'facilities.*.included' }),
  column('commitment', 'number', { path: 'facilities.*.commitment' }),
  column('planRate', 'percent', { path: 'facilities.*.rate' }),
];

/** Costs of the project by calendar year. */
export const PROJECT_YEAR_COLUMNS: readonly Column[] = [
  column('year', 'number', { required: true, path: 'years.*.year' }),
  ...(['fixedCost', 'sustainingCapital', 'closureCost', 'depreciation'] as const).map((key) =>
    column(key, 'number', { required: true, path: `years.*.${key}` }),
  ),
];

/** Taxes, cash and the lender case. */
export const PROJECT_COLUMNS: readonly Column[] = [
  column('royaltyRate', 'percent', { required: true }),
  column('taxRate', 'percent', { required: true }),
  column('openingLosses', 'number'),
  column('openingCash', 'number'),
  column('minimumCash', 'number'),
  column('haircut', 'percent', { path: 'lenderCase.haircut' }),
  choiceColumn('minimumRating', Rating.options, 'rating', { path: 'lenderCase.minimumRating' }),
  column('acceptsLetterOfCredit', 'flag', { path: 'lenderCase.acceptsLetterOfCredit' }),
  column('mustOutlastMaturity', 'flag', { path: 'lenderCase.mustOutlastMaturity' }),
  column('targetDscr', 'number', { required: true, path: 'lenderCase.targetDscr' }),
  column('targetLlcr', 'number', { path: 'lenderCase.targetLlcr' }),
  column('targetPlcr', 'number', { path: 'lenderCase.targetPlcr' }),
  column('gearingShare', 'percent', { path: 'lenderCase.gearing.share' }),
  column('gearingCost', 'number', { path: 'lenderCase.gearing.cost' }),
  column('tailShare', 'percent', { path: 'lenderCase.tailShare' }),
];

/** The cost of the project by month. */
export const PROJECT_USE_COLUMNS: readonly Column[] = [
  column('month', 'month', { required: true, path: 'uses.*.month' }),
  column('projectCost', 'number', { required: true, path: 'uses.*.amount' }),
];
