import { useEffect } from 'react';

/** How far each entry of the browser's history was scrolled. */
const remembered = new Map<string, number>();

const entryKey = (): string => window.navigation?.currentEntry?.key ?? '';

/** The page scrolls inside the shell, so Back and Forward find their place by ours: a new page begins at its top. */
export const useScrollMemory = (main: HTMLElement | null, path: string): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path says that another entry of the history is shown
  useEffect(() => {
    if (!main) return;
    const key = entryKey();
    const wanted = remembered.get(key) ?? 0;
    main.scrollTop = wanted;

    // a page that is still filling is too short yet: follow its growth until it reaches the place or somebody scrolls
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
