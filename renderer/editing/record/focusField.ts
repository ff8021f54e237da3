import { useEffect, useRef } from 'react';

/** Puts the focus into the field of a path. */
export const focusField = (path: string): void => {
  const named = document.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`);
  const hidden = named?.getAttribute('aria-hidden') === 'true';
  const field = hidden ? named?.parentElement?.querySelector<HTMLElement>('[role="combobox"]') : named;
  field?.focus();
};

/** Ctrl+Enter, in a field or beside it: takes what is in the field, then submits. */
export const useSubmitKey = (submit: () => void): void => {
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // leaving the field is what takes its value
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};
