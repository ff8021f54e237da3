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
  /** Whether its message offers Undo: not for a command that leaves no history. */
  readonly isUndoable?: boolean | ((output: Output<K>, input: Input<K>) => boolean) | undefined;
  /** Returns true when the page shows this error itself; all others appear as a message. */
  readonly shows?: ((error: OrebookError) => boolean) | undefined;
  /** Whether a second run is refused while the first is under way: for commands that create something. */
  readonly isExclusive?: boolean | undefined;
};

export type Command<K extends CommandName> = {
  /** Runs the command. Resolves to its output; to undefined when it failed, which is shown, or when it is exclusive and running already. */
  readonly run: (input: Input<K>) => Promise<Output<K> | undefined>;
  readonly isPending: boolean;
};

/** Runs a command of the user: shows a message when it is done, offers to undo it, and shows its errors. */
export const useCommand = <K extends CommandName>(name: K, options: CommandOptions<K> = {}): Command<K> => {
  const toast = useToast();
  const { undo } = useUndo();
  const { mutateAsync, isPending } = useCommandMutation(name);
  const latestOptions = useRef(options);
  const runningCount = useRef(0);
  useEffect(() => {
    latestOptions.current = options;
  });

  const run = useCallback(
    async (input: Input<K>): Promise<Output<K> | undefined> => {
      const { doneText, isUndoable = true, shows, isExclusive = false } = latestOptions.current;
      if (isExclusive && runningCount.current > 0) return undefined;
      runningCount.current += 1;
      try {
        const output = await mutateAsync(input);
        const canUndo = typeof isUndoable === 'function' ? isUndoable(output, input) : isUndoable;
        if (doneText) toast({ text: doneText(output, input), ...(canUndo ? { onUndo: () => void undo() } : {}) });
        return output;
      } catch (error) {
        if (!(error instanceof OrebookError && shows?.(error))) toast({ text: errorText(error), isError: true });
        return undefined;
      } finally {
        runningCount.current -= 1;
      }
    },
    [mutateAsync, toast, undo],
  );

  return { run, isPending };
};
