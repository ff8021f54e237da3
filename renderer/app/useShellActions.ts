import { useMemo } from 'react';
import type { PlanId } from '#shared/domain/ids.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { host } from '../api/host.ts';
import { useCall } from '../api/queries.ts';
import { runIfJobsMayStop } from '../editing/commands/stopJobs.ts';
import { useCommand } from '../editing/commands/useCommand.ts';
import { useSaveDocument } from '../editing/commands/useDocument.ts';
import { useUndo } from '../editing/commands/useUndo.ts';
import { useOpenFile } from '../features/workspace/index.ts';
import { toggleAmounts } from './hiddenAmounts.ts';

/** The actions of the shell, for header, rail, palette and shortcuts. */
export type ShellActions = {
  readonly go: (route: string) => void;
  readonly find: () => void;
  readonly shortcuts: () => void;
  /** Opens the tour at the step at which it was left. */
  readonly tour: () => void;
  readonly glossary: () => void;
  readonly news: () => void;
  /** Hides amounts, or shows them again. */
  readonly hideAmounts: () => void;
  readonly moveValuationDate: () => void;
  readonly reset: () => void;
  readonly openFile: (mode?: { readonly isReadOnly: boolean }) => void;
  /** Saves the page as a PDF; undefined if the host uses its print dialog. */
  readonly savePdf: (() => void) | undefined;
  /** Shows the workspace in its folder; undefined if the host can't. */
  readonly reveal: (() => void) | undefined;
  /** Closes an encrypted workspace until its passphrase is entered. */
  readonly lock: () => void;
  readonly close: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly setScale: (moneyScale: WorkspaceSettings['moneyScale']) => void;
  readonly setTheme: (theme: WorkspaceSettings['theme']) => void;
  readonly setLanguage: (language: WorkspaceSettings['language']) => void;
  readonly chooseDeck: (deck: WorkspaceSettings['deck']) => void;
  readonly choosePlan: (plan: { readonly id: PlanId; readonly name: string }) => void;
};

/** The overlays of the page. */
export type Overlay = 'palette' | 'shortcuts' | 'valuationDate' | 'reset' | 'glossary' | 'news';

/** Returns the file name of the page. */
const pdfName = (): string => `${document.title}.pdf`;

/** Returns the actions of the shell; `show` opens an overlay. */
export const useShellActions = (go: (route: string) => void, show: (overlay: Overlay) => void): ShellActions => {
  const { undo, redo } = useUndo();
  // display settings are not undoable, and the page shows their change
  const { run: save } = useCommand('settings.save', { isUndoable: false });
  const { run: choose } = useCommand('plans.choose', { isUndoable: false });
  const { run: setGuides } = useCommand('workspace.setGuides', { isUndoable: false });
  const { run: storeHiding } = useCommand('workspace.hideAmounts', { isUndoable: false });
  const openFile = useOpenFile(go);
  const capabilities = useCall('host.capabilities', {}).data;
  const canReveal = capabilities?.canReveal === true;
  const canSavePdf = capabilities?.canPrint === true && capabilities.hasSaveDialog;
  const saveDocument = useSaveDocument('toast.pageSaved');
  const { run: reveal } = useCommand('host.reveal', { isUndoable: false });
  const { run: lock } = useCommand('workspace.lock', { isUndoable: false });
  const { run: close } = useCommand('workspace.close', { isUndoable: false });

  return useMemo(
    () => ({
      go,
      find: () => show('palette'),
      shortcuts: () => show('shortcuts'),
      tour: () => void setGuides({ isTourOpen: true }),
      glossary: () => show('glossary'),
      news: () => show('news'),
      hideAmounts: () => toggleAmounts((choice) => void storeHiding(choice)),
      moveValuationDate: () => show('valuationDate'),
      reset: () => show('reset'),
      openFile,
      savePdf: canSavePdf ? () => void saveDocument(pdfName(), () => host.savePage(pdfName())) : undefined,
      reveal: canReveal ? () => void reveal({ workspace: true }) : undefined,
      lock: () => void runIfJobsMayStop(() => lock({})),
      close: () => void runIfJobsMayStop(() => close({})).then((isClosed) => isClosed && go('/')),
      undo: () => void undo(),
      redo: () => void redo(),
      setScale: (moneyScale) => void save({ moneyScale }),
      setTheme: (theme) => void save({ theme }),
      setLanguage: (language) => void save({ language }),
      chooseDeck: (deck) => void save({ deck }),
      choosePlan: ({ id }) => void choose({ id }),
    }),
    [go, show, undo, redo, setGuides, storeHiding, openFile, save, choose, canSavePdf, saveDocument, canReveal, reveal, lock, close],
  );
};
