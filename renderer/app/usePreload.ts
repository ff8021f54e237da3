import { useIsFetching } from '@tanstack/react-query';
import { useEffect } from 'react';
import { PAGES } from './places.ts';

/** Loads the code of all other pages when the first page is loaded and the browser is idle. */
export const usePreload = (): void => {
  const isQuiet = useIsFetching() === 0;
  useEffect(() => {
    if (!isQuiet) return;
    const callbackId = requestIdleCallback(() => {
      for (const { Page } of PAGES) void Page.preload();
    });
    return () => cancelIdleCallback(callbackId);
  }, [isQuiet]);
};
