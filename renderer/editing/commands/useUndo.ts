import { useCallback, useMemo } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderChange } from '#shared/presentation/message.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { useToast } from '../../components/Toast.tsx';

export type Undo = { readonly undo: () => Promise<void>; readonly redo: () => Promise<void> };

/** Whether there was nothing to undo or redo, as after a second press of the keys; that is not shown. */
const isIdle = (error: unknown): boolean =>
  error instanceof OrebookError && (error.code === 'NOTHING_TO_UNDO' || error.code === 'NOTHING_TO_REDO');

/** Undoes the last change or redoes it, and shows which it was. */
export const useUndo = (): Undo => {
  const toast = useToast();
  const { mutateAsync: undo } = useCommandMutation('history.undo');
  const { mutateAsync: redo } = useCommandMutation('history.redo');

  const fail = useCallback(
    (error: unknown): void => {
      if (!isIdle(error)) toast({ text: errorText(error), isError: true });
    },
    [toast],
  );

  const runRedo = useCallback(async (): Promise<void> => {
    try {
      const { label } = await redo({});
      toast({ text: text('toast.redone', { what: renderChange(label) }) });
    } catch (error) {
      fail(error);
    }
  }, [redo, toast, fail]);

  const runUndo = useCallback(async (): Promise<void> => {
    try {
      const { label } = await undo({});
      toast({ text: text('toast.undone', { what: renderChange(label) }) });
    } catch (error) {
      fail(error);
    }
  }, [undo, toast, fail]);

  return useMemo(() => ({ undo: runUndo, redo: runRedo }), [runUndo, runRedo]);
};
