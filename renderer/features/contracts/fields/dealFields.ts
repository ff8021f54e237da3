import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { date, type FieldSpec, listed, month, months, number, oneOf, percent, words } from '../../records/index.ts';
import { DATE_KINDS, RENEWALS, STATUSES } from './choices.ts';
import type { FieldContext } from './fieldContext.ts';

/** A field of a contract by its path, an index written `*`; its unit and choices may depend on the contract. */
export type FieldMaker = (context: FieldContext, path: string) => FieldSpec;
export type FieldTable = Readonly<Record<string, FieldMaker>>;

const tonnes = (label: MessageKey): FieldSpec => number(label, { unit: text('formUnit.kdmt'), scale: 0.001, decimals: 1 });
const millions = (label: MessageKey): FieldSpec => number(label, { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 1 });

/** Fields of the contract as a whole. */
export const DEAL_FIELDS: FieldTable = {
  name: () => words('form.name'),
  code: () => words('form.code', { required: true }),
  buyerId: ({ options }) =>
    oneOf(
      'form.buyer',
      options.buyers.map(({ id, name, country }) => ({ value: id, label: name, note: country })),
    ),
  productId: ({ options }) =>
    oneOf(
      'form.product',
      options.products.map(({ id, name, metal }) => ({ value: id, label: name, note: text(`metal.${metal}`) })),
    ),
  status: () => listed('form.status', STATUSES),
  probability: () => percent('form.probability', { unit: text('formUnit.likely'), decimals: 0, step: 5 }),
  start: () => month('form.start'),
  end: () => month('form.end'),
  'renewal.kind': () => listed('form.renewal', RENEWALS),
  'renewal.months': () => months('form.renewalMonths'),
  'renewal.noticeMonths': () => months('form.notice'),
  law: () => words('form.law'),
  seat: () => words('form.seat'),
  reviewTrigger: () => words('form.reviewTrigger', { rows: 2 }),
  benchmarkFallback: () => words('form.benchmarkFallback', { rows: 2 }),
  hardship: () => words('form.hardship', { rows: 2 }),
  changeOfLaw: () => words('form.changeOfLaw', { rows: 2 }),
  'dates.*.kind': () => listed('form.dateKind', DATE_KINDS),
  'dates.*.date': () => date('form.date'),
  'dates.*.note': () => words('form.dateNote'),
  note: () => words('form.note', { rows: 4 }),
  'opening.asOf': () => month('form.asOf'),
  'opening.takenTonnes': () => tonnes('form.taken'),
  'opening.paidTonnes': () => tonnes('form.paidTonnes'),
  'opening.paidValueUsd': () => millions('form.paidValue'),
  'opening.deferredTonnes': () => tonnes('form.deferred'),
  'opening.openDeliveries.*.month': () => month('form.deliveryMonth'),
  'opening.openDeliveries.*.tonnes': () => tonnes('form.deliveredTonnes'),
  'opening.openDeliveries.*.provisionalPaidUsd': () => millions('form.provisionalReceived'),
  'opening.makeUpLots.*.tonnes': () => tonnes('form.lotTonnes'),
  'opening.makeUpLots.*.priceUsdPerDmt': () => number('form.lotPrice', { unit: componentTexts().units.usdPerDmt, decimals: 1 }),
  'opening.makeUpLots.*.lastMonth': () => month('form.lotLastMonth'),
  'opening.unpaid.*.date': () => date('form.unpaidDate'),
  'opening.unpaid.*.amountUsd': () => millions('form.unpaidUsd'),
};
