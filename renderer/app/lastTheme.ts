import type { ThemeMode } from '../theme/ThemeRoot.tsx';

const KEPT_UNDER = 'orebook.theme';

const isMode = (value: string | null): value is ThemeMode => value === 'light' || value === 'dark' || value === 'system';

/** The theme that this browser showed last: worn until the workspace says which is its own, so that a reload does not flash. */
export const lastTheme = (): ThemeMode => {
  try {
    const kept = window.localStorage.getItem(KEPT_UNDER);
    return isMode(kept) ? kept : 'system';
  } catch {
    // storage that is shut off only costs the flash
    return 'system';
  }
};

export const saveLastTheme = (mode: ThemeMode): void => {
  try {
    window.localStorage.setItem(KEPT_UNDER, mode);
  } catch {
    // see above
  }
};
