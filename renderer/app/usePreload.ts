import { useIsFetching } from '@tanstack/react-query';
import { useEffect } from 'react';
import { PAGES } from './places.ts';

/** Once the first page has its answers and the browser is idle, brings the code of the others, so that going there never waits for it. */
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
