import { z } from 'zod';
import { DeckId, PlanId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate, Month, ValuationMonth, Year } from '../domain/time.ts';
import {
  AUTO_LOCK_MINUTES,
  Guides,
  Language,
  MAX_PASSPHRASE,
  MAX_USER_NAME,
  MIN_PASSPHRASE,
  MoneyScale,
  SecretMemoryState,
  WorkspaceSettings,
} from '../domain/workspace.ts';
import { command, query, withoutLock } from './call.ts';
import { ERROR_CODES } from './errors.ts';
import { Figure, Label, Message } from './figure.ts';

export const NoInput = z.object({});
export const Completion = z.object({ done: z.literal(true) });
/** The job of a long operation. */
export const StartedJob = z.object({ jobId: z.string().max(64) });

/** A recently opened workspace. The page gets a handle and a name, never a path. */
export const RecentWorkspace = z
  .object({ handle: z.string(), name: z.string(), openedAt: z.string(), isSample: z.boolean(), isMissing: z.boolean() })
  .readonly();
export type RecentWorkspace = z.infer<typeof RecentWorkspace>;

/** A deck by its name. */
export const NamedDeck = z.object({ id: DeckId, name: Label }).readonly();
export type NamedDeck = z.infer<typeof NamedDeck>;

export const WorkspaceState = z.discriminatedUnion('open', [
  z.object({
    open: z.literal(false),
    version: z.string(),
    newValuationDate: IsoDate,
    recents: z.array(RecentWorkspace).readonly(),
    /** Why the workspace to open (the last one, that of the command line, or that of a dead core) is not open. */
    notOpened: z
      .object({ code: z.enum(ERROR_CODES), details: z.record(z.string(), z.unknown()).readonly() })
      .readonly()
      .optional(),
  }),
  z.object({
    open: z.literal(true),
    version: z.string(),
    /** The valuation date of a new workspace, up to which the shipped market data has prices. */
    newValuationDate: IsoDate,
    revision: z.number().int(),
    /** Whether the file has a passphrase. */
    encrypted: z.boolean(),
    /** Minutes without input after which it is locked on this computer, if it is encrypted; 0 for never. */
    autoLock: z.literal(AUTO_LOCK_MINUTES),
    /** Whether this computer remembers the passphrase, if it is encrypted. */
    passphraseMemory: SecretMemoryState.optional(),
    /** The name of the person who works here; absent until it was asked for, empty if it was not given. */
    userName: z.string().optional(),
    /** Whether pages on this computer show no amounts. */
    isHidingAmounts: z.boolean(),
    guides: Guides,
    settings: WorkspaceSettings,
    /** Prices of the chosen deck: last month with an actual price, and number of references with an estimated price. */
    prices: z.object({ to: Month, filled: z.number().int(), of: z.number().int() }),
    /** In their order; the chosen one is `settings.deck`. */
    decks: z.array(NamedDeck).readonly(),
    plans: z.array(z.object({ id: PlanId, name: z.string(), contracts: z.number().int() })).readonly(),
    counts: z.object({ buyers: z.number().int(), contracts: z.number().int(), plans: z.number().int() }),
    /** The past moment that is shown read-only. */
    past: z.object({ at: z.iso.datetime() }).optional(),
    /** Present if the workspace was opened read-only; `recent` opens it for editing. */
    readOnly: z.object({ recent: z.string().optional() }).optional(),
    undo: Message.optional(),
    redo: Message.optional(),
  }),
]);
export type WorkspaceState = z.infer<typeof WorkspaceState>;

export const NewProduct = z.object({
  name: z.string().trim().min(1).max(200),
  metal: Metal,
  tonnes: z
    .array(z.object({ year: Year, tonnes: z.number().min(0).max(1e9) }))
    .max(40)
    .readonly(),
});

/** A passphrase that is entered. It is normalised (NFC) before it is used, and spaces count. */
export const Passphrase = z.string().min(1).max(MAX_PASSPHRASE);
/** A passphrase that is chosen. */
export const NewPassphrase = z.string().min(MIN_PASSPHRASE).max(MAX_PASSPHRASE);

export const workspaceCalls = {
  'workspace.state': query(NoInput, WorkspaceState),
  /** Opens the sample. A new one gets `language`; an existing one keeps its own. */
  'workspace.openSample': command(z.object({ language: Language.optional() }), Completion),
  'workspace.create': command(
    z.object({
      name: z.string().trim().min(1).max(120),
      discountRate: z.number().min(-0.5).max(1),
      language: Language.optional(),
      passphrase: NewPassphrase.optional(),
      products: z.array(NewProduct).min(1).max(60).readonly(),
    }),
    Completion,
  ),
  /** Opens a file or a recent workspace. Read-only: its file is not written, and commands that change something are refused. */
  'workspace.open': command(
    z.union([
      z.object({ intake: z.string().max(200), isReadOnly: z.boolean().optional() }),
      z.object({ recent: z.string().max(200), isReadOnly: z.boolean().optional() }),
    ]),
    Completion,
  ),
  /** Does what was refused with PASSPHRASE_NEEDED {pending}, with the passphrase, which this computer remembers if asked to. */
  'workspace.unlock': command(
    z.object({ pending: z.string().max(64), passphrase: Passphrase, shouldRemember: z.boolean().optional() }),
    Completion,
  ),
  /** Removes the passphrase of the open workspace from the key store of this computer. */
  'workspace.forgetPassphrase': command(NoInput, Completion),
  /** Closes an encrypted workspace until its passphrase is entered. */
  'workspace.lock': command(NoInput, Completion),
  'workspace.setAutoLock': command(z.object({ minutes: z.literal(AUTO_LOCK_MINUTES) }), Completion),
  /** Sets the name of the person who works here, which new changes carry; an empty name removes it. */
  'workspace.setUserName': command(z.object({ name: z.string().trim().max(MAX_USER_NAME) }), Completion),
  /** Stores the step of the tour and the version whose news were shown; what is absent stays as it is. */
  /** Hides or shows amounts on all pages of this computer. */
  'workspace.hideAmounts': command(z.object({ isHiding: z.boolean() }), Completion),
  'workspace.setGuides': command(Guides, Completion),
  /** Reports that someone uses a page. */
  'workspace.noteActivity': withoutLock(command(NoInput, Completion)),
  /** Encrypts the workspace (`next` alone), changes its passphrase (both) or decrypts it (`current` alone). */
  'workspace.changePassphrase': command(
    z.object({
      current: Passphrase.optional(),
      next: NewPassphrase.optional(),
      /** Deletes the backups that are not encrypted, once the workspace is. */
      shouldDeletePlainBackups: z.boolean().optional(),
    }),
    Completion,
  ),
  'workspace.reset': command(NoInput, Completion),
  'workspace.close': command(NoInput, Completion),
  'workspace.previewValuationDate': query(
    z.object({ to: ValuationMonth }),
    z.object({
      from: Month,
      to: Month,
      /** When the valuation date was last moved or the workspace created, the moment of the figures before; absent if nothing changed since. */
      since: z.iso.datetime().optional(),
      changes: z.array(z.object({ label: Message, before: Figure, after: Figure })).readonly(),
      /** Causes of the change of the plan's NPV, which sum to it. */
      causes: z.array(z.object({ label: Message, change: Figure })).readonly(),
    }),
  ),
  'workspace.moveValuationDate': command(z.object({ to: ValuationMonth }), Completion),
  'settings.save': command(
    z.object({
      name: z.string().trim().min(1).max(120).optional(),
      discountRate: z.number().min(-0.5).max(1).optional(),
      deck: DeckId.optional(),
      moneyScale: MoneyScale.optional(),
      theme: z.enum(['system', 'light', 'dark']).optional(),
      language: Language.optional(),
      horizonYear: Year.optional(),
    }),
    Completion,
  ),
} as const;
