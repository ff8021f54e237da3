import type { ShareReading } from '#shared/contract/imports.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { fractionOf, shiftDecimal } from '#shared/units/percent.ts';
import { durationIn } from './amounts.ts';
import {
  lettersOnly,
  numberInText,
  type ParsedCell,
  parseAmount,
  parseDate,
  parseFlag,
  parseMonth,
  parseMonthOffset,
  parsePercent,
  parsePeriod,
  parseTonnes,
  type Reading,
} from './cellValues.ts';
import { type Column, choiceLabel, choiceWords } from './columns.ts';
import { findReferences } from './findReferences.ts';
import { parseGrade } from './grades.ts';
import { FOOTNOTE, splitHeader } from './headers.ts';
import type { ImportContext, RecordKind } from './importContext.ts';
import { isByLetterOfCredit, parsePayment } from './paymentTerms.ts';
import { isPriceUnit, priceFactor } from './priceUnits.ts';
import { CHOICE_SYNONYMS, COUNTRY_SYNONYMS, storedRating } from './valueSynonyms.ts';

/** How a mapped column is read, detected from its header and values. */
export type ColumnReading = Reading & {
  readonly shares: ShareReading;
  /** Factor of a number: 1,000 for kt. */
  readonly scale: number;
};

/** The month that a year alone stands for: a contract starts in January and ends in December. */
const YEAR_AS_MONTH: Readonly<Record<string, 1 | 12>> = { start: 1, end: 12 };

const NUMERIC_KINDS: ReadonlySet<Column['kind']> = new Set(['number', 'tonnes', 'percent', 'level', 'payment', 'monthOffset', 'grade']);

/** Maximum number of references in the message of an ambiguous name. */
const MAX_NAMED = 6;

/** Kinds of columns that name a record. */
export const RECORDS = new Set<string>(['group', 'buyer', 'product', 'contract', 'facility', 'tender', 'plan', 'deck']);

/** Parses a rating. Signs are dropped and Moody's letters are converted; a note says so. */
const parseRating = (cell: string): ParsedCell<string> | undefined => {
  // ratings of two agencies count if they are equal
  const ratings = new Set(cell.split(/\s*[/,;]\s*(?=[A-Da-d])/).map(storedRating));
  const value = ratings.size === 1 ? [...ratings][0] : storedRating(cell);
  if (value === undefined) return undefined;
  if (value === 'unrated' || value === cell.trim().toUpperCase()) return { ok: true, value };
  return { ok: true, value, note: message('imports.note.rating', { given: cell.trim(), stored: value }) };
};

/** Whether a text means a value of the closed list of a column. */
export const isChoice = (column: Column, text: string): boolean => parseChoice(column, text).ok;

const parseChoice = ({ choices }: Column, cell: string): ParsedCell<string> => {
  const rating = choices?.words === 'rating' ? parseRating(cell) : undefined;
  if (rating) return rating;
  const letters = lettersOnly(cell);
  const isMeant = (value: string): boolean =>
    [...choiceWords(choices?.words ?? '', value), ...(CHOICE_SYNONYMS[`${choices?.words}.${value}`] ?? [])].some(
      (word) => lettersOnly(word) === letters,
    );
  const choice = choices?.values.find(isMeant);
  return choice === undefined
    ? {
        ok: false,
        rule: 'notInList',
        limit: { list: (choices?.values ?? []).map((value) => choiceLabel(choices?.words ?? '', value)), by: 'serial' },
      }
    : { ok: true, value: choice };
};

/** Parses a price basis. The name of a reference instead ("LME Copper") means the usual basis of the product. */
const parseBasis = (column: Column, cell: string, { references }: ImportContext): ParsedCell<string | undefined> => {
  const choice = parseChoice(column, cell);
  if (choice.ok || findReferences(cell, references).length === 0) return choice;
  return { ok: true, value: undefined, note: message('imports.note.basis', { given: cell.trim() }) };
};

const chineseRegionNames = new Intl.DisplayNames(['zh-CN'], { type: 'region', style: 'short', fallback: 'none' });
const chineseCountryName = (code: string): string | undefined => (/^[A-Z]{2}$/.test(code) ? chineseRegionNames.of(code) : undefined);

const parseCountry = (cell: string, { countries }: ImportContext): ParsedCell<string> => {
  const letters = lettersOnly(cell);
  const synonymCode = COUNTRY_SYNONYMS.get(letters);
  const country = countries.find(
    ({ code, name }) =>
      code === cell.trim().toUpperCase() || lettersOnly(name) === letters || code === synonymCode || chineseCountryName(code) === letters,
  );
  return country ? { ok: true, value: country.code } : { ok: false, rule: 'noSuchCountry', limit: cell };
};

/** Words for destinations that are not known. */
const UNKNOWN_PLACE = /^(?:various|several|multiple|unknown|open|worldwide|global|多国|不定|未定)$/i;

/** Parses shares by country: "CN 60 %; KR 40 %", "Korea 50% / Japan 50%", or a single country for 100 %. */
const parseShares = (cell: string, reading: Reading, context: ImportContext): ParsedCell<readonly { country: string; share: number }[]> => {
  const shares: { country: string; share: number }[] = [];
  if (UNKNOWN_PLACE.test(cell.trim())) return { ok: true, value: shares };
  const withSigns = cell.replaceAll('\uff05', '%').replaceAll('；', ';');
  // shares of several places may have no sign: "China 70 / Korea 30"
  const bareParts = withSigns.split(/[;,/+\n]/).map((part) => /^(.*\D)\s+(\d{1,2})\s*$/.exec(part));
  const areBare = bareParts.length > 1 && sumBy(bareParts, (part) => Number(part?.[2] ?? Number.NaN)) === 100;
  const text = areBare ? bareParts.map((part) => `${part?.[1]} ${part?.[2]} %`).join(';') : withSigns;
  for (const part of text.split(/[;\n]|(?<=%)\s*[,/+]/).filter((partText) => partText.trim() !== '')) {
    const [, place = part, percent] = /^(.*?)\s+([\d.,]+(?:e-?\d+)?)\s*%\s*$/.exec(part.trim()) ?? [];
    const country = parseCountry(place, context);
    if (!country.ok) return country;
    const amount = percent === undefined ? undefined : numberInText(percent, reading);
    if (percent !== undefined && amount === undefined) return { ok: false, rule: 'notANumber' };
    shares.push({ country: country.value, share: amount === undefined ? 1 : fractionOf(amount) });
  }
  return { ok: true, value: shares };
};

const ASSAY_UNIT = String.raw`\s*(?<unit>%|g\/t|ppm)?`;
const ASSAY_AMOUNT = String.raw`(?<amount>[\d.,]+(?:e-?\d+)?)`;
const ASSAY_ELEMENT = '(?<element>[A-Z][A-Za-z0-9]{0,7})';
/** A content with its element first or last: "Cu 26 %", "62% Fe". */
const CONTENTS = [
  new RegExp(String.raw`^${ASSAY_ELEMENT}\s*[:= ]\s*${ASSAY_AMOUNT}${ASSAY_UNIT}$`),
  new RegExp(String.raw`^${ASSAY_AMOUNT}${ASSAY_UNIT}\s+${ASSAY_ELEMENT}$`),
];

/** Parses an assay, "Cu 26 %; Au 3.2 g/t; As 0.2 %" or "62% Fe, 3% SiO2", as fractions. A gram per tonne is a millionth. */
const parseAssay = (cell: string, reading: Reading): ParsedCell<Record<string, number>> => {
  const assay: Record<string, number> = {};
  // a decimal comma is followed by a digit
  for (const part of cell.split(/[;\n]|,\s+|,(?=[A-Z])/).filter((text) => text.trim() !== '')) {
    const { element, amount: amountText, unit } = CONTENTS.map((content) => content.exec(part.trim())?.groups).find(Boolean) ?? {};
    const amount = numberInText(amountText ?? '', reading);
    if (element === undefined || amount === undefined) return { ok: false, rule: 'notAnAssay', limit: part.trim() };
    assay[element] = unit === '%' ? fractionOf(amount) : unit === undefined ? Number(amount) : Number(shiftDecimal(amount, -6));
  }
  return { ok: true, value: assay };
};

const parseBudget = (cell: string): ParsedCell<readonly { year: number; usd: number }[]> => {
  const years = cell
    .split(/[;\n]/)
    .filter((text) => text.trim() !== '')
    .map((part) => /^\s*(\d{4})\s*[:=]\s*([\d.e+]+)\s*$/i.exec(part));
  if (years.some((year) => year === null)) return { ok: false, rule: 'wrongFormat' };
  return { ok: true, value: years.map((year) => ({ year: Number(year?.[1]), usd: Number(year?.[2]) })) };
};

const MAX_GROUP_NAME = 200;

const parseRecord = (kind: RecordKind, cell: string, context: ImportContext): ParsedCell<string> => {
  const [entry, otherEntry] = context.find(kind, cell);
  if (!entry && kind === 'group') {
    const groupNames = cell.split(/[;,/|+\n]/).filter((name) => context.find(kind, name).length > 0);
    const parts = cell.split(/[;|\n]/).filter((name) => name.trim() !== '');
    if (groupNames.length > 1 || parts.length > 1) return { ok: false, rule: 'severalGroups', limit: cell };
    if (cell.trim().length > MAX_GROUP_NAME) return { ok: false, rule: 'tooLong', limit: MAX_GROUP_NAME };
    if (context.addGroup) return { ok: true, value: context.addGroup(cell.trim()).id };
  }
  if (otherEntry) return { ok: false, rule: 'ambiguous', limit: cell };
  return entry ? { ok: true, value: entry.id } : { ok: false, rule: 'notHere', limit: cell };
};

/** Parses several names of one kind: "C-014; C-020". */
const parseList = (cell: string, parse: (name: string) => ParsedCell<string>): ParsedCell<readonly string[]> => {
  const values: string[] = [];
  for (const name of cell.split(/[;\n]/).filter((part) => part.trim() !== '')) {
    const value = parse(name.trim());
    if (!value.ok) return value;
    values.push(value.value);
  }
  return { ok: true, value: values };
};

/** The price for delivery in three months, which the references of the exchange price for cash stand for. */
const THREE_MONTHS = /\b(?:3\s?-?m(?:onths?)?|three[\s-]months?)\b|三个?月/iu;

/** Parses the name of a reference. Of several, those in the unit after the name and of the metal of the row's product count. */
const parseReference = (cell: string, references: readonly Reference[], metal: Metal | undefined): ParsedCell<string> => {
  const { unit } = splitHeader(cell);
  const narrowed = (matches: readonly Reference[], fits: (reference: Reference) => boolean): readonly Reference[] => {
    const fittingReferences = matches.filter(fits);
    return matches.length > 1 && fittingReferences.length > 0 ? fittingReferences : matches;
  };
  const inUnit = narrowed(findReferences(cell, references), (match) => isPriceUnit(unit) && priceFactor(unit, match.unit) !== undefined);
  const [reference, ...otherReferences] = narrowed(inUnit, (match) => match.metal === metal);
  if (!reference && THREE_MONTHS.test(cell)) {
    const cashReference = parseReference(cell.replace(THREE_MONTHS, ' '), references, metal);
    const name = cashReference.ok && references.find(({ code }) => code === cashReference.value)?.name;
    if (!name) return cashReference;
    return { ...cashReference, note: message('imports.note.threeMonths', { given: cell.trim(), stored: { shipped: name } }) };
  }
  if (!reference) return { ok: false, rule: 'noSuchReference', limit: cell };
  if (otherReferences.length > 0) {
    const list = [reference, ...otherReferences].slice(0, MAX_NAMED).map(({ name }) => ({ shipped: name }));
    return { ok: false, rule: 'severalReferences', limit: { list, by: 'serial' } };
  }
  return { ok: true, value: reference.code };
};

/** Terms of delivery whose place is the port of loading; the place of all others is the port of discharge. */
const TERMS_AT_LOADING: ReadonlySet<string> = new Set(['FOB', 'FCA', 'EXW']);

/** The edition of the rules after a term: "CIF (Incoterms 2020)". */
const INCOTERMS_EDITION = /[\s,(]*\b(?:ICC\s+)?incoterms?®?\s*(?:\d{4})?\s*\)?\s*$/i;

/** Parses a term of delivery, with its port as an implied value: "CIF Qingdao", "FOB (Callao)". */
const parseIncoterm = (column: Column, cell: string): ParsedCell<string> => {
  const [, term = cell, rawPlace = ''] = /^\s*([A-Za-z]{3})\b[\s,:(-]*(.*?)[)\s]*$/.exec(cell.replace(INCOTERMS_EDITION, '')) ?? [];
  // free out, liner out: who pays for unloading is no part of the port
  const place = rawPlace.replace(/^(?:FO|LO|FIO)\s+/, '');
  const choice = parseChoice(column, term);
  if (!choice.ok || place === '') return choice;
  return { ...choice, implied: [{ field: TERMS_AT_LOADING.has(choice.value) ? 'loadPort' : 'destinationPort', value: place }] };
};

/** Parses whether payment is by letter of credit: yes or no, or a means of payment such as "L/C" or "CAD". */
const parseLetterOfCredit = (cell: string | number | boolean): ParsedCell<boolean> => {
  const flag = parseFlag(cell);
  const value = flag.ok ? flag.value : isByLetterOfCredit(String(cell));
  return value === undefined ? flag : { ok: true, value };
};

/** Parses a status, with its probability as an implied value: "Prospect (50%)". */
const parseStatus = (column: Column, cell: string): ParsedCell<string> => {
  const [, status = cell, percent] = /^(.*?)\s*[(（]\s*(\d{1,3})\s*%\s*[)）]\s*$/.exec(cell) ?? [];
  const choice = parseChoice(column, status);
  return choice.ok && percent !== undefined ? { ...choice, implied: [{ field: 'probability', value: fractionOf(percent) }] } : choice;
};

/** Parses a tolerance, with its holder as an implied value: "+/-10 % in buyer's option". */
const parseTolerance = (cell: string | number | boolean, reading: ColumnReading): ParsedCell<number> => {
  const [, share = '', buyer, seller] = /^(.*?)[\s,;(]*(?:(?:in|at)\s+)?(?:(buyer|买方)|(seller|卖方)).*$/iu.exec(String(cell)) ?? [];
  const holder = buyer === undefined ? (seller === undefined ? undefined : 'seller') : 'buyer';
  const parsedShare = parsePercent(holder === undefined ? cell : share, reading, reading.shares);
  return parsedShare.ok && holder !== undefined ? { ...parsedShare, implied: [{ field: 'toleranceOption', value: holder }] } : parsedShare;
};

/** Two periods of a term: "Jan-27 to Dec-29", "2027-2030". */
const TERM_RANGES = [/^(.+?)\s*(?:\bto\b|\buntil\b|[\u2013\u2014至]|\s-\s)\s*(.+)$/iu, /^(\d{4})\s*[-/]\s*(\d{4})$/];

/** Parses the length of a contract in years, or its first and last month as implied values. */
const parseTerm = (cell: string | number | boolean, reading: ColumnReading): ParsedCell<number | undefined> => {
  const range = TERM_RANGES.map((pattern) => pattern.exec(String(cell).trim())).find((match) => match !== null);
  const [first, last] = [range?.[1], range?.[2]].map((text) => (text === undefined ? undefined : parsePeriod(text, reading)));
  if (!first?.ok || !last?.ok) return parseAmount(cell, reading, 'years');
  const [start, end] = [first.value[0]!, last.value.at(-1)!];
  return {
    ok: true,
    value: undefined,
    implied: [
      { field: 'start', value: start },
      { field: 'end', value: end },
    ],
  };
};

/** Parses a month. A start in a year, half-year or quarter is its first month, an end its last. An end may be a term: "3 years". */
const parseEndOfPeriod = ({ key }: Column, cell: string | number | boolean, reading: Reading): ParsedCell<number | undefined> => {
  const month = parseMonth(cell, reading, YEAR_AS_MONTH[key]);
  if (month.ok || YEAR_AS_MONTH[key] === undefined) return month;
  const period = parsePeriod(cell, reading);
  const value = period.ok ? period.value.at(YEAR_AS_MONTH[key] === 1 ? 0 : -1) : undefined;
  if (value !== undefined) return { ok: true, value };
  const term = key === 'end' && durationIn(String(cell)) !== undefined ? parseAmount(cell, { ...reading, scale: 1 }, 'years') : month;
  return term.ok ? { ok: true, value: undefined, implied: [{ field: 'termYears', value: term.value }] } : month;
};

const parseJson = (cell: string): ParsedCell<unknown> => {
  try {
    return { ok: true, value: JSON.parse(cell) };
  } catch {
    return { ok: false, rule: 'wrongFormat' };
  }
};

/** Parses a cell into the value of its field. The schema of the record is checked later. `metal` is that of the row's product. */
export const parseCell = (
  column: Column,
  givenCell: string | number | boolean,
  reading: ColumnReading,
  context: ImportContext,
  metal?: Metal,
): ParsedCell<unknown> => {
  const cell = typeof givenCell === 'string' && NUMERIC_KINDS.has(column.kind) ? givenCell.replace(FOOTNOTE, '') : givenCell;
  const cellText = String(cell);
  switch (column.kind) {
    case 'number':
      if (column.key === 'termYears') return parseTerm(cell, reading);
      return parseAmount(cell, reading, column.unit);
    case 'tonnes':
      return parseTonnes(cell, reading);
    case 'payment':
      return parsePayment(cell, reading);
    case 'percent':
      return column.key === 'tolerance' ? parseTolerance(cell, reading) : parsePercent(cell, reading, reading.shares);
    case 'level':
      return parsePercent(cell, reading, 'fractions');
    case 'month':
      return parseEndOfPeriod(column, cell, reading);
    case 'period':
      return parsePeriod(cell, reading);
    case 'monthOffset':
      return parseMonthOffset(cell, reading);
    case 'date':
      return parseDate(cell, reading);
    case 'flag':
      return column.key === 'letterOfCredit' ? parseLetterOfCredit(cell) : parseFlag(cell);
    case 'choice':
      if (column.key === 'incoterm') return parseIncoterm(column, cellText);
      if (column.key === 'status') return parseStatus(column, cellText);
      return column.key === 'basis' ? parseBasis(column, cellText, context) : parseChoice(column, cellText);
    case 'shares':
      return parseShares(cellText, reading, context);
    case 'assay':
      return parseAssay(cellText, reading);
    case 'grade':
      return parseGrade(cell, reading);
    case 'budget':
      return parseBudget(cellText);
    case 'country':
      return parseCountry(cellText, context);
    case 'contracts':
      return parseList(cellText, (name) => parseRecord('contract', name, context));
    case 'countries':
      return parseList(cellText, (name) => parseCountry(name, context));
    case 'reference':
      return parseReference(cellText, context.references, metal);
    case 'json':
      return parseJson(cellText);
    case 'text':
    case 'id':
      return { ok: true, value: cellText };
    default:
      return parseRecord(column.kind, cellText, context);
  }
};
