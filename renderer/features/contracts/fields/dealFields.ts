import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import type { PathPattern } from '../../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../../editing/fields/fieldSpec.ts';
import {
  choiceSpec,
  dateSpec,
  enumSpec,
  monthSpec,
  monthsSpec,
  numberSpec,
  percentSpec,
  textSpec,
  withTerm,
} from '../../../editing/fields/specs.ts';
import { DATE_KINDS, RENEWALS, STATUSES } from './choiceLabels.ts';
import type { FieldContext } from './fieldContext.ts';

/** A field of a contract by its path, an index written `*`; its unit and choices may depend on the contract. */
export type FieldMaker = (context: FieldContext, path: string) => FieldSpec;
export type FieldTable = Readonly<Partial<Record<PathPattern<OfftakeContract>, FieldMaker>>>;

const tonnesSpec = (label: MessageKey): FieldSpec => numberSpec(label, { unit: text('formUnit.kdmt'), scale: 0.001, decimals: 1 });
const millionsSpec = (label: MessageKey): FieldSpec => numberSpec(label, { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 1 });

/** Fields that the contracts table edits too. */
export const statusField = (): FieldSpec => enumSpec('form.status', STATUSES);
export const probabilityField = (): FieldSpec => percentSpec('form.probability', { decimals: 0, step: 5 });
export const endField = (): FieldSpec => monthSpec('form.end');

/** Fields of the contract as a whole. */
export const DEAL_FIELDS: FieldTable = {
  name: () => textSpec('form.name'),
  code: () => textSpec('form.code', { required: true }),
  buyerId: ({ options }) =>
    choiceSpec(
      'form.buyer',
      options.buyers.map(({ id, name, country }) => ({ value: id, label: name, note: country })),
    ),
  productId: ({ options }) =>
    choiceSpec(
      'form.product',
      options.products.map(({ id, name, metal }) => ({ value: id, label: name, note: text(`metal.${metal}`) })),
    ),
  status: statusField,
  probability: probabilityField,
  start: () => monthSpec('form.start'),
  end: endField,
  'renewal.kind': () => withTerm(enumSpec('form.renewal', RENEWALS), 'evergreen'),
  'renewal.months': () => monthsSpec('form.renewalMonths'),
  'renewal.noticeMonths': () => monthsSpec('form.notice'),
  deliveryPriority: () => withTerm(numberSpec('form.deliveryPriority', { required: false }), 'deliveryPriority'),
  damagesShare: () => withTerm(percentSpec('form.damagesShare', { required: false }), 'damages'),
  law: () => textSpec('form.law'),
  seat: () => textSpec('form.seat'),
  reviewTrigger: () => withTerm(textSpec('form.reviewTrigger', { rows: 2 }), 'priceReview'),
  benchmarkFallback: () => withTerm(textSpec('form.benchmarkFallback', { rows: 2 }), 'benchmark'),
  hardship: () => withTerm(textSpec('form.hardship', { rows: 2 }), 'hardship'),
  changeOfLaw: () => withTerm(textSpec('form.changeOfLaw', { rows: 2 }), 'changeOfLaw'),
  'dates.*.kind': () => enumSpec('form.dateKind', DATE_KINDS),
  'dates.*.date': () => dateSpec('form.date'),
  'dates.*.note': () => textSpec('form.dateNote'),
  note: () => textSpec('form.note', { rows: 4 }),
  'opening.asOf': () => monthSpec('form.asOf'),
  'opening.takenTonnes': () => tonnesSpec('form.taken'),
  'opening.paidTonnes': () => tonnesSpec('form.paidTonnes'),
  'opening.paidValueUsd': () => millionsSpec('form.paidValue'),
  'opening.deferredTonnes': () => tonnesSpec('form.deferred'),
  'opening.openDeliveries.*.month': () => monthSpec('form.deliveryMonth'),
  'opening.openDeliveries.*.tonnes': () => tonnesSpec('form.deliveredTonnes'),
  'opening.openDeliveries.*.provisionalPaidUsd': () => millionsSpec('form.provisionalReceived'),
  'opening.makeUpLots.*.tonnes': () => tonnesSpec('form.lotTonnes'),
  'opening.makeUpLots.*.priceUsdPerDmt': () => numberSpec('form.lotPrice', { unit: componentTexts().units.usdPerDmt, decimals: 1 }),
  'opening.makeUpLots.*.lastMonth': () => monthSpec('form.lotLastMonth'),
  'opening.unpaid.*.date': () => dateSpec('form.unpaidDate'),
  'opening.unpaid.*.amountUsd': () => millionsSpec('form.unpaidUsd'),
};
