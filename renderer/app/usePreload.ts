import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { PAGES } from './places.ts';

/** Loads the code of all other pages, one after the other, when the first page is loaded and the browser is idle. */
export const usePreload = (): void => {
  const isQuiet = useIsFetching() === 0;
  const preloadedCount = useRef(0);
  useEffect(() => {
    if (!isQuiet) return;
    let callbackId = 0;
    const preloadNext = (): void => {
      callbackId = requestIdleCallback(() => {
        const page = PAGES[preloadedCount.current];
        if (page === undefined) return;
        preloadedCount.current += 1;
        void page.Page.preload();
        preloadNext();
      });
    };
    preloadNext();
    return () => cancelIdleCallback(callbackId);
  }, [isQuiet]);
};
