import { z } from 'zod';
import { LimitState } from '../domain/limit.ts';
import { Origin } from '../domain/origin.ts';

/** Units a figure can wear; the page spells them (shared/messages). Fractions travel as fractions and are shown as per cent. */
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
    /** Of money, those at millions; 0 unless given. */
    decimals: z.number().int().min(0).max(8).optional(),
    sign: z.boolean().optional(),
    /** The number alone, where a column head or an axis shows the unit. */
    withoutUnit: z.literal(true).optional(),
    /** A month or a date without its year, where a column head or an axis shows the year. */
    withoutYear: z.literal(true).optional(),
  })
  .readonly();
export type Amount = z.infer<typeof Amount>;

/** What stands between the parts of a list; the locale decides how it is written. */
export const ListSeparator = z.enum(['serial', 'comma', 'semicolon', 'colon', 'sentence', 'space', 'line']);
export type ListSeparator = z.infer<typeof ListSeparator>;

/** A key of shared/messages with its values. Use cases answer keys; pages and documents make the text. */
export type Message = {
  readonly key: string;
  readonly values?: Readonly<Record<string, MessageValue>> | undefined;
  /** The text stands inside a sentence: English writes its first letter small. */
  readonly form?: 'inSentence' | undefined;
};

/** A text that presentation makes in the current language and money scale. */
export type Label =
  | Message
  | Amount
  /** A country: its code, and the workspace's name of it where the language has none. */
  | { readonly country: string; readonly name: string }
  /** A proper name or a code: the same in every language. */
  | { readonly name: string }
  /**
   * A text of the data that ships with Orebook, as stored: a message key with values, or a user's own text. `withoutMetal` and
   * `metalLast` write the name of a reference inside a sentence: "Copper, LME cash" as "LME cash" or "LME cash (copper)".
   */
  | { readonly shipped: string; readonly form?: 'withoutMetal' | 'metalLast' | undefined }
  /** The unit of a kind of amount as it is shown: "m USD", "kdmt". */
  | { readonly unitOf: FigureUnit }
  | { readonly list: readonly MessageValue[]; readonly by: ListSeparator };

/** What fills a slot of a message: a Label, a proper name or code, or a plain number (a count, a year). */
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
    z.object({ shipped: z.string().max(5000), form: z.enum(['withoutMetal', 'metalLast']).optional() }).readonly(),
    z.object({ unitOf: FigureUnit }).readonly(),
    z.object({ list: z.array(MessageValue).max(400).readonly(), by: ListSeparator }).readonly(),
  ]),
);

export const MessageValue: z.ZodType<MessageValue> = z.lazy(() => z.union([z.string().max(5000), z.number(), Label]));

/** Where an input came from and how old it is. */
export const SourceNote = z.object({ label: Message, note: Message.optional(), origin: Origin }).readonly();
export type SourceNote = z.infer<typeof SourceNote>;

export const ExplanationLine = z
  .object({
    label: Message,
    amount: z.number().finite(),
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
    origin: Origin.optional(),
  })
  .readonly();

/** How a number is made: formula in words, lines, and a last line that equals the number. */
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
    /** Read in place of `value` where the unit is `text`: words that depend on the locale. */
    label: Label.optional(),
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
    sign: z.boolean().optional(),
    origin: Origin.optional(),
    state: LimitState.optional(),
    explanation: Explanation.optional(),
    /** Where a click leads when the figure is a record rather than a calculation. */
    route: z.string().max(300).optional(),
  })
  .readonly();
export type Figure = z.infer<typeof Figure>;

/** A sentence of the verdict: a message whose placeholders are figures. */
export const Sentence = z.object({ key: z.string().max(120), figures: z.record(z.string(), Figure) }).readonly();
export type Sentence = z.infer<typeof Sentence>;

export const Verdict = z.array(Sentence).max(16).readonly();
export type Verdict = z.infer<typeof Verdict>;
