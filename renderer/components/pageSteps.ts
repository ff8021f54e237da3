import { createContext, useContext, useEffect } from 'react';

/** What can be taken back, or made again: its name and how. */
export type Step = { readonly what: string; readonly run: () => void };

export type Steps = { readonly undo: Step | undefined; readonly redo: Step | undefined };

const Told = createContext<(steps: Steps | undefined) => void>(() => {});

/** Gives the pages inside somewhere to say which steps they hold. */
export const PageStepsProvider = Told.Provider;

/**
 * Steps of a page that stores nothing. While it holds any, undo and redo of header, keys, palette and menu are these; what is stored
 * waits until then, so that one press too many takes nothing else back.
 */
export const usePageSteps = (steps: Steps | undefined): void => {
  const tell = useContext(Told);
  useEffect(() => tell(steps), [tell, steps]);
  useEffect(() => () => tell(undefined), [tell]);
};
