import { useIsFetching } from '@tanstack/react-query';
import { useEffect } from 'react';
import { PAGES } from './places.ts';

/** Loads the code of all other pages when the first page is loaded and the browser is idle. */
export const usePreload = (): void => {
  const quiet = useIsFetching() === 0;
  useEffect(() => {
    if (!quiet) return;
    const idle = requestIdleCallback(() => {
      for (const { Page } of PAGES) Page.preload();
    });
    return () => cancelIdleCallback(idle);
  }, [quiet]);
};
