import { message } from '#shared/messages/text.ts';
import { fractionOf } from '#shared/units/percent.ts';
import { durationFactor, durationIn } from './amounts.ts';
import { type ImpliedValue, numberInText, type ParsedCell, parseNumber, type Reading } from './cellValues.ts';

const LETTER_OF_CREDIT = /(?<![a-z])l\.?\s?\/?c\.?(?![a-z])|letters? of credit|信用证/iu;
/** Payment without a letter of credit: against documents, by transfer, on open account. */
const NO_LETTER_OF_CREDIT =
  /(?<![a-z])(?:cad|d\/?p|d\/?a|t\/?t)(?![a-z])|against documents|documents against|wire|transfer|open account|电汇|托收|付款交单|赊销/iu;
/** Payment on presentation of the documents. */
const AT_SIGHT =
  /(?<![a-z])(?:cad|d\/?p|prompt)(?![a-z])|sight|against documents|documents against payment|on presentation|即期|付款交单/iu;
const DURATION = /(\d+(?:\.\d+)?)\s*(?:calendar |banking |business |working )?(days?|d\b|months?|mths?|个?月|天|日)/giu;
/** Days without their unit: "net 30", "L/C 90". */
const BARE_DAYS = /(?:net|l\/?c|t\/?t|d\/?a)\s*(\d{2,3})(?![\d%])/iu;
const PROVISIONAL =
  /(\d+(?:[.,]\d+)?)\s*%\s*(?:provisional|prov\b|on account)|(?:provisional|临时付款|预结算)\D{0,12}?(\d+(?:[.,]\d+)?)\s*%/iu;
const PREPAYMENT = /pre-?\s?pa(?:id|y)|in advance|advance payment|down ?payment|deposit|预付/iu;

/** Whether a text names a letter of credit, or another means of payment; undefined if it names none. */
export const isByLetterOfCredit = (text: string): boolean | undefined => {
  if (LETTER_OF_CREDIT.test(text)) return true;
  return NO_LETTER_OF_CREDIT.test(text) ? false : undefined;
};

/** The longest payment in months; a larger number is of days. */
const MAX_MONTHS = 12;

/** Months of whole days or months, with a remark if they are rounded or were days without saying so. */
const wholeMonths = (cell: string | number | boolean, months: number, isUnitGiven: boolean): ParsedCell<number> => {
  const value = Math.round(months);
  if (value === months && isUnitGiven) return { ok: true, value };
  return { ok: true, value, note: message('imports.note.paymentDays', { given: String(cell).trim(), months: { value, unit: 'count' } }) };
};

/**
 * Parses terms of payment as months, with the letter of credit and the provisional share that they name: "L/C 90 days", "CAD", "net 30",
 * "90% provisional, 2 months". A number above twelve is of days. A prepayment is a facility, not a term of payment: a note says so.
 */
export const parsePayment = (
  cell: string | number | boolean,
  reading: Reading & { readonly scale: number },
): ParsedCell<number | undefined> => {
  const number = parseNumber(cell, reading);
  if (number.ok) {
    const isDays = reading.scale === 1 && number.value > MAX_MONTHS;
    return wholeMonths(cell, number.value * (isDays ? durationFactor('days', 'months') : reading.scale), !isDays);
  }
  const text = String(cell);
  const isPrepaid = PREPAYMENT.test(text);
  const letterOfCredit = isByLetterOfCredit(text);
  const provisional = PROVISIONAL.exec(text);
  const provisionalShare = numberInText(provisional?.[1] ?? provisional?.[2] ?? '', reading);
  const durations = [...text.matchAll(DURATION)].map(([, count, unit]) => Number(count) * durationFactor(durationIn(unit!)!, 'months'));
  const bareDays = BARE_DAYS.exec(text)?.[1];
  if (durations.length === 0 && bareDays !== undefined) durations.push(Number(bareDays) * durationFactor('days', 'months'));
  // several durations are those of several payments, of which one is stored
  if (new Set(durations).size > 1) return { ok: false, rule: 'notPaymentTerms' };
  const months = durations[0] ?? (AT_SIGHT.test(text) ? 0 : undefined);
  if (months === undefined && letterOfCredit === undefined && provisionalShare === undefined && !isPrepaid)
    return { ok: false, rule: 'notPaymentTerms' };
  const impliedValues: ImpliedValue[] = [
    ...(letterOfCredit === undefined ? [] : [{ field: 'letterOfCredit', value: letterOfCredit }]),
    ...(provisionalShare === undefined ? [] : [{ field: 'provisionalShare', value: fractionOf(provisionalShare) }]),
  ];
  const parsedMonths = months === undefined ? { ok: true as const, value: undefined } : wholeMonths(cell, months, true);
  return {
    ...parsedMonths,
    ...(isPrepaid ? { note: message('imports.note.prepayment', { given: text.trim() }) } : {}),
    ...(impliedValues.length > 0 ? { implied: impliedValues } : {}),
  };
};
