import { useEffect } from 'react';

/** The scroll position of each entry of the browser's history. */
const remembered = new Map<string, number>();

const entryKey = (): string => window.navigation?.currentEntry?.key ?? '';

/** Restores the scroll position on Back and Forward, since the page scrolls inside the shell; a new page starts at the top. */
export const useScrollMemory = (main: HTMLElement | null, path: string): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is another entry of the history
  useEffect(() => {
    if (!main) return;
    const key = entryKey();
    const wanted = remembered.get(key) ?? 0;
    main.scrollTop = wanted;

    // a loading page is too short: wait until it is high enough or the user scrolls
    const growth = new MutationObserver(() => {
      main.scrollTop = wanted;
      if (main.scrollTop >= wanted) growth.disconnect();
    });
    if (main.scrollTop < wanted) growth.observe(main, { childList: true, subtree: true, attributes: true });
    const byHand = (): void => growth.disconnect();
    const remember = (): void => {
      if (entryKey() === key) remembered.set(key, main.scrollTop);
    };
    main.addEventListener('wheel', byHand, { passive: true });
    main.addEventListener('keydown', byHand);
    main.addEventListener('pointerdown', byHand);
    main.addEventListener('scroll', remember, { passive: true });
    return () => {
      growth.disconnect();
      main.removeEventListener('wheel', byHand);
      main.removeEventListener('keydown', byHand);
      main.removeEventListener('pointerdown', byHand);
      main.removeEventListener('scroll', remember);
    };
  }, [main, path]);
};
