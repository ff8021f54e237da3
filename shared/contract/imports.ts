import { z } from 'zod';
import { ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { PriceUnit } from '../domain/reference.ts';
import { Month } from '../domain/time.ts';
import { CountryCode } from '../domain/zone.ts';
import { command, query, withoutLock } from './call.ts';
import { Label, Message } from './figure.ts';
import { FieldChange } from './history.ts';
import { Artefact } from './summaries.ts';
import { NoInput, StartedJob } from './workspace.ts';

/** The records that a bundle holds. */
export type BundleKind = 'group' | 'buyer' | 'product' | 'reference' | 'contract' | 'version' | 'plan';

/** What the rows of a sheet are. */
export const ImportTarget = z.enum([
  'references',
  'products',
  'production',
  'costs',
  'groups',
  'buyers',
  'contracts',
  'contractDates',
  'openings',
  'openingLines',
  'plans',
  'planContracts',
  'versions',
  'tenders',
  'bids',
  'limits',
  'scenarios',
  'workspace',
  'prices',
]);
export type ImportTarget = z.infer<typeof ImportTarget>;

export const ImportField = z
  .object({
    key: z.string().max(60),
    required: z.boolean(),
    /** A percentage: its numbers may be fractions. */
    percent: z.boolean(),
    /** Tonnes: may be counted in thousands or millions, wet or dry. */
    mass: z.boolean(),
  })
  .readonly();
export type ImportField = z.infer<typeof ImportField>;

/** How numbers without a sign are read in a column of percentages: 25 as 25 %, 0.25 as 25 %, or 0.25 and 25 both as 25 %. */
export const ShareReading = z.enum(['percents', 'fractions', 'both']);
export type ShareReading = z.infer<typeof ShareReading>;

/** How a column of the file is taken. `field` is a field's key, or a calendar year as y2026. */
export const ImportColumn = z
  .object({
    index: z.number().int().min(0).max(16_383),
    field: z.string().max(60),
    shares: ShareReading,
    scale: z.number().positive().max(1e12),
    wet: z.boolean(),
  })
  .readonly();
export type ImportColumn = z.infer<typeof ImportColumn>;

/** How a sheet is taken; without a target it is left out. */
export const SheetChoice = z
  .object({
    sheet: z.number().int().min(0).max(100),
    target: ImportTarget.optional(),
    /** Line of the heads, 0-based; -1 where the sheet has none. */
    head: z.number().int().min(-1).max(1_048_575),
    columns: z.array(ImportColumn).max(400).readonly(),
    decimal: z.enum(['point', 'comma']),
    dates: z.enum(['dayFirst', 'monthFirst']),
  })
  .readonly();
export type SheetChoice = z.infer<typeof SheetChoice>;

/** A sheet of the file, with how it would be taken. */
export const SheetView = z
  .object({
    name: z.string(),
    rows: z.number().int(),
    encoding: z.string().optional(),
    delimiter: z.string().optional(),
    /** The heads of the chosen line, and the first values below each. */
    columns: z.array(z.object({ head: Label, samples: z.array(z.string()).readonly() })).readonly(),
    fields: z.array(ImportField).readonly(),
    /** Lines that could be the heads, by number, 0-based; -1 for none of them. */
    heads: z.array(z.number().int()).readonly(),
    choice: SheetChoice,
    /** The same heads were taken so before. */
    remembered: z.boolean(),
  })
  .readonly();
export type SheetView = z.infer<typeof SheetView>;

/** A price series of a public file. */
export const SeriesView = z
  .object({
    key: z.string().max(300),
    name: z.string(),
    /** The unit as the file states it. */
    unit: z.string(),
    from: Month,
    to: Month,
    count: z.number().int(),
    /** The reference that it is taken for unless the user says otherwise. */
    reference: ReferenceCode.optional(),
  })
  .readonly();
export type SeriesView = z.infer<typeof SeriesView>;

/** A commodity of a customs file: its flows of one reporter and year, or of all reporters. */
export const TradeView = z
  .object({
    key: z.string().max(300),
    code: z.string(),
    description: z.string(),
    topic: z.enum(['supplierShare', 'importerShare']),
    period: z.string(),
    partners: z.number().int(),
    metal: Metal.optional(),
    /** What looks wrong: partners that sum to twice the world, a code that is part of another. */
    warnings: z.array(Message).readonly(),
  })
  .readonly();
export type TradeView = z.infer<typeof TradeView>;

const Base = z.object({ id: z.string().max(64), name: z.string() });

/** A file that was read, by what it is. */
export const ImportFile = z.discriminatedUnion('kind', [
  Base.extend({ kind: z.literal('tables'), sheets: z.array(SheetView).readonly() }),
  Base.extend({
    kind: z.literal('prices'),
    source: z.enum(['worldBank', 'imf']),
    updated: z.string(),
    series: z.array(SeriesView).readonly(),
    references: z.array(z.object({ code: ReferenceCode, name: Label, unit: PriceUnit })).readonly(),
  }),
  /** Deals or a plan that another Orebook gave away. */
  Base.extend({
    kind: z.literal('bundle'),
    title: z.string(),
    /** The Orebook that wrote it, and when. */
    app: z.string(),
    made: z.iso.datetime(),
    /** Keys of the records that stay as they are here unless a person says otherwise. */
    left: z.array(z.string()).readonly(),
  }),
  Base.extend({
    kind: z.literal('trade'),
    rows: z.number().int(),
    /** Rows that count again what another row counts: by second partner, transport or customs procedure. */
    leftOut: z.number().int(),
    commodities: z.array(TradeView).readonly(),
  }),
]);
export type ImportFile = z.infer<typeof ImportFile>;

const BuyerName = z.string().trim().min(1).max(200);

/** What a person says of a buyer's name in the file: a new buyer with this seat, the same as another, or another one after all. */
export const NameAnswer = z.discriminatedUnion('as', [
  z.object({ name: BuyerName, as: z.literal('new'), country: CountryCode }),
  z.object({ name: BuyerName, as: z.literal('same'), buyer: BuyerName }),
  z.object({ name: BuyerName, as: z.literal('apart') }),
]);
export type NameAnswer = z.infer<typeof NameAnswer>;

/** What is taken from a file. */
export const ImportChoice = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tables'),
    sheets: z.array(SheetChoice).max(60).readonly(),
    names: z.array(NameAnswer).max(500).readonly().optional(),
  }),
  z.object({
    kind: z.literal('prices'),
    series: z
      .array(z.object({ key: z.string().max(300), reference: ReferenceCode }))
      .max(200)
      .readonly(),
  }),
  z.object({
    kind: z.literal('trade'),
    commodities: z
      .array(z.object({ key: z.string().max(300), metal: Metal }))
      .max(500)
      .readonly(),
  }),
  z.object({
    kind: z.literal('bundle'),
    /** Records left as they are here, by their keys. */
    left: z.array(z.string().max(120)).max(20_000).readonly(),
  }),
]);
export type ImportChoice = z.infer<typeof ImportChoice>;

export const ImportOutcome = z.enum(['added', 'changed', 'same', 'refused']);
export type ImportOutcome = z.infer<typeof ImportOutcome>;

export const ImportRow = z
  .object({
    key: z.string(),
    /** The sheet, series or commodity, and the line of the file, counted from 1. */
    group: Label,
    line: z.number().int().optional(),
    target: z.string(),
    name: Label,
    outcome: ImportOutcome,
    /** Values that are involved: months of a series, countries of a commodity. */
    count: z.number().int().optional(),
    issues: z.array(z.object({ cell: z.string().optional(), field: z.string(), message: Message })).readonly(),
    note: Message.optional(),
    /** It would be taken, but a person leaves it out; it is counted nowhere. */
    left: z.boolean().optional(),
    /** What would change in it. */
    fields: z.array(FieldChange).readonly().optional(),
  })
  .readonly();
export type ImportRow = z.infer<typeof ImportRow>;

/** A buyer's name in the file that is unknown, or similar to a known name. */
export const BuyerQuestion = z.object({
  kind: z.literal('buyer'),
  name: z.string(),
  rows: z.number().int(),
  /** Buyers whose name differs in case, accents, punctuation or legal form. */
  like: z.array(z.string()).readonly(),
  /** Rows are refused until it is answered. */
  needed: z.boolean(),
  answer: NameAnswer.optional(),
});
export type BuyerQuestion = z.infer<typeof BuyerQuestion>;

/** A column whose numbers are not read as they stand, or may be meant otherwise. */
export const UnitQuestion = z.object({
  kind: z.literal('unit'),
  sheet: z.number().int(),
  index: z.number().int(),
  head: z.string(),
  /** Numbers so small that they may be thousands of tonnes; percentages with and without fractions among them. */
  doubt: z.enum(['thousands', 'mixed']).optional(),
  least: z.number(),
  most: z.number(),
});
export type UnitQuestion = z.infer<typeof UnitQuestion>;

export const ImportPreview = z.object({
  /** What a person may have to say a word on. */
  questions: z.array(z.discriminatedUnion('kind', [BuyerQuestion, UnitQuestion])).readonly(),
  counts: z.object({ added: z.number().int(), changed: z.number().int(), same: z.number().int(), refused: z.number().int() }),
  /** Refused rows first, at most `MOST_ROWS`; the counts are of all. */
  rows: z.array(ImportRow).readonly(),
  more: z.number().int(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

/** The field of a column into which a block is pasted, with its scale; no field for a read-only column. */
export const PlacedField = z.object({ field: z.string().max(60).optional(), scale: z.number().positive().max(1e12).optional() }).readonly();
export type PlacedField = z.infer<typeof PlacedField>;

/** Characters of a pasted block; more than that is a file. */
const MOST_PASTED = 2_000_000;
/** What an import did. */
export const ImportResult = z.object({ counts: ImportPreview.shape.counts, label: Message });
export type ImportResult = z.infer<typeof ImportResult>;

const Chosen = z.object({ id: z.string().max(64), choice: ImportChoice });

/** A PNG in base64: its first bytes say so. */
const Png = z.base64().startsWith('iVBORw0KGgo').max(3_500_000);

export const importsCalls = {
  /** Reads a file that came in and keeps it until another comes; stores nothing. `target` is what a sheet is when its heads don't tell. */
  'imports.read': withoutLock(command(z.object({ intake: z.string().max(200), target: ImportTarget.optional() }), ImportFile)),
  /** Reads a block copied from a spreadsheet as a file of one sheet. Without heads its columns are `fields`, by default those of the template. */
  'imports.paste': command(
    z.object({
      text: z.string().max(MOST_PASTED),
      target: ImportTarget,
      fields: z.array(PlacedField).max(400).readonly().optional(),
    }),
    ImportFile,
  ),
  /** What a sheet may say, column by column, in the order of the template. */
  'imports.fields': query(z.object({ target: ImportTarget }), z.object({ fields: z.array(ImportField).readonly() })),
  /** A sheet taken for something else, or from another head line. */
  'imports.sheet': query(
    z.object({
      id: z.string().max(64),
      sheet: z.number().int().min(0).max(100),
      target: ImportTarget.optional(),
      head: z.number().int().min(-1).max(1_048_575).optional(),
    }),
    SheetView,
  ),
  /** What the choice would do; stores nothing. */
  'imports.check': withoutLock(query(Chosen, ImportPreview)),
  /**
   * A job of one change, one undo: every row that can be taken, or nothing. Remembers how the sheets were taken. Other requests are served
   * while it checks and backs up; it fails with CHANGED_MEANWHILE where one of them changes what the rows would do.
   */
  'imports.apply': command(Chosen, StartedJob),
  /** The file again, with what is wrong noted at its cells. */
  'imports.corrected': command(Chosen, Artefact),
  /** An empty workbook to fill in. */
  'imports.template': command(z.object({ format: z.enum(['xlsx', 'csv']) }), Artefact),
  /** Everything of the workspace that its people made. */
  'exports.write': command(z.object({ format: z.enum(['xlsx', 'csv', 'json']) }), Artefact),
  /** A chart's picture as a file of its title; the page draws it. */
  'exports.picture': command(z.object({ title: z.string().trim().min(1).max(400), png: Png }), Artefact),
  /** How many records an export would hold. */
  'exports.summary': query(NoInput, z.object({ sheets: z.array(z.object({ target: ImportTarget, rows: z.number().int() })).readonly() })),
} as const;
