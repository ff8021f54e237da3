import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Steps, usePageSteps } from '../../components/pageSteps.ts';
import { type Changes, parseChanges, stepBetween, type WhatIfStep, whatIfRoute } from './diversificationRoutes.ts';

const { pathname: PATH } = new URL(whatIfRoute(parseChanges('')), window.location.origin);

/** The changes of a neighbouring entry of the browser's history; undefined for another page or the same changes. */
const changesBeside = (offset: 1 | -1, shown: string): Changes | undefined => {
  const { navigation } = window;
  // a browser without the Navigation API has only Back and Forward
  const url = navigation?.currentEntry ? navigation.entries()[navigation.currentEntry.index + offset]?.url : undefined;
  if (!url) return undefined;
  const { pathname, search } = new URL(url);
  const changes = parseChanges(search);
  return pathname === PATH && whatIfRoute(changes) !== shown ? changes : undefined;
};

/** The changes of the page. Each step is an entry of the browser's history, so that Back and Forward, undo and redo step through them. */
export const useWhatIfHistory = (nameOf: (step: WhatIfStep) => string) => {
  const search = useSearch();
  const [, navigate] = useLocation();
  // the address has every step, but not every position of a drag
  const [changes, setChanges] = useState(() => parseChanges(search));
  const [lastSearch, setLastSearch] = useState(search);
  if (lastSearch !== search) {
    setLastSearch(search);
    setChanges(parseChanges(search));
  }
  const shown = whatIfRoute(parseChanges(search));
  const previous = changesBeside(-1, shown);
  const next = changesBeside(1, shown);
  const steps: Steps | undefined =
    previous || next
      ? {
          undo: previous && { what: nameOf(stepBetween(previous, parseChanges(search))), run: () => window.history.back() },
          redo: next && { what: nameOf(stepBetween(parseChanges(search), next)), run: () => window.history.forward() },
        }
      : undefined;
  const stepsText = JSON.stringify(steps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text identifies the steps, which are new objects at every render
  usePageSteps(useMemo(() => steps, [stepsText]));
  return {
    changes,
    /** Shows changes during a drag without a step. */
    drag: setChanges,
    /** Adds a step. A continued one, as keys move a slider on, replaces the last. */
    commit: (next: Changes, isContinued = false) => {
      setChanges(next);
      const route = whatIfRoute(next);
      if (route !== shown) navigate(route, { replace: isContinued });
    },
  };
};
