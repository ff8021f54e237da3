import { useEffect } from 'react';
import { historyEntryKey } from '../components/historyEntryKey.ts';

/** Scroll positions, px, by the key of an entry of the browser's history. */
const scrollPositions = new Map<string, number>();

/** Restores the scroll position on Back and Forward, since the page scrolls inside the shell; a new page starts at the top. */
export const useScrollMemory = (main: HTMLElement | null, path: string): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is another entry of the history
  useEffect(() => {
    if (!main) return;
    const key = historyEntryKey();
    const storedTop = scrollPositions.get(key) ?? 0;
    main.scrollTop = storedTop;

    // a loading page is too short: wait until it is high enough or the user scrolls
    const growth = new MutationObserver(() => {
      main.scrollTop = storedTop;
      if (main.scrollTop >= storedTop) growth.disconnect();
    });
    if (main.scrollTop < storedTop) growth.observe(main, { childList: true, subtree: true, attributes: true });
    const stopRestoring = (): void => growth.disconnect();
    const savePosition = (): void => {
      if (historyEntryKey() === key) scrollPositions.set(key, main.scrollTop);
    };
    main.addEventListener('wheel', stopRestoring, { passive: true });
    main.addEventListener('keydown', stopRestoring);
    main.addEventListener('pointerdown', stopRestoring);
    main.addEventListener('scroll', savePosition, { passive: true });
    return () => {
      growth.disconnect();
      main.removeEventListener('wheel', stopRestoring);
      main.removeEventListener('keydown', stopRestoring);
      main.removeEventListener('pointerdown', stopRestoring);
      main.removeEventListener('scroll', savePosition);
    };
  }, [main, path]);
};
