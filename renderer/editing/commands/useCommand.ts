import { useCallback, useEffect, useRef } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCommandMutation } from '../../api/queries.ts';
import type { CommandName } from '../../api/sendCommand.ts';
import { useToast } from '../../components/Toast.tsx';
import { useUndo } from './useUndo.ts';

export type CommandOptions<K extends CommandName> = {
  /** What is said when it is done; nothing is said without it. */
  readonly done?: ((output: Output<K>, input: Input<K>) => string) | undefined;
  /** False for an act that leaves no history, or left none this time: its line offers no Undo. */
  readonly undoable?: boolean | ((output: Output<K>, input: Input<K>) => boolean) | undefined;
  /** True when the page shows this error at the place it belongs to; every other is said at the foot of the page. */
  readonly shows?: ((error: OrebookError) => boolean) | undefined;
  /** True for an act that makes something new: a second press while the first is under way makes nothing. */
  readonly alone?: boolean | undefined;
};

export type Command<K extends CommandName> = {
  /** Does it. Answers its output, or undefined when nothing was done: it was refused, which was said, or is under way already. */
  readonly run: (input: Input<K>) => Promise<Output<K> | undefined>;
  readonly pending: boolean;
};

/** A command as a person does it: it says what was done, offers to undo it, and puts a refusal into words. */
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
      const { done, undoable = true, shows, alone = false } = latest.current;
      if (alone && running.current > 0) return undefined;
      running.current += 1;
      try {
        const output = await mutateAsync(input);
        const undone = typeof undoable === 'function' ? undoable(output, input) : undoable;
        if (done) toast({ text: done(output, input), ...(undone ? { onUndo: () => void undo() } : {}) });
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

  return { run, pending: isPending };
};
