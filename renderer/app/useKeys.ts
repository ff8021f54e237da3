import { useEffect } from 'react';

/** A shortcut of the shell: a single key, one with Ctrl or Cmd, or one after G. */
export type KeyBinding = {
  readonly key: string;
  readonly with?: 'command' | 'commandShift' | 'afterG' | undefined;
  /** Also works in text fields. */
  readonly whileTyping?: boolean | undefined;
  readonly run: () => void;
};

/** How long G waits for the next key, ms. */
const SEQUENCE_MS = 1500;

const TEXT_TYPES = new Set(['text', 'search', 'number', 'email', 'url', 'tel', 'password', 'date', 'month']);

/** Returns true if the target is a text field, where single keys are input and undo belongs to the field. */
export const isTyping = (target: EventTarget | null): boolean => {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TEXT_TYPES.has(target.type);
};

/** Returns true if the target is in a dialog, menu or list, which handle their own keys; points of a chart are part of the page. */
export const isOverPage = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="listbox"]:not([data-points])') !== null;

const matchesBinding = (binding: KeyBinding, key: string, hasCommand: boolean, hasShift: boolean, isAfterG: boolean): boolean => {
  if (binding.key !== key) return false;
  switch (binding.with) {
    case 'command':
      return hasCommand && !hasShift;
    case 'commandShift':
      return hasCommand && hasShift;
    case 'afterG':
      return !hasCommand && isAfterG;
    default:
      return !hasCommand && !isAfterG;
  }
};

/** Binds the shortcuts of the shell. */
export const useKeys = (bindings: readonly KeyBinding[]): void => {
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey || isOverPage(event.target)) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const isInTextField = isTyping(event.target);
      const afterG = event.timeStamp - pressedG < SEQUENCE_MS;
      pressedG = Number.NEGATIVE_INFINITY;
      const binding = bindings.find((candidate) => matchesBinding(candidate, key, command, event.shiftKey, afterG));
      if (binding && (!isInTextField || binding.whileTyping)) {
        event.preventDefault();
        binding.run();
      } else if (key === 'g' && !command && !isInTextField) pressedG = event.timeStamp;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bindings]);
};
