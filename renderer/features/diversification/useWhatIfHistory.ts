import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Steps, usePageSteps } from '../../components/pageSteps.ts';
import { type Changes, parseChanges, stepBetween, type WhatIfStep, whatIfRoute } from './diversificationRoutes.ts';

const { pathname: PATH } = new URL(whatIfRoute(parseChanges('')), window.location.origin);

/** The changes of a neighbouring entry of the browser's history; undefined for another page or the same changes. */
const changesBeside = (offset: 1 | -1, shownRoute: string): Changes | undefined => {
  const { navigation } = window;
  // a browser without the Navigation API has only Back and Forward
  const url = navigation?.currentEntry ? navigation.entries()[navigation.currentEntry.index + offset]?.url : undefined;
  if (!url) return undefined;
  const { pathname, search } = new URL(url);
  const changes = parseChanges(search);
  return pathname === PATH && whatIfRoute(changes) !== shownRoute ? changes : undefined;
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
  const shownRoute = whatIfRoute(parseChanges(search));
  return {
    changes,
    /** Changes while something is dragged. */
    drag: setChanges,
    /** Finishes a change. One that continues the last, as keys move a slider step by step, replaces its entry. */
    commit: (next: Changes, isContinued = false) => {
      setChanges(next);
      const route = whatIfRoute(next);
      if (route !== shownRoute) navigate(route, { replace: isContinued });
    },
  };
};

/** Makes undo and redo step through the entries of the browser's history that are changes of the page. */
export const useWhatIfSteps = (nameOf: (step: WhatIfStep) => string): void => {
  const search = useSearch();
  const changes = parseChanges(search);
  const shownRoute = whatIfRoute(changes);
  const previousChanges = changesBeside(-1, shownRoute);
  const nextChanges = changesBeside(1, shownRoute);
  const steps: Steps | undefined =
    previousChanges || nextChanges
      ? {
          undo: previousChanges && { what: nameOf(stepBetween(previousChanges, changes)), run: () => window.history.back() },
          redo: nextChanges && { what: nameOf(stepBetween(changes, nextChanges)), run: () => window.history.forward() },
        }
      : undefined;
  const key = JSON.stringify(steps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the steps, which are made anew with every rendering
  usePageSteps(useMemo(() => steps, [key]));
};
