import { BuyerType, Ownership, Rating } from '#shared/domain/buyer.ts';
import { ContractDateKind } from '#shared/domain/contract.ts';
import { ForeignCurrency } from '#shared/domain/currency.ts';
import { DeckRule } from '#shared/domain/deck.ts';
import { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import { METALS } from '#shared/domain/metal.ts';
import { Origin } from '#shared/domain/origin.ts';
import { ProductForm } from '#shared/domain/product.ts';
import { ScenarioFamily } from '#shared/domain/scenario.ts';
import { VersionKind, VersionSide } from '#shared/domain/version.ts';
import { LANGUAGES, MoneyScale, WorkspaceSettings } from '#shared/domain/workspace.ts';
import { DestinationZone, ZONES } from '#shared/domain/zone.ts';
import { fractionOf } from '#shared/units/percent.ts';
import { PRODUCT_ASSAY_COLUMNS } from './assayColumns.ts';
import { type Column, choiceColumn, column, type Draft, readPath } from './columns.ts';
import { CONTRACT_COLUMNS, TERMS_JSON } from './contractColumns.ts';
import {
  COVENANT_COLUMNS,
  FACILITY_COLUMNS,
  FLOW_COLUMNS,
  PLAN_FACILITY_COLUMNS,
  PROJECT_COLUMNS,
  PROJECT_USE_COLUMNS,
  PROJECT_YEAR_COLUMNS,
} from './facilityColumns.ts';

export type SheetKey =
  | 'references'
  | 'products'
  | 'production'
  | 'costs'
  | 'groups'
  | 'buyers'
  | 'contracts'
  | 'contractDates'
  | 'openings'
  | 'openingLines'
  | 'versions'
  | 'tenders'
  | 'bids'
  | 'facilities'
  | 'facilityFlows'
  | 'covenants'
  | 'projectFinance'
  | 'projectYears'
  | 'projectUses'
  | 'plans'
  | 'planContracts'
  | 'planFacilities'
  | 'limits'
  | 'scenarios'
  | 'decks'
  | 'workspace'
  | 'prices';

export type SheetSpec = {
  readonly key: SheetKey;
  readonly columns: readonly Column[];
  /** Columns by calendar year, with the list and field of their values. */
  readonly years?: { readonly list: 'production' | 'unitCost'; readonly field: 'tonnes' | 'usdPerDmt' };
  /** Fields of month and amount, which columns by month, quarter or year may replace; the field that then names each row. */
  readonly months?: { readonly month: string; readonly field: string; readonly rowField: string };
  /** The field of the amount of a whole year, which columns by calendar year may replace. */
  readonly yearlyField?: string;
  /** Whether the sheet is in the template. */
  readonly isInTemplate: boolean;
};

const LIMIT_FIELDS = Limit.unwrap().shape;

const ID = column('id', 'id', { isExportOnly: true });
const NOTE = column('note', 'text');

const YEAR = column('year', 'number');
/** The unit of a row. */
const UNIT = column('unit', 'text', { isImportOnly: true, set: () => true });

/** Whether the levels of a limit are numbers of buyers or coverage ratios, not shares. */
export const isNumberMeasure = (measure: unknown): boolean => ['effectiveNumber', 'minimumDscr'].includes(String(measure));
const isNumber = (record: Draft): boolean => isNumberMeasure(readPath(record, 'measure.kind'));

/** A share above this is a percentage, since no limit is above 150 % of its denominator. */
const MAX_SHARE = 1.5;

/** A level as it is stored: a share of the denominator, or a number. */
export const storedLevel = (value: unknown, isOfNumbers: boolean): unknown =>
  !isOfNumbers && Number(value) > MAX_SHARE ? fractionOf(Number(value)) : value;

/** Creates the column of a level of a limit: a share of the denominator, or a number for buyers and coverage ratios. */
const level = (key: 'warn' | 'breach'): Column =>
  column(key, 'level', {
    required: true,
    set: (record, value) => {
      record[key] = storedLevel(value, isNumber(record));
      return true;
    },
  });

/** The lists of open lines of a contract in progress. */
export const OPENING_LINES = ['openDeliveries', 'makeUpLots', 'unpaid'] as const;

const MEASURES = LimitMeasure.options.map(({ shape }) => shape.kind.value);

/** Every sheet, in the order in which records refer to one another. */
export const SHEETS: readonly SheetSpec[] = [
  {
    key: 'references',
    isInTemplate: false,
    columns: [column('code', 'text', { required: true }), column('name', 'text'), column('record', 'json', { isExportOnly: true })],
  },
  {
    key: 'products',
    isInTemplate: true,
    columns: [
      column('name', 'text', { required: true }),
      choiceColumn('metal', METALS, 'metal', { required: true }),
      choiceColumn('form', ProductForm.options, 'productForm'),
      column('assay', 'assay'),
      column('moisture', 'percent'),
      choiceColumn('spotZone', ZONES, 'zone'),
      column('resaleMonths', 'number', { unit: 'months' }),
      column('mainReference', 'reference'),
      column('depthShare', 'level'),
      column('depthSlope', 'percent'),
      column('depthCap', 'percent'),
      choiceColumn('costCurrency', ForeignCurrency.options, 'currency', { path: 'costCurrency.currency' }),
      column('costCurrencyShare', 'percent', { path: 'costCurrency.share' }),
      // last, since blocks without headers are mapped by the order of the columns
      column('countryOfOrigin', 'country'),
      ...PRODUCT_ASSAY_COLUMNS,
      column('spotPrice', 'json', { isExportOnly: true }),
      ID,
    ],
  },
  {
    key: 'production',
    isInTemplate: true,
    years: { list: 'production', field: 'tonnes' },
    columns: [column('product', 'product', { required: true }), YEAR, column('tonnes', 'tonnes', { path: 'production' }), UNIT],
  },
  {
    key: 'costs',
    isInTemplate: true,
    years: { list: 'unitCost', field: 'usdPerDmt' },
    columns: [
      column('product', 'product', { required: true }),
      YEAR,
      column('usdPerDmt', 'number', { path: 'unitCost', unit: 'price' }),
      UNIT,
    ],
  },
  { key: 'groups', isInTemplate: false, columns: [column('name', 'text', { required: true }), column('why', 'text'), ID] },
  {
    key: 'buyers',
    isInTemplate: true,
    columns: [
      column('name', 'text', { required: true }),
      column('country', 'country', { required: true }),
      column('destination', 'shares'),
      choiceColumn('type', BuyerType.options, 'buyerType'),
      choiceColumn('ownership', Ownership.options, 'ownership'),
      column('parentName', 'text', { path: 'ultimateParent.name' }),
      column('parentCountry', 'country', { path: 'ultimateParent.country' }),
      column('parent', 'text', { isImportOnly: true, set: () => true }),
      column('group', 'group', { path: 'groupId' }),
      column('actsWith', 'text', { isImportOnly: true, set: () => true }),
      choiceColumn('rating', Rating.options, 'rating'),
      column('cycleSensitivity', 'number'),
      NOTE,
      ID,
    ],
  },
  { key: 'contracts', isInTemplate: true, yearlyField: 'tonnesPerYear', columns: [...CONTRACT_COLUMNS, ID] },
  {
    key: 'contractDates',
    isInTemplate: false,
    columns: [
      column('contract', 'contract', { required: true }),
      choiceColumn('kind', ContractDateKind.options, 'overview.dates.kind', { required: true, path: 'dates' }),
      column('date', 'date', { required: true, path: 'dates' }),
      column('note', 'text', { path: 'dates' }),
    ],
  },
  {
    key: 'openings',
    isInTemplate: true,
    columns: [
      column('contract', 'contract', { required: true }),
      column('asOf', 'month', { required: true, path: 'opening.asOf' }),
      column('takenTonnes', 'tonnes', { path: 'opening.takenTonnes' }),
      column('paidTonnes', 'tonnes', { path: 'opening.paidTonnes' }),
      column('paidValueUsd', 'number', { path: 'opening.paidValueUsd' }),
      column('deferredTonnes', 'tonnes', { path: 'opening.deferredTonnes' }),
    ],
  },
  {
    key: 'openingLines',
    isInTemplate: true,
    columns: [
      column('contract', 'contract', { required: true }),
      choiceColumn('line', OPENING_LINES, 'openingLine', { required: true, path: 'opening' }),
      column('month', 'month', { path: 'opening.*.month' }),
      column('lastMonth', 'month', { path: 'opening.*.lastMonth' }),
      column('date', 'date', { path: 'opening.*.date' }),
      column('tonnes', 'tonnes', { path: 'opening.*.tonnes' }),
      column('provisionalPaidUsd', 'number', { path: 'opening.*.provisionalPaidUsd' }),
      column('priceUsdPerDmt', 'number', { path: 'opening.*.priceUsdPerDmt' }),
      column('amountUsd', 'number', { path: 'opening.*.amountUsd' }),
    ],
  },
  {
    key: 'versions',
    isInTemplate: false,
    columns: [
      column('contract', 'contract', { required: true }),
      choiceColumn('kind', VersionKind.options, 'versions.kind', { required: true }),
      choiceColumn('side', VersionSide.options, 'versions.side', { required: true }),
      column('by', 'text'),
      column('date', 'date', { required: true }),
      NOTE,
      column('deal', 'json', { isExportOnly: true }),
      column('prepayment', 'json', { isExportOnly: true }),
      ID,
    ],
  },
  {
    key: 'tenders',
    isInTemplate: false,
    columns: [
      column('name', 'text', { required: true }),
      column('product', 'product', { required: true, path: 'productId' }),
      column('start', 'month', { required: true }),
      column('end', 'month', { required: true }),
      column('tonnesPerYear', 'tonnes', { required: true }),
      column('due', 'date', { required: true }),
      column('walkAway', 'number'),
      NOTE,
      ID,
    ],
  },
  {
    key: 'bids',
    isInTemplate: false,
    columns: [
      column('tender', 'tender', { required: true }),
      column('buyer', 'buyer', { isExportOnly: true }),
      column('contract', 'contract'),
      column('deal', 'json', { required: true, isExportOnly: true }),
    ],
  },
  { key: 'facilities', isInTemplate: true, columns: [...FACILITY_COLUMNS, ID] },
  { key: 'facilityFlows', isInTemplate: true, columns: FLOW_COLUMNS },
  { key: 'covenants', isInTemplate: true, columns: COVENANT_COLUMNS },
  { key: 'projectFinance', isInTemplate: true, columns: PROJECT_COLUMNS },
  { key: 'projectYears', isInTemplate: true, columns: PROJECT_YEAR_COLUMNS },
  { key: 'projectUses', isInTemplate: true, columns: PROJECT_USE_COLUMNS },
  { key: 'plans', isInTemplate: false, columns: [column('name', 'text', { required: true }), NOTE, column('archived', 'flag'), ID] },
  {
    key: 'planContracts',
    isInTemplate: false,
    columns: [
      column('plan', 'plan', { required: true }),
      column('contract', 'contract', { required: true }),
      column('included', 'flag'),
      column('tonnesPerYear', 'tonnes'),
      column('start', 'month'),
      column('end', 'month'),
      column('probability', 'percent'),
      column(TERMS_JSON, 'json', { path: 'terms', isExportOnly: true }),
    ],
  },
  { key: 'planFacilities', isInTemplate: false, columns: PLAN_FACILITY_COLUMNS },
  {
    key: 'limits',
    isInTemplate: true,
    columns: [
      column('name', 'text', { required: true }),
      choiceColumn('measure', MEASURES, 'measure', { required: true, path: 'measure.kind' }),
      choiceColumn('zone', DestinationZone.options, 'zone', { path: 'measure.zone' }),
      column('countries', 'countries', { path: 'measure.countries' }),
      column('financingCase', 'text', { path: 'measure.case' }),
      choiceColumn('rating', Rating.options, 'rating', { path: 'measure.rating' }),
      choiceColumn('metal', METALS, 'metal'),
      column('product', 'product', { path: 'productId' }),
      choiceColumn('denominator', LIMIT_FIELDS.denominator.options, 'denominator'),
      column('from', 'number', { required: true }),
      column('to', 'number', { required: true }),
      choiceColumn('direction', LIMIT_FIELDS.direction.options, 'direction'),
      level('warn'),
      level('breach'),
      column('owner', 'text'),
      column('why', 'text'),
      column('setOn', 'date'),
      column('order', 'number', { isExportOnly: true }),
      ID,
    ],
  },
  {
    key: 'scenarios',
    isInTemplate: false,
    columns: [
      column('name', 'text', { required: true }),
      choiceColumn('family', ScenarioFamily.options, 'family', { required: true }),
      column('startsAfterMonths', 'number'),
      NOTE,
      column('prices', 'json', { isExportOnly: true }),
      column('demand', 'json', { isExportOnly: true }),
      column('channels', 'json', { isExportOnly: true }),
      ID,
    ],
  },
  {
    key: 'decks',
    isInTemplate: false,
    columns: [column('name', 'text', { required: true }), choiceColumn('rule', DeckRule.options, 'deckRule'), column('source', 'text'), ID],
  },
  {
    key: 'workspace',
    isInTemplate: false,
    columns: [
      column('name', 'text', { required: true }),
      column('valuationDate', 'date'),
      column('discountRate', 'percent'),
      column('deck', 'deck'),
      column('plan', 'plan', { path: 'planId' }),
      column('horizonYear', 'number'),
      choiceColumn('moneyScale', MoneyScale.options, 'moneyScale'),
      choiceColumn('theme', WorkspaceSettings.unwrap().shape.theme.options, 'theme'),
      choiceColumn('language', LANGUAGES, 'language'),
      column('budget', 'budget'),
    ],
  },
  {
    key: 'prices',
    isInTemplate: true,
    months: { month: 'month', field: 'price', rowField: 'reference' },
    columns: [
      column('reference', 'reference', { required: true }),
      column('month', 'period', { required: true }),
      column('deck', 'deck'),
      column('price', 'number', { required: true, unit: 'price' }),
      column('unit', 'text', { isImportOnly: true, set: () => true }),
      column('source', 'text'),
      choiceColumn('origin', Origin.options, 'origin', { isExportOnly: true }),
    ],
  },
];

export const sheetSpec = (key: SheetKey): SheetSpec => {
  const spec = SHEETS.find((sheet) => sheet.key === key);
  if (!spec) throw new Error(`no sheet ${key}`);
  return spec;
};
