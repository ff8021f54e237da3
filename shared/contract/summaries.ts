import { z } from 'zod';
import { HouseStyle } from '../domain/houseStyle.ts';
import { ContractId, PlanId, ScenarioId } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Language } from '../domain/workspace.ts';
import { command, query } from './call.ts';
import { BarsView, LinesView, WaterfallView } from './chartViews.ts';
import { COMPARED_PLANS } from './compare.ts';
import { Figure, Message, Sentence } from './figure.ts';
import { NewPassphrase, StartedJob } from './workspace.ts';

/** How a cell of a sensitivity table is shaded by its difference from today's value. */
export const CellShade = z
  .object({
    side: z.enum(['above', 'below']).optional(),
    /** The difference as a share of the widest one of the table. */
    strength: z.number().min(0).max(1),
    /** Whether the line between values above and below today's runs at the right of the cell, or below it. */
    hasLineRight: z.boolean(),
    hasLineBelow: z.boolean(),
    /** Whether the cell is nearest to today's drivers. */
    isToday: z.boolean(),
  })
  .readonly();
export type CellShade = z.infer<typeof CellShade>;

/** A text cell, a figure, or a message, which documents and pages write in the same way. */
export const SummaryCell = z.union([
  /**
   * With `state`, the text is the name of a limit's state and gets its mark. With `route`, it names a record whose page the preview offers;
   * documents ignore it.
   */
  z.object({ text: z.string().max(5000), state: LimitState.optional(), route: z.string().optional(), shade: CellShade.optional() }),
  z.object({ figure: Figure }),
  z.object({ message: Message }),
]);
export type SummaryCell = z.infer<typeof SummaryCell>;

export const SummaryBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('title'), title: z.string(), subtitle: Message }),
  z.object({ kind: z.literal('sentences'), sentences: z.array(Sentence).readonly() }),
  z.object({
    kind: z.literal('figures'),
    figures: z.array(z.object({ label: Message, figure: Figure, basis: Message.optional() })).readonly(),
  }),
  /** A chapter is one of several deals; a part is a section of the chapter before it. */
  z.object({ kind: z.literal('heading'), text: Message, level: z.enum(['chapter', 'part']).optional() }),
  /** A lead-in note introduces the next block and stays on its page. */
  z.object({ kind: z.literal('note'), text: Message, isLeadIn: z.literal(true).optional() }),
  z.object({
    kind: z.literal('table'),
    columns: z
      .array(z.object({ label: Message, unit: Message.optional(), align: z.enum(['left', 'right']), weight: z.number().positive() }))
      .readonly(),
    rows: z.array(z.array(SummaryCell).readonly()).readonly(),
    total: z.array(SummaryCell).readonly().optional(),
  }),
  z.object({ kind: z.literal('bars'), view: BarsView }),
  z.object({ kind: z.literal('lines'), view: LinesView }),
  z.object({ kind: z.literal('waterfall'), view: WaterfallView }),
  /** Two charts side by side, each half as wide as the page. */
  z.object({
    kind: z.literal('beside'),
    views: z
      .array(z.discriminatedUnion('kind', [BarsView, LinesView]))
      .length(2)
      .readonly(),
  }),
]);
export type SummaryBlock = z.infer<typeof SummaryBlock>;

/** A section of a document with its heading; a document of several deals has it once per deal. */
export const SummarySection = z.object({ key: z.string().max(120), text: Message, isShown: z.boolean() }).readonly();
export type SummarySection = z.infer<typeof SummarySection>;

/** The most pages of a preview; a plan of thousands of contracts has hundreds, which its document has. */
export const PREVIEW_PAGES = 40;

/** The pages of a long document that are shown before the others are built: more than a window shows at once. */
export const FIRST_PAGES = 4;

/** The most bytes of the pages of a preview and its logo; where pages have more, it has fewer of them. */
export const PREVIEW_BYTES = 900_000;

/** A document in A4 pages, the same in the preview and the PDF. */
export const SummaryDocument = z.object({
  title: z.string(),
  /** All possible sections in their order. */
  sections: z.array(SummarySection).readonly(),
  fileName: z.string(),
  view: z.enum(['internal', 'counterparty', 'lender']),
  house: HouseStyle,
  /** The first pages. */
  pages: z
    .array(z.object({ blocks: z.array(SummaryBlock).readonly() }))
    .max(PREVIEW_PAGES)
    .readonly(),
  /** Pages of the whole document. */
  pageCount: z.number().int(),
  /** The deliveries by month that a workbook leaves out with their payments, and the most that it would have; absent where it has all. */
  excludedDeliveries: z.object({ count: z.number().int(), limit: z.number().int() }).readonly().optional(),
  /** Estimated size of a CSV file with more rows than a spreadsheet reads, and the most that it reads; absent where it reads all. */
  csvSize: z.object({ rows: z.number().int(), bytes: z.number().int(), limit: z.number().int() }).readonly().optional(),
});
export type SummaryDocument = z.infer<typeof SummaryDocument>;

/** The first pages of a document; all that a preview shows, with sections and number of pages, where it is short. */
export const SummaryFirstPages = SummaryDocument.partial({ sections: true, pageCount: true });
export type SummaryFirstPages = z.infer<typeof SummaryFirstPages>;

/**
 * The subject of a summary: contracts, a plan, or a board pack of a plan, which has the plan beside compared ones (by default the
 * baseline), the limits, and each deal that it adds.
 */
export const SummaryRequest = z.object({
  subject: z.union([
    z.object({ contractIds: z.array(ContractId).min(1).max(40).readonly() }),
    z.object({ planId: PlanId }),
    z.object({
      boardOf: PlanId,
      /** The scenario whose losses the plans are weighed by; absent = the default scenario. */
      scenario: ScenarioId.optional(),
      /** The compared plans with that of the pack, and the reference plan. */
      compared: z
        .object({
          planIds: z.array(PlanId).min(COMPARED_PLANS.least).max(COMPARED_PLANS.most).readonly(),
          reference: PlanId,
        })
        .optional(),
    }),
  ]),
  view: z.enum(['internal', 'counterparty', 'lender']),
  /** Keys of the sections in order; absent = all in the default order. */
  sections: z.array(z.string().max(120)).max(60).readonly().optional(),
  /** Language of the document; absent = that of the workspace. */
  language: Language.optional(),
});
export type SummaryRequest = z.infer<typeof SummaryRequest>;

/** The file formats of summaries. */
export const SUMMARY_FORMATS = ['pdf', 'docx', 'xlsx', 'html', 'md', 'csv', 'orebundle'] as const;
export const SummaryFormat = z.enum(SUMMARY_FORMATS);
export type SummaryFormat = z.infer<typeof SummaryFormat>;

/** A written document: token, name and size. */
export const Artefact = z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() });

export const summariesCalls = {
  /** The first pages of a preview, before the others of a long document are built. */
  'summaries.firstPages': query(SummaryRequest, SummaryFirstPages),
  'summaries.preview': query(SummaryRequest, SummaryDocument),
  /**
   * A job that writes the document; its result is a token that the host serves once. A bundle without a passphrase is
   * written only if `allowsPlain`.
   */
  'summaries.export': command(
    SummaryRequest.extend({ format: SummaryFormat, passphrase: NewPassphrase.optional(), allowsPlain: z.boolean().optional() }),
    StartedJob,
  ),
} as const;
