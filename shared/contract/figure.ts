import { z } from 'zod';
import { ColumnIdentity, FigureIdentity } from '../domain/figureIdentity.ts';
import { LimitState } from '../domain/limit.ts';
import { Origin } from '../domain/origin.ts';
import { Month, Year } from '../domain/time.ts';

/** Units of figures, whose names are in shared/messages. Fractions are shown as per cent. */
export const FigureUnit = z.enum([
  'fraction',
  'points',
  'usd',
  'usdPerYear',
  'usdPerDmt',
  'usdPerT',
  'usdPerWmt',
  'usdPerDmtu',
  'usdPerToz',
  'centsPerLb',
  'gramsPerT',
  'cnyPerT',
  'eurPerT',
  'audPerT',
  'cnyPerUsd',
  'eurPerUsd',
  'audPerUsd',
  'dmt',
  'dmtPerYear',
  'months',
  'years',
  'count',
  'ratio',
  'index',
  'year',
  'month',
  'date',
  'text',
]);
export type FigureUnit = z.infer<typeof FigureUnit>;

/** An amount in a text: a Figure without its explanation. `value` is a number in base units, or an ISO date, by `unit`. */
export const Amount = z
  .object({
    value: z.union([z.number().finite(), z.string().max(5000)]),
    unit: FigureUnit,
    /** For money, the decimals at millions; 0 by default. */
    decimals: z.number().int().min(0).max(8).optional(),
    sign: z.boolean().optional(),
    /** Only the number, if a column header or an axis shows the unit. */
    withoutUnit: z.literal(true).optional(),
    /** A month or a date without its year, if a column header or an axis shows the year. */
    withoutYear: z.literal(true).optional(),
  })
  .readonly();
export type Amount = z.infer<typeof Amount>;

/** Separator of a list; the locale determines its characters. `and` is for a list inside a sentence: “arsenic, bismuth and lead”. */
export const ListSeparator = z.enum(['and', 'serial', 'comma', 'semicolon', 'colon', 'sentence', 'space', 'line']);
export type ListSeparator = z.infer<typeof ListSeparator>;

/** A key of shared/messages with its values. Use cases return keys; pages and documents write the text. */
export type Message = {
  readonly key: string;
  readonly values?: Readonly<Record<string, MessageValue>> | undefined;
  /** Whether the text is inside a sentence, so that its first letter is small in English. */
  readonly form?: 'inSentence' | undefined;
};

/** A text that shared/presentation writes in the current language and money scale. */
export type Label =
  | Message
  | Amount
  /** A country: its code, and the workspace's name if the language has none. */
  | { readonly country: string; readonly name: string }
  /** A proper name or a code: the same in every language. */
  | { readonly name: string }
  /**
   * A text of the data that ships with Orebook, as stored: a message key with values, or a user's own text. `withoutMetal` and
   * `metalLast` write the name of a reference inside a sentence: "Copper, LME cash" as "LME cash" or "LME cash (copper)"; `inSentence` writes a
   * text that ships small in English, and a user's own as it is.
   */
  | { readonly shipped: string; readonly form?: 'withoutMetal' | 'metalLast' | 'inSentence' | undefined }
  /** The unit of a kind of amount as it is shown: "m USD", "kdmt". */
  | { readonly unitOf: FigureUnit }
  /** A calendar year inside a sentence; one of which only some months count is named by these. */
  | { readonly calendarYear: Year; readonly countedMonths?: { readonly from: Month; readonly to: Month } | undefined }
  | { readonly list: readonly MessageValue[]; readonly by: ListSeparator };

/** The value of a slot of a message: a Label, a proper name or code, or a plain number (a count, a year). */
export type MessageValue = Label | string | number;

export const Message: z.ZodType<Message> = z.lazy(() =>
  z
    .object({
      key: z.string().max(120),
      values: z.record(z.string(), MessageValue).optional(),
      form: z.literal('inSentence').optional(),
    })
    .readonly(),
);

export const Label: z.ZodType<Label> = z.lazy(() =>
  z.union([
    Message,
    Amount,
    // before the name alone, which would match and drop the code
    z.object({ country: z.string().max(10), name: z.string().max(5000) }).readonly(),
    z.object({ name: z.string().max(5000) }).readonly(),
    z.object({ shipped: z.string().max(5000), form: z.enum(['withoutMetal', 'metalLast', 'inSentence']).optional() }).readonly(),
    z.object({ unitOf: FigureUnit }).readonly(),
    z.object({ calendarYear: Year, countedMonths: z.object({ from: Month, to: Month }).readonly().optional() }).readonly(),
    z.object({ list: z.array(MessageValue).max(400).readonly(), by: ListSeparator }).readonly(),
  ]),
);

export const MessageValue: z.ZodType<MessageValue> = z.lazy(() => z.union([z.string().max(5000), z.number(), Label]));

/** Source and age of an input. */
export const SourceNote = z.object({ label: Message, note: Message.optional(), origin: Origin }).readonly();
export type SourceNote = z.infer<typeof SourceNote>;

export const ExplanationLine = z
  .object({
    label: Message,
    amount: z.number().finite(),
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
    origin: Origin.optional(),
    /** What the amount is computed from. */
    detail: Message.optional(),
    /** The page of the record that the line names. */
    route: z.string().max(300).optional(),
  })
  .readonly();

/** Explanation of a number: formula in words, lines, and a last line that equals the number. */
export const Explanation = z
  .object({
    title: Message,
    formula: Message,
    lines: z.array(ExplanationLine).max(400).readonly(),
    total: ExplanationLine,
    sources: z.array(SourceNote).max(40).readonly(),
    /** Route of the records behind it. */
    open: z.object({ label: Message, route: z.string().max(300) }).optional(),
  })
  .readonly();
export type Explanation = z.infer<typeof Explanation>;

/** A number a person reads. `value` is a number, or the text of a name, month (integer), or ISO date by `unit`. */
export const Figure = z
  .object({
    value: z.union([z.number().finite(), z.string().max(5000)]),
    /** Shown instead of `value` if the unit is `text`: a text that depends on the locale. */
    label: Label.optional(),
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
    sign: z.boolean().optional(),
    origin: Origin.optional(),
    state: LimitState.optional(),
    explanation: Explanation.optional(),
    /** Of a difference that is shown beside its two values: these. It is shown as the difference of the values as they are rounded. */
    between: z.object({ value: z.number().finite(), from: z.number().finite() }).readonly().optional(),
    /** Which figure it is; equal identities have equal values, in all answers and documents. */
    identity: FigureIdentity.optional(),
    /** Route of a click, if the figure is a record instead of a calculation. */
    route: z.string().max(300).optional(),
  })
  .readonly();
export type Figure = z.infer<typeof Figure>;

/**
 * Which figures the numbers of tables are, by the name of the table in the same answer. A column has what its rows share; a row adds its
 * subject (`rowSubject: 'contract'` and its id) or its period (`rowPeriod` names the field with its year), and its own `identity` in place of that of a column.
 */
export const TableIdentities = z
  .record(
    z.string(),
    z
      .object({
        columns: z.record(z.string(), ColumnIdentity),
        rowSubject: z.enum(['contract', 'plan', 'buyer', 'metal', 'product', 'driver', 'path']).optional(),
        /** The field with the id of the row's subject; `id` by default. */
        rowId: z.string().max(40).optional(),
        rowPeriod: z.string().max(40).optional(),
        /** The field with the month of the row, in place of a year. */
        rowMonth: z.string().max(40).optional(),
      })
      .readonly(),
  )
  .readonly();
export type TableIdentities = z.infer<typeof TableIdentities>;

/** A sentence of the verdict: a message whose placeholders are figures. */
export const Sentence = z.object({ key: z.string().max(120), figures: z.record(z.string(), Figure) }).readonly();
export type Sentence = z.infer<typeof Sentence>;

export const Verdict = z.array(Sentence).max(24).readonly();
export type Verdict = z.infer<typeof Verdict>;
