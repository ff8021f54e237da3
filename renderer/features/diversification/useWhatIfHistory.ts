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

/** The changes of the page. Each of them is an entry of the browser's history. */
export const useWhatIfHistory = () => {
  const search = useSearch();
  const [, navigate] = useLocation();
  // the address holds finished changes, not the positions of a drag
  const [changes, setChanges] = useState(() => parseChanges(search));
  const [lastSearch, setLastSearch] = useState(search);
  if (lastSearch !== search) {
    setLastSearch(search);
    setChanges(parseChanges(search));
  }
  const shown = whatIfRoute(parseChanges(search));
  return {
    changes,
    /** Changes while something is dragged. */
    drag: setChanges,
    /** Finishes a change. One that continues the last, as keys move a slider step by step, replaces its entry. */
    commit: (next: Changes, isContinued = false) => {
      setChanges(next);
      const route = whatIfRoute(next);
      if (route !== shown) navigate(route, { replace: isContinued });
    },
  };
};

/** Makes undo and redo step through the entries of the browser's history that are changes of the page. */
export const useWhatIfSteps = (nameOf: (step: WhatIfStep) => string): void => {
  const search = useSearch();
  const changes = parseChanges(search);
  const shown = whatIfRoute(changes);
  const before = changesBeside(-1, shown);
  const after = changesBeside(1, shown);
  const steps: Steps | undefined =
    before || after
      ? {
          undo: before && { what: nameOf(stepBetween(before, changes)), run: () => window.history.back() },
          redo: after && { what: nameOf(stepBetween(changes, after)), run: () => window.history.forward() },
        }
      : undefined;
  const key = JSON.stringify(steps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the steps, which are made anew with every rendering
  usePageSteps(useMemo(() => steps, [key]));
};
