import { useEffect, useSyncExternalStore } from 'react';
import { areAmountsHidden, setAmountsHidden } from '#shared/units/format.ts';
import type { Workspace } from './useWorkspace.ts';

/** A choice made in this window that the core has not confirmed yet: amounts disappear at once, however busy the core is. */
let pendingChoice: boolean | undefined;
const listeners = new Set<() => void>();

const setPendingChoice = (isHiding: boolean | undefined): void => {
  pendingChoice = isHiding;
  for (const listener of [...listeners]) listener();
};

/** Hides the amounts of this window, or shows them again, and lets `store` keep the choice. */
export const toggleAmounts = (store: (choice: { readonly isHiding: boolean }) => void): void => {
  // a field keeps what was typed in it when it is left
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  const isHiding = !areAmountsHidden();
  setPendingChoice(isHiding);
  store({ isHiding });
};

/** Returns whether amounts are hidden, and applies it to the texts of this render and to styles. */
export const useHiddenAmounts = (state: Workspace['state']): boolean => {
  const choice = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pendingChoice,
  );
  const storedChoice = state?.open ? state.isHidingAmounts : undefined;
  const isHiding = choice ?? storedChoice ?? areAmountsHidden();
  // before the children render
  setAmountsHidden(isHiding);
  useEffect(() => {
    // styles mask what is typed in inputs
    document.documentElement.toggleAttribute('data-amounts-hidden', isHiding);
    if (choice !== undefined && choice === storedChoice) setPendingChoice(undefined);
  }, [isHiding, choice, storedChoice]);
  return isHiding;
};
