import { useEffect } from 'react';

/** A key that does something everywhere: a single key, one with Ctrl or Cmd, or one that follows G. */
export type KeyBinding = {
  readonly key: string;
  readonly with?: 'command' | 'commandShift' | 'afterG' | undefined;
  /** Works while something is being typed, too. */
  readonly whileTyping?: boolean | undefined;
  readonly run: () => void;
};

/** How long G waits for the letter of a place. */
const FOLLOW_MS = 1500;

const TEXT_TYPES = new Set(['text', 'search', 'number', 'email', 'url', 'tel', 'password', 'date', 'month']);

/** Whether keys are being typed into something: then single keys are letters, and undo is the field's own. */
export const isTyping = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TEXT_TYPES.has(target.type);
};

/** What lies over the page has keys of its own; a list of points lies in it. */
export const isOverPage = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]:not([data-points])') !== null;

const fits = (binding: KeyBinding, key: string, command: boolean, shift: boolean, afterG: boolean): boolean => {
  if (binding.key !== key) return false;
  switch (binding.with) {
    case 'command':
      return command && !shift;
    case 'commandShift':
      return command && shift;
    case 'afterG':
      return !command && afterG;
    default:
      return !command && !afterG;
  }
};

/** Listens to the keys of the shell. */
export const useKeys = (bindings: readonly KeyBinding[]): void => {
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey || isOverPage(event.target)) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const typing = isTyping(event.target);
      const afterG = event.timeStamp - pressedG < FOLLOW_MS;
      pressedG = Number.NEGATIVE_INFINITY;
      const binding = bindings.find((candidate) => fits(candidate, key, command, event.shiftKey, afterG));
      if (binding && (!typing || binding.whileTyping)) {
        event.preventDefault();
        binding.run();
      } else if (key === 'g' && !command && !typing) pressedG = event.timeStamp;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bindings]);
};
