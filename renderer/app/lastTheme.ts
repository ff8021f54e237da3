import type { ThemeMode } from '../theme/ThemeRoot.tsx';

const STORAGE_KEY = 'orebook.theme';

const isMode = (value: string | null): value is ThemeMode => value === 'light' || value === 'dark' || value === 'system';

/** Returns the last theme of this browser, used until the workspace's settings are loaded, so that a reload does not flash. */
export const lastTheme = (): ThemeMode => {
  try {
    const storedTheme = window.localStorage.getItem(STORAGE_KEY);
    return isMode(storedTheme) ? storedTheme : 'system';
  } catch {
    // without storage a reload may flash
    return 'system';
  }
};

export const saveLastTheme = (mode: ThemeMode): void => {
  try {
    window.localStorage.setItem(STORAGE_KEY, mode);
  } catch {
    // ignored
  }
};
