import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecentWorkspace } from '#shared/contract/workspace.ts';
import { AUTO_LOCK_MINUTES, type AutoLockMinutes, DEFAULT_AUTO_LOCK, Guides } from '#shared/domain/workspace.ts';

const RecentFile = z.object({
  handle: z.string(),
  path: z.string(),
  name: z.string(),
  openedAt: z.string(),
  sample: z.boolean(),
  autoLock: z.literal(AUTO_LOCK_MINUTES).optional(),
});
type RecentFile = z.infer<typeof RecentFile>;
/**
 * `open` is the handle to open at the next start; absent after a workspace was closed by command. `userName` is the name of the person who
 * works here: absent until it was asked for, empty if it was not given.
 */
const RecentsFile = z.object({
  open: z.string().optional(),
  userName: z.string().optional(),
  guides: Guides.optional(),
  isHidingAmounts: z.boolean().optional(),
  known: z.array(RecentFile),
});
type RecentsFile = z.infer<typeof RecentsFile>;

/** What belongs to the installation and not to a workspace. */
const installationOf = ({
  userName,
  guides,
  isHidingAmounts,
}: RecentsFile): Pick<RecentsFile, 'userName' | 'guides' | 'isHidingAmounts'> => ({
  ...(userName === undefined ? {} : { userName }),
  ...(guides === undefined ? {} : { guides }),
  ...(isHidingAmounts === undefined ? {} : { isHidingAmounts }),
});

/** Maximum number of workspaces in the list; the page shows the newest first and the others on request. */
const MAX_RECENTS = 500;

/** Opens the list of recent workspaces, newest first, in `dataFolder`/recents.json. The page gets handles and names, never paths. */
export const openRecentsFile = (dataFolder: string) => {
  const file = join(dataFolder, 'recents.json');
  /** The list in memory while it can't be written, as on a full disk or in a read-only folder. */
  let unsavedFile: RecentsFile | undefined;
  // a missing or unreadable list counts as empty: it is a convenience, not data
  const read = (): RecentsFile => {
    if (unsavedFile) return unsavedFile;
    try {
      return RecentsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return { known: [] };
    }
  };
  const write = (next: RecentsFile): void => {
    const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
    try {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify(next, undefined, 2), { mode: 0o600 });
      renameSync(draft, file);
      unsavedFile = undefined;
    } catch {
      rmSync(draft, { force: true });
      unsavedFile = next;
    }
  };
  return {
    list: (): readonly RecentWorkspace[] =>
      read().known.map(({ handle, path, name, openedAt, sample }) => ({
        handle,
        name,
        openedAt,
        isSample: sample,
        isMissing: !existsSync(path),
      })),
    pathOf: (handle: string): string | undefined => read().known.find((knownFile) => knownFile.handle === handle)?.path,
    handleOf: (path: string): string | undefined => read().known.find((knownFile) => knownFile.path === path)?.handle,
    nameOf: (path: string): string | undefined => read().known.find((knownFile) => knownFile.path === path)?.name,
    /** Minutes without input after which a workspace is locked on this computer. */
    autoLockOf: (path: string): AutoLockMinutes => read().known.find((knownFile) => knownFile.path === path)?.autoLock ?? DEFAULT_AUTO_LOCK,
    setAutoLock: (path: string, autoLock: AutoLockMinutes): void => {
      const recentsFile = read();
      write({
        ...recentsFile,
        known: recentsFile.known.map((knownFile) => (knownFile.path === path ? { ...knownFile, autoLock } : knownFile)),
      });
    },
    lastOpen: (): string | undefined => {
      const { open, known } = read();
      return known.find((knownFile) => knownFile.handle === open)?.path;
    },
    /** Puts a workspace first and returns its handle. */
    noteOpened: (path: string, name: string, sample: boolean, at: Date): string => {
      const recentsFile = read();
      const { known } = recentsFile;
      const handle = known.find((knownFile) => knownFile.path === path)?.handle ?? randomBytes(9).toString('base64url');
      const autoLock = known.find((knownFile) => knownFile.path === path)?.autoLock;
      const entry: RecentFile = { handle, path, name, openedAt: at.toISOString(), sample, ...(autoLock === undefined ? {} : { autoLock }) };
      write({
        ...installationOf(recentsFile),
        open: handle,
        known: [entry, ...known.filter((knownFile) => knownFile.path !== path)].slice(0, MAX_RECENTS),
      });
      return handle;
    },
    noteClosed: (): void => {
      const recentsFile = read();
      write({ ...installationOf(recentsFile), known: recentsFile.known });
    },
    /** The name of the person who works here; undefined until it was asked for, empty if it was not given. */
    userName: (): string | undefined => read().userName,
    setUserName: (userName: string): void => write({ ...read(), userName }),
    isHidingAmounts: (): boolean => read().isHidingAmounts ?? false,
    setHidingAmounts: (isHidingAmounts: boolean): void => write({ ...read(), isHidingAmounts }),
    guides: (): Guides => read().guides ?? {},
    setGuides: (guides: Guides): void => write({ ...read(), guides: { ...read().guides, ...guides } }),
  };
};
