import { z } from 'zod';
import { DeckId, PlanId } from './ids.ts';

export const MoneyScale = z.enum(['k', 'm', 'bn']);
export type MoneyScale = z.infer<typeof MoneyScale>;

export const LANGUAGES = ['en', 'zh-CN'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** Limits of a passphrase, characters. */
export const MIN_PASSPHRASE = 8;
export const MAX_PASSPHRASE = 1000;

/** Longest name of the person who works on this computer, characters. */
export const MAX_USER_NAME = 120;

/** Minutes without input after which an encrypted workspace locks itself; 0 for never. */
export const AUTO_LOCK_MINUTES = [5, 15, 30, 60, 0] as const;
export type AutoLockMinutes = (typeof AUTO_LOCK_MINUTES)[number];
export const DEFAULT_AUTO_LOCK: AutoLockMinutes = 15;

/** Whether the key store of this computer has a passphrase or password; `unavailable`: it has no key store that protects it. */
export const SecretMemoryState = z.enum(['on', 'off', 'unavailable']);
export type SecretMemoryState = z.infer<typeof SecretMemoryState>;

/** The settings of a workspace, one row. */
export const WorkspaceSettings = z
  .object({
    name: z.string().trim().min(1).max(120),
    /** Valuation date, the last day of its month; set by the user, never taken from the clock. */
    valuationDate: z.iso.date(),
    /** Effective annual, nominal; 10 % is a default assumption. */
    discountRate: z.number().min(-0.5).max(1),
    deck: DeckId,
    planId: PlanId,
    /** Last calendar year of the plan. */
    horizonYear: z.number().int().min(1990).max(2099),
    moneyScale: MoneyScale,
    theme: z.enum(['system', 'light', 'dark']),
    /** Language of pages, menus and documents. */
    language: Language,
    /** Budget of net revenue by calendar year, USD; optional. */
    budget: z
      .array(z.object({ year: z.number().int(), usd: z.number().min(0) }))
      .max(60)
      .readonly(),
    sample: z.boolean(),
  })
  .readonly();
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

/** What this installation remembers of the tour and of the news that were shown. */
export const Guides = z
  .object({
    /** The version whose news were shown. */
    seenVersion: z.string().max(40).optional(),
    tourStep: z.number().int().min(0).max(50).optional(),
    isTourOpen: z.boolean().optional(),
  })
  .readonly();
export type Guides = z.infer<typeof Guides>;
