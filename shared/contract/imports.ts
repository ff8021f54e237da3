import { z } from 'zod';
import { DeckId, ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { PriceUnit } from '../domain/reference.ts';
import { Month } from '../domain/time.ts';
import { command, query, withoutLock } from './call.ts';
import { Label, Message } from './figure.ts';
import { FieldChange } from './history.ts';
import {
  BuyerQuestion,
  DatesQuestion,
  DecimalQuestion,
  DeckQuestion,
  IgnoredQuestion,
  NameAnswer,
  SkippedRowsNote,
  UnitQuestion,
} from './importQuestions.ts';
import { IMPORT_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';
import { Artefact } from './summaries.ts';
import { NoInput, Passphrase, StartedJob } from './workspace.ts';

/** The kinds of records in a bundle. */
export type BundleKind =
  | 'group'
  | 'buyer'
  | 'product'
  | 'reference'
  | 'deck'
  | 'contract'
  | 'version'
  | 'facility'
  | 'projectFinance'
  | 'plan';

/** The kind of records in a sheet. */
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
  'facilities',
  'facilityFlows',
  'covenants',
  'projectFinance',
  'projectYears',
  'projectUses',
  'plans',
  'planContracts',
  'planFacilities',
  'versions',
  'tenders',
  'bids',
  'limits',
  'scenarios',
  'decks',
  'workspace',
  'prices',
]);
export type ImportTarget = z.infer<typeof ImportTarget>;

/** A unit of durations or of grades. */
const ColumnUnit = z.enum(['days', 'months', 'years', 'percent', 'fraction', 'gramsPerTonne', 'ouncesPerTonne']);
export type ColumnUnit = z.infer<typeof ColumnUnit>;

export const ImportField = z
  .object({
    key: z.string().max(60),
    required: z.boolean(),
    /** Whether it is a percentage, whose numbers may be fractions. */
    isPercent: z.boolean(),
    /** Whether it is in tonnes, which may be in thousands or millions, wet or dry. */
    isMass: z.boolean(),
    /** The units in which durations or grades may be, each with its factor to the stored unit; absent for other fields. */
    units: z
      .array(z.object({ unit: ColumnUnit, scale: z.number().positive() }))
      .readonly()
      .optional(),
  })
  .readonly();
export type ImportField = z.infer<typeof ImportField>;

/**
 * How numbers without a sign are read in a column of percentages: 25 as 25 %, 0.25 as 25 %, or 0.25 and 25 both as 25 %. With `ask`, numbers
 * up to one are refused until the user chooses.
 */
export const ShareReading = z.enum(['percents', 'fractions', 'both', 'ask']);
export type ShareReading = z.infer<typeof ShareReading>;

/** How a column of the file is imported. `field` is a field's key, or a calendar year as y2026. */
export const ImportColumn = z
  .object({
    index: z.number().int().min(0).max(16_383),
    field: z.string().max(60),
    shares: ShareReading,
    scale: z.number().positive().max(1e12),
    wet: z.boolean(),
    /** Whether the user chose how its numbers are read, which is then not questioned. */
    isUnitChosen: z.boolean().optional(),
  })
  .readonly();
export type ImportColumn = z.infer<typeof ImportColumn>;

/** How a sheet is imported; without a target it is excluded. */
export const SheetChoice = z
  .object({
    sheet: z.number().int().min(0).max(100),
    target: ImportTarget.optional(),
    /** Index of the header row, 0-based; -1 if the sheet has none. */
    headerRow: z.number().int().min(-1).max(1_048_575),
    columns: z.array(ImportColumn).max(400).readonly(),
    /** With `ask`, numbers such as 12.500 are refused until the user chooses. */
    decimal: z.enum(['point', 'comma', 'ask']),
    dates: z.enum(['dayFirst', 'monthFirst', 'ask']),
    /** The deck of future prices without a deck of their own; base by default. */
    deck: DeckId.optional(),
    /** Indices of columns that the user chose to ignore. */
    ignored: z.array(z.number().int()).max(400).readonly().optional(),
  })
  .readonly();
export type SheetChoice = z.infer<typeof SheetChoice>;

/** A sheet of the file, and how it would be imported. */
export const SheetView = z
  .object({
    name: z.string(),
    /** Whether the workbook hides it; it is not imported by default. */
    isHidden: z.boolean().optional(),
    rows: z.number().int(),
    encoding: z.string().optional(),
    delimiter: z.string().optional(),
    /** The headers of the chosen row, and the first values below each. */
    columns: z.array(z.object({ header: Label, samples: z.array(z.string()).readonly() })).readonly(),
    fields: z.array(ImportField).readonly(),
    /** Indices of possible header rows, 0-based; -1 for none. */
    headerRows: z.array(z.number().int()).readonly(),
    choice: SheetChoice,
    /** Whether the mapping is that of an earlier import with the same headers. */
    isRemembered: z.boolean(),
    /** Whether the rows may also be prices of references, or tonnes of products, than the suggested kind. */
    isKindUncertain: z.boolean(),
  })
  .readonly();
export type SheetView = z.infer<typeof SheetView>;

/** A price series of a public file. */
export const SeriesView = z
  .object({
    key: z.string().max(300),
    name: z.string(),
    /** The unit in the file. */
    unit: z.string(),
    from: Month,
    to: Month,
    count: z.number().int(),
    /** The suggested reference. */
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
    partnerCount: z.number().int(),
    metal: Metal.optional(),
    /** Possible errors: partners that sum to twice the world, a code that is part of another. */
    warnings: z.array(Message).readonly(),
  })
  .readonly();
export type TradeView = z.infer<typeof TradeView>;

const FileBase = z.object({ id: z.string().max(64), name: z.string() });

/** A file by its kind: tables, public prices, a bundle, or customs data. */
export const ImportFile = z.discriminatedUnion('kind', [
  FileBase.extend({ kind: z.literal('tables'), sheets: z.array(SheetView).readonly() }),
  FileBase.extend({
    kind: z.literal('prices'),
    source: z.enum(['worldBank', 'imf']),
    updatedOn: z.string(),
    series: z.array(SeriesView).readonly(),
    references: z.array(z.object({ code: ReferenceCode, name: Label, unit: PriceUnit })).readonly(),
  }),
  /** Deals or a plan exported by another workspace. */
  FileBase.extend({
    kind: z.literal('bundle'),
    title: z.string(),
    /** The version of Orebook that wrote it, and the time. */
    app: z.string(),
    createdAt: z.iso.datetime(),
    /** Keys of the records that are excluded by default and stay unchanged. */
    excludedKeys: z.array(z.string()).readonly(),
  }),
  FileBase.extend({
    kind: z.literal('trade'),
    rows: z.number().int(),
    /** Number of excluded detail rows, by second partner, transport or customs procedure. */
    excludedRows: z.number().int(),
    commodities: z.array(TradeView).readonly(),
  }),
]);
export type ImportFile = z.infer<typeof ImportFile>;

/** The choices for the import of a file. */
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
    /** Keys of excluded records, which stay unchanged. */
    excludedKeys: z.array(z.string().max(120)).max(20_000).readonly(),
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
    /** Number of values: months of a series, countries of a commodity. */
    count: z.number().int().optional(),
    /** The issues with their cell, the header of its column, and the text of the cell. */
    issues: z
      .array(
        z.object({
          cell: z.string().optional(),
          field: z.string(),
          header: z.string().optional(),
          cellText: z.string().optional(),
          message: Message,
        }),
      )
      .readonly(),
    note: Message.optional(),
    /** Whether the note is a warning. */
    isDoubtful: z.boolean().optional(),
    /** Whether the user excluded it; it is not counted. */
    isExcluded: z.boolean().optional(),
    /** The values as they would be stored, by field. */
    values: z
      .array(z.object({ field: z.string(), value: Label }))
      .readonly()
      .optional(),
    /** The fields that would change. */
    fields: z.array(FieldChange).readonly().optional(),
  })
  .readonly();
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportPreview = z.object({
  /** Questions to the user, and notes on what is not imported. */
  questions: z
    .array(
      z.discriminatedUnion('kind', [
        BuyerQuestion,
        UnitQuestion,
        DecimalQuestion,
        DatesQuestion,
        IgnoredQuestion,
        SkippedRowsNote,
        DeckQuestion,
      ]),
    )
    .readonly(),
  counts: z.object({ added: z.number().int(), changed: z.number().int(), same: z.number().int(), refused: z.number().int() }),
  /** A page of the rows, refused ones first. */
  rows: z.array(ImportRow).max(IMPORT_PAGE_ROWS).readonly(),
  /** Rows of all pages. */
  count: z.number().int(),
  /** Rows in the counts that no page has. */
  more: z.number().int(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

/** The field of a column into which a block is pasted, with its scale; no field for a read-only column. */
export const PlacedField = z.object({ field: z.string().max(60).optional(), scale: z.number().positive().max(1e12).optional() }).readonly();
export type PlacedField = z.infer<typeof PlacedField>;

/** Maximum number of characters of a pasted block. */
const MAX_PASTED = 2_000_000;
/** The result of an import. */
export const ImportResult = z.object({ counts: ImportPreview.shape.counts, label: Message });
export type ImportResult = z.infer<typeof ImportResult>;

const ChosenImport = z.object({ id: z.string().max(64), choice: ImportChoice });

/** A PNG in base64, recognised by its first bytes. */
const Png = z.base64().startsWith('iVBORw0KGgo').max(3_500_000);

export const importsCalls = {
  /** Reads an incoming file, which stays in memory until the next one. `target` is the kind of a sheet whose headers do not determine it. */
  'imports.read': withoutLock(command(z.object({ intake: z.string().max(200), target: ImportTarget.optional() }), ImportFile)),
  /** Reads the bundle that `imports.read` refused with PASSPHRASE_NEEDED {pending: id}. After a wrong passphrase it can be tried again. */
  'imports.unlockBundle': withoutLock(command(z.object({ id: z.string().max(64), passphrase: Passphrase }), ImportFile)),
  /** Reads a block copied from a spreadsheet as a file of one sheet. Without headers its columns are `fields`, by default those of the template. */
  'imports.paste': withoutLock(
    command(
      z.object({
        text: z.string().max(MAX_PASTED),
        target: ImportTarget,
        fields: z.array(PlacedField).max(400).readonly().optional(),
      }),
      ImportFile,
    ),
  ),
  /** Lists the fields of a sheet in the order of the template. */
  'imports.fields': query(z.object({ target: ImportTarget }), z.object({ fields: z.array(ImportField).readonly() })),
  /** Describes a sheet with another kind or header row. */
  'imports.sheet': query(
    z.object({
      id: z.string().max(64),
      sheet: z.number().int().min(0).max(100),
      target: ImportTarget.optional(),
      headerRow: z.number().int().min(-1).max(1_048_575).optional(),
    }),
    SheetView,
  ),
  /** Maps a column to a field, with the unit that its header and values suggest. */
  'imports.column': query(
    z.object({
      id: z.string().max(64),
      sheet: z.number().int().min(0).max(100),
      target: ImportTarget,
      headerRow: z.number().int().min(-1).max(1_048_575),
      index: ImportColumn.unwrap().shape.index,
      field: ImportColumn.unwrap().shape.field,
    }),
    ImportColumn,
  ),
  /** Checks what the import would change; stores nothing. Answers the rows of the page that begins at `first`. */
  'imports.check': withoutLock(query(ChosenImport.extend({ first: FirstRow }), ImportPreview)),
  /**
   * Starts a job that imports every valid row in one change with one undo, or nothing. Saves the mapping of the sheets. Other requests are
   * served while it checks and backs up; it fails with CHANGED_MEANWHILE if one of them changes the outcome of a row.
   */
  'imports.apply': command(ChosenImport, StartedJob),
  /** Writes the file with a note at each faulty cell. */
  'imports.corrected': withoutLock(command(ChosenImport, Artefact)),
  /** Writes an empty template. */
  'imports.template': command(z.object({ format: z.enum(['xlsx', 'csv']) }), Artefact),
  /** Exports all records of the workspace's users. */
  'exports.write': command(z.object({ format: z.enum(['xlsx', 'csv', 'json']) }), Artefact),
  /** Stores the picture of a chart, drawn by the page, as a file named by its title. */
  'exports.picture': command(z.object({ title: z.string().trim().min(1).max(400), png: Png }), Artefact),
  /** Counts the records of an export. */
  'exports.summary': query(NoInput, z.object({ sheets: z.array(z.object({ target: ImportTarget, rows: z.number().int() })).readonly() })),
} as const;
