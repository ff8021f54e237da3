import { createContext, useContext, useEffect } from 'react';

/** A change that can be undone or redone: its name, and the function that does it. */
export type Step = { readonly what: string; readonly run: () => void };

export type Steps = { readonly undo: Step | undefined; readonly redo: Step | undefined };

const RegisterSteps = createContext<(steps: Steps | undefined) => void>(() => {});

/** Provides the place where pages register their steps. */
export const PageStepsProvider = RegisterSteps.Provider;

/**
 * Registers the steps of a page that stores nothing. While it has steps, undo and redo of header, shortcuts, palette and menu apply to these
 * steps and not to stored changes.
 */
export const usePageSteps = (steps: Steps | undefined): void => {
  const register = useContext(RegisterSteps);
  useEffect(() => register(steps), [register, steps]);
  useEffect(() => () => register(undefined), [register]);
};
