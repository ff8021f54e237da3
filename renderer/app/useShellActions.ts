import { useMemo } from 'react';
import type { PlanId } from '#shared/domain/ids.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { host } from '../api/host.ts';
import { useCall } from '../api/queries.ts';
import { useCommand } from '../editing/commands/useCommand.ts';
import { useSaveDocument } from '../editing/commands/useDocument.ts';
import { useUndo } from '../editing/commands/useUndo.ts';
import { useOpenFile } from '../features/workspace/index.ts';

/** What can be done from everywhere: by header, rail, palette and keys alike. */
export type ShellActions = {
  readonly go: (route: string) => void;
  readonly find: () => void;
  readonly shortcuts: () => void;
  readonly roll: () => void;
  readonly reset: () => void;
  readonly openFile: () => void;
  /** Saves the page as a PDF; undefined where the host leaves that to its dialog of printing. */
  readonly savePdf: (() => void) | undefined;
  /** Shows the workspace in its folder; undefined where the host can't. */
  readonly reveal: (() => void) | undefined;
  readonly close: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly setScale: (moneyScale: WorkspaceSettings['moneyScale']) => void;
  readonly setTheme: (theme: WorkspaceSettings['theme']) => void;
  readonly setLanguage: (language: WorkspaceSettings['language']) => void;
  readonly choosePlan: (plan: { readonly id: PlanId; readonly name: string }) => void;
};

/** What lies over the page. */
export type Overlay = 'palette' | 'shortcuts' | 'roll' | 'reset';

/** The page as a file: its title, which names the workspace. */
const pdfName = (): string => `${document.title}.pdf`;

/** The actions of the shell; `show` opens what lies over the page. */
export const useShellActions = (go: (route: string) => void, show: (overlay: Overlay) => void): ShellActions => {
  const { undo, redo } = useUndo();
  // what one looks at leaves no history, and the page itself says that it changed
  const { run: save } = useCommand('settings.save', { undoable: false });
  const { run: choose } = useCommand('plans.choose', { undoable: false });
  const openFile = useOpenFile(go);
  const can = useCall('host.capabilities', {}).data;
  const canReveal = can?.reveal === true;
  const canSavePdf = can?.print === true && can.saveDialog;
  const saving = useSaveDocument('toast.pageSaved');
  const { run: reveal } = useCommand('host.reveal', { undoable: false });
  const { run: close } = useCommand('workspace.close', { undoable: false });

  return useMemo(
    () => ({
      go,
      find: () => show('palette'),
      shortcuts: () => show('shortcuts'),
      roll: () => show('roll'),
      reset: () => show('reset'),
      openFile,
      savePdf: canSavePdf ? () => void saving(pdfName(), () => host.savePage(pdfName())) : undefined,
      reveal: canReveal ? () => void reveal({ workspace: true }) : undefined,
      close: () => void close({}).then((closed) => closed && go('/')),
      undo: () => void undo(),
      redo: () => void redo(),
      setScale: (moneyScale) => void save({ moneyScale }),
      setTheme: (theme) => void save({ theme }),
      setLanguage: (language) => void save({ language }),
      choosePlan: ({ id }) => void choose({ id }),
    }),
    [go, show, undo, redo, openFile, save, choose, canSavePdf, saving, canReveal, reveal, close],
  );
};
