import { useEffect, useRef } from 'react';
import { useSearch } from 'wouter';

/** Focuses the field of a path, in a form or anywhere on the page. */
export const focusField = (path: string, container: ParentNode = document): void => {
  const element = container.querySelector<HTMLElement>(`[name="${CSS.escape(path)}"]`);
  // the native input of a select is hidden; its combobox takes the focus
  const isHidden = element?.getAttribute('aria-hidden') === 'true';
  const field = isHidden ? element?.parentElement?.querySelector<HTMLElement>('[role="combobox"]') : element;
  field?.focus();
};

/** Focuses the field that the address names, as `?field=code`. */
export const useRequestedField = (): void => {
  const requestedField = new URLSearchParams(useSearch()).get('field');
  useEffect(() => {
    if (requestedField !== null) focusField(requestedField);
  }, [requestedField]);
};

/** Submits on Ctrl+Enter, in a field or outside; commits the focused field first. */
export const useSubmitKey = (submit: () => void): void => {
  const latestSubmit = useRef(submit);
  useEffect(() => {
    latestSubmit.current = submit;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // a field commits when it loses the focus
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      latestSubmit.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
};
