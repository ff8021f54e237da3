import { useCallback, useEffect, useRef } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCommandMutation } from '../../api/queries.ts';
import type { CommandName } from '../../api/sendCommand.ts';
import { useToast } from '../../components/Toast.tsx';
import { useUndo } from './useUndo.ts';

export type CommandOptions<K extends CommandName> = {
  /** The text of the message when it is done; no message without it. */
  readonly doneText?: ((output: Output<K>, input: Input<K>) => string) | undefined;
  /** False for a command that left no history: its message offers no Undo. */
  readonly isUndoable?: boolean | ((output: Output<K>, input: Input<K>) => boolean) | undefined;
  /** Returns true when the page shows this error itself; all others appear as a message. */
  readonly shows?: ((error: OrebookError) => boolean) | undefined;
  /** True for a command that creates something: a second press while the first is running does nothing. */
  readonly isExclusive?: boolean | undefined;
};

export type Command<K extends CommandName> = {
  /** Runs it. Resolves to its output, or to undefined when it failed, which is shown, or is running already. */
  readonly run: (input: Input<K>) => Promise<Output<K> | undefined>;
  readonly isPending: boolean;
};

/** Runs a command of the user: shows a message when it is done, offers to undo it, and shows its errors. */
export const useCommand = <K extends CommandName>(name: K, options: CommandOptions<K> = {}): Command<K> => {
  const toast = useToast();
  const { undo } = useUndo();
  const { mutateAsync, isPending } = useCommandMutation(name);
  const latest = useRef(options);
  const running = useRef(0);
  useEffect(() => {
    latest.current = options;
  });

  const run = useCallback(
    async (input: Input<K>): Promise<Output<K> | undefined> => {
      const { doneText, isUndoable = true, shows, isExclusive = false } = latest.current;
      if (isExclusive && running.current > 0) return undefined;
      running.current += 1;
      try {
        const output = await mutateAsync(input);
        const canUndo = typeof isUndoable === 'function' ? isUndoable(output, input) : isUndoable;
        if (doneText) toast({ text: doneText(output, input), ...(canUndo ? { onUndo: () => void undo() } : {}) });
        return output;
      } catch (error) {
        if (!(error instanceof OrebookError && shows?.(error))) toast({ text: errorText(error), failed: true });
        return undefined;
      } finally {
        running.current -= 1;
      }
    },
    [mutateAsync, toast, undo],
  );

  return { run, isPending };
};
