import { z } from 'zod';
import { query } from './call.ts';
import { Message } from './figure.ts';
import { NoInput } from './workspace.ts';

/** What a workspace lacks or has gone stale of, the gravest first. */
export const FindingKind = z.enum([
  'integrity',
  'noPrice',
  'badVersion',
  'terms',
  'tenderClosed',
  'stalePrices',
  'missingFixings',
  'filledMonths',
  'parents',
  'noProduction',
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
    /** What it is about, by name. */
    about: z.string(),
    what: Message,
    /** The one act that mends it, and where it is done. */
    remedy: z.object({ label: Message, route: z.string() }),
  })
  .readonly();
export type Finding = z.infer<typeof Finding>;

export const healthCalls = { 'health.list': query(NoInput, z.object({ findings: z.array(Finding).readonly() })) } as const;
