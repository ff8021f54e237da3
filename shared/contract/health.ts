import { z } from 'zod';
import { background, query } from './call.ts';
import { Label, Message } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';

/** Kinds of missing or outdated data, the most important first. */
export const FindingKind = z.enum([
  'integrity',
  'noPrice',
  'oversold',
  'badVersion',
  'terms',
  'tenderClosed',
  'stalePrices',
  'missingFixings',
  'filledMonths',
  'parents',
  'noProduction',
  'assumedAssay',
  'noDestination',
  'noRating',
  'limitUnmeasured',
  'orphan',
]);
export type FindingKind = z.infer<typeof FindingKind>;

export const Finding = z
  .object({
    key: z.string(),
    kind: FindingKind,
    /** The record it concerns. */
    about: Label,
    what: Message,
    /** The action that corrects it, and its route. */
    remedy: z.object({ label: Message, route: z.string() }),
  })
  .readonly();
export type Finding = z.infer<typeof Finding>;

export const healthCalls = {
  'health.list': background(
    query(
      z.object({ first: FirstRow }),
      z.object({
        /** The page that begins at row `first`. */
        findings: z.array(Finding).max(LIST_PAGE_ROWS).readonly(),
        count: z.number().int(),
      }),
    ),
  ),
} as const;
