import { z } from 'zod';
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

/** A text of shared/messages with its values; services send keys, pages and documents make words. */
export const Message = z
  .object({ key: z.string().max(120), values: z.record(z.string(), z.union([z.string().max(5000), z.number()])).optional() })
  .readonly();
export type Message = z.infer<typeof Message>;

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

export const LimitState = z.enum(['holds', 'near', 'breached']);
export type LimitState = z.infer<typeof LimitState>;

/** A number a person reads. `value` is a number, or the text of a name, month (integer), or ISO date by `unit`. */
export const Figure = z
  .object({
    value: z.union([z.number().finite(), z.string().max(5000)]),
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
