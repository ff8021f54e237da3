/** The key of the current entry of the browser's history: the same again on Back and Forward. */
export const historyEntryKey = (): string => window.navigation?.currentEntry?.key ?? '';
