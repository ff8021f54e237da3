import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Steps, usePageSteps } from '../../components/pageSteps.ts';
import { type Changes, parseChanges, stepBetween, type WhatIfStep, whatIfRoute } from './diversificationRoutes.ts';

const { pathname: PATH } = new URL(whatIfRoute(parseChanges('')), window.location.origin);

/** What an entry beside the shown one of the browser's history tries; undefined where it is another page's, or tries the same. */
const triedBeside = (offset: 1 | -1, shown: string): Changes | undefined => {
  const { navigation } = window;
  // a browser without it steps by Back and Forward alone
  const url = navigation?.currentEntry ? navigation.entries()[navigation.currentEntry.index + offset]?.url : undefined;
  if (!url) return undefined;
  const { pathname, search } = new URL(url);
  const tried = parseChanges(search);
  return pathname === PATH && whatIfRoute(tried) !== shown ? tried : undefined;
};

/** What is tried on the page: each try is an entry of the browser's history, so that Back and Forward, undo and redo step through them. */
export const useWhatIfHistory = (nameOf: (step: WhatIfStep) => string) => {
  const search = useSearch();
  const [, navigate] = useLocation();
  // the address keeps what was tried, but not every place of a drag on the way
  const [changes, setChanges] = useState(() => parseChanges(search));
  const [read, setRead] = useState(search);
  if (read !== search) {
    setRead(search);
    setChanges(parseChanges(search));
  }
  const shown = whatIfRoute(parseChanges(search));
  const back = triedBeside(-1, shown);
  const on = triedBeside(1, shown);
  const steps: Steps | undefined =
    back || on
      ? {
          undo: back && { what: nameOf(stepBetween(back, parseChanges(search))), run: () => window.history.back() },
          redo: on && { what: nameOf(stepBetween(parseChanges(search), on)), run: () => window.history.forward() },
        }
      : undefined;
  const said = JSON.stringify(steps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the steps, which are made anew with every picture
  usePageSteps(useMemo(() => steps, [said]));
  return {
    changes,
    /** On the way, while something is dragged. */
    drag: setChanges,
    /** A try; one that goes on with the last, as keys move a slider from place to place, takes its place. */
    settle: (next: Changes, goesOn = false) => {
      setChanges(next);
      const route = whatIfRoute(next);
      if (route !== shown) navigate(route, { replace: goesOn });
    },
  };
};
