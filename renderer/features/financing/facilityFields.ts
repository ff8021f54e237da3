import type { Facility, FacilityRate, FacilityRepayment } from '#shared/domain/financing.ts';
import { firstDrawMonth } from '#shared/domain/financing.ts';
import { yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { at, type Edit, pathTo, patternOf, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, choicesOf, enumSpec, monthSpec, monthsSpec, numberSpec, percentSpec, textSpec } from '../../editing/fields/specs.ts';

export const FACILITY = rootOf<Facility>();
export const RATE_KIND = at(FACILITY, 'rate', 'kind');
export const STYLE = at(FACILITY, 'repayment', 'style');

/** Terms of a newly chosen kind of rate or repayment: default assumptions. */
const NEW_RATE = 0.08;
const NEW_BASE = 0.04;
const NEW_MARGIN = 0.04;
const NEW_TARGET = 1.3;
const NEW_SHARE = 0.1;

const millionUsd = (label: Parameters<typeof numberSpec>[0]) =>
  numberSpec(label, { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 2 });
const optionalRatio = (label: Parameters<typeof numberSpec>[0]) => numberSpec(label, { decimals: 2, step: 0.05, required: false });
const yearlyRate = (label: Parameters<typeof numberSpec>[0], isRequired = true) =>
  percentSpec(label, { unit: text('formUnit.percentAYear'), decimals: 2, step: 0.1, required: isRequired });

const STYLES = {
  bullet: 'financing.style.bullet',
  linear: 'financing.style.linear',
  level: 'financing.style.level',
  equalParts: 'financing.style.equalParts',
  sculpted: 'financing.style.sculpted',
  schedule: 'financing.style.schedule',
  perTonne: 'financing.style.perTonne',
  shareOfInvoice: 'financing.style.shareOfInvoice',
} as const satisfies Record<FacilityRepayment['style'], string>;

/** The part of a facility on which its fields depend. */
type FieldsOf = Pick<Facility, 'kind'>;

/** The choices of the repayment; only loans can be sculpted. */
const styleChoices = ({ kind }: FieldsOf) => choicesOf(STYLES).filter(({ value }) => kind === 'loan' || value !== 'sculpted');

const FIELDS: Readonly<Record<string, (facility: FieldsOf) => FieldSpec>> = {
  name: () => textSpec('financing.field.name', { required: true }),
  lender: () => textSpec('financing.field.lender'),
  rank: () => numberSpec('financing.field.rank', {}),
  commitment: () => millionUsd('financing.field.commitment'),
  'draws.*.month': () => monthSpec('financing.field.drawMonth'),
  'draws.*.amount': () => millionUsd('financing.field.drawAmount'),
  'opening.start': () => monthSpec('financing.field.openingStart'),
  'opening.balance': () => millionUsd('financing.field.openingBalance'),
  'opening.reserve': () => millionUsd('financing.field.openingReserve'),
  'opening.arrears': () => millionUsd('financing.field.openingArrears'),
  'otherFees.*.month': () => monthSpec('financing.field.otherFee'),
  'otherFees.*.amount': () => millionUsd('financing.field.otherFeeAmount'),
  upfrontFee: () => percentSpec('financing.field.upfrontFee', { unit: text('financing.ofCommitment'), decimals: 2, step: 0.1 }),
  commitmentFee: () => yearlyRate('financing.field.commitmentFee'),
  'rate.kind': () => enumSpec('financing.field.rateKind', { fixed: 'financing.rate.fixed', floating: 'financing.rate.floating' }),
  'rate.rate': () => yearlyRate('financing.field.rate'),
  'rate.floor': () => yearlyRate('financing.field.floor', false),
  'rate.margin.*': () => yearlyRate('financing.field.margin'),
  'rate.base.*.rate': () => yearlyRate('financing.field.base'),
  dayCount: () =>
    enumSpec('financing.field.dayCount', {
      '30/360': 'financing.dayCount.30/360',
      'actual/360': 'financing.dayCount.actual/360',
      'actual/365': 'financing.dayCount.actual/365',
    }),
  firstRepayment: () => monthSpec('financing.field.firstRepayment'),
  finalMaturity: () => monthSpec('financing.field.finalMaturity'),
  graceInterest: () =>
    enumSpec('financing.field.graceInterest', { paid: 'financing.grace.paid', capitalised: 'financing.grace.capitalised' }),
  'repayment.style': (facility) => choiceSpec('financing.field.style', styleChoices(facility)),
  'repayment.targetDscr': () => numberSpec('financing.field.targetDscr', { decimals: 2, step: 0.05 }),
  'repayment.shares': () => ({
    kind: 'series',
    label: text('financing.field.shares'),
    required: true,
    unit: text('formUnit.percent'),
    scale: 100,
    decimals: 2,
  }),
  'repayment.usdPerTonne': () => numberSpec('financing.field.usdPerTonne', { unit: text('financing.usdPerDmt'), decimals: 2 }),
  'repayment.share': () => percentSpec('financing.field.share', { unit: text('financing.ofInvoice'), step: 1 }),
  earlyEndShare: () => percentSpec('financing.field.earlyEndShare', { unit: text('financing.ofBalance'), step: 5 }),
  sweepShare: () => percentSpec('financing.field.sweepShare', { unit: text('financing.ofCashLeft'), step: 5 }),
  dsraMonths: () => monthsSpec('financing.field.dsraMonths'),
  'covenants.lockUpDscr': () => optionalRatio('financing.covenant.lockUpDscr'),
  'covenants.defaultDscr': () => optionalRatio('financing.covenant.defaultDscr'),
  'covenants.minLlcr': () => optionalRatio('financing.covenant.minLlcr'),
  'covenants.minPlcr': () => optionalRatio('financing.covenant.minPlcr'),
  note: () => textSpec('financing.field.note', { rows: 2 }),
};

/** The field at a path of a facility; undefined where the form has none. */
export const facilityField = (path: string, facility: FieldsOf): FieldSpec | undefined => FIELDS[patternOf(path)]?.(facility);

/** The facility's years, from the first draw to the maturity. */
export const facilityYears = (facility: Facility): readonly number[] => {
  const first = yearOf(firstDrawMonth(facility) ?? facility.firstRepayment);
  return Array.from({ length: Math.max(1, yearOf(facility.finalMaturity) - first + 1) }, (_, i) => first + i);
};

const newRate = (kind: FacilityRate['kind'], facility: Facility): FacilityRate =>
  kind === 'fixed'
    ? { kind, rate: NEW_RATE }
    : { kind, base: facilityYears(facility).map((year) => ({ year, rate: NEW_BASE })), margin: [NEW_MARGIN] };

const newRepayment = (style: FacilityRepayment['style'], facility: Facility): FacilityRepayment => {
  switch (style) {
    case 'sculpted':
      return { style, targetDscr: NEW_TARGET };
    case 'perTonne':
      return { style, usdPerTonne: 0 };
    case 'shareOfInvoice':
      return { style, share: NEW_SHARE };
    case 'schedule': {
      const count = Math.max(1, Math.floor((facility.finalMaturity - facility.firstRepayment) / facility.periodMonths) + 1);
      return { style, shares: Array.from({ length: count }, () => 1 / count) };
    }
    default:
      return { style };
  }
};

/** The base rates of years that are missing up to the maturity, at the last rate entered. */
const fillBase = (facility: Facility): readonly Edit[] => {
  const { rate } = facility;
  if (rate.kind === 'fixed') return [];
  const lastEntry = rate.base.at(-1)!;
  const missingYears = facilityYears(facility).filter((year) => year > lastEntry.year);
  if (missingYears.length === 0) return [];
  return [set(pathTo<typeof rate.base>('rate.base'), [...rate.base, ...missingYears.map((year) => ({ year, rate: lastEntry.rate }))])];
};

/** The edits that follow from an edit of one field: another kind of rate or repayment has other fields; a single draw is the whole amount. */
export const facilityRules = (facility: Facility, edit: Edit): readonly Edit[] => {
  const { draws, commitment, rate, repayment } = facility;
  if (edit.path === RATE_KIND && edit.value !== rate.kind)
    return [set(at(FACILITY, 'rate'), newRate(edit.value as FacilityRate['kind'], facility))];
  if (edit.path === STYLE && edit.value !== repayment.style)
    return [set(at(FACILITY, 'repayment'), newRepayment(edit.value as FacilityRepayment['style'], facility))];
  if (edit.path === 'finalMaturity' && typeof edit.value === 'number')
    return [edit, ...fillBase({ ...facility, finalMaturity: edit.value })];
  const isWholeDraw = draws.length === 1 && draws[0]!.amount === commitment;
  if (edit.path === 'commitment' && typeof edit.value === 'number' && isWholeDraw)
    return [edit, set(pathTo<number>('draws.0.amount'), edit.value)];
  return [edit];
};
