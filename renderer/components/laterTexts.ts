import { useSyncExternalStore } from 'react';
import { onMissingText, registerLocale } from '#shared/messages/text.ts';

let isLoaded = false;
const listeners = new Set<() => void>();

/** Loads the English texts that are not those of the first page. */
export const loadLaterTexts = async (): Promise<void> => {
  if (isLoaded) return;
  const { english } = await import('#shared/messages/english.ts');
  registerLocale('en', english);
  isLoaded = true;
  for (const notify of listeners) notify();
};

// a text of another page that the first page needs, such as that of a new kind of issue, is shown as soon as it is loaded
onMissingText(() => void loadLaterTexts().catch(() => undefined));

/** Renders again when the later texts are loaded. */
export const useLaterTexts = (): boolean =>
  useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => isLoaded,
  );
