import { useEffect, useRef } from 'react';
import { text } from '#shared/messages/text.ts';

/** Calls `onHeading` with the page's h1 when it is rendered, and again when it is replaced or its text changes. */
const watchHeading = (main: HTMLElement, onHeading: (heading: HTMLHeadingElement) => void): (() => void) => {
  let lastHeading: HTMLHeadingElement | undefined;
  let lastText = '';
  const checkHeading = (): void => {
    const heading = main.querySelector('h1');
    if (!heading?.textContent || (heading === lastHeading && heading.textContent === lastText)) return;
    lastHeading = heading;
    lastText = heading.textContent;
    onHeading(heading);
  };
  checkHeading();
  const observer = new MutationObserver(checkHeading);
  observer.observe(main, { childList: true, subtree: true, characterData: true });
  return () => observer.disconnect();
};

export type HeadingOptions = {
  readonly path: string;
  readonly title: string;
  /** Uses the heading as the title of the document. */
  readonly isOfRecord: boolean;
  readonly workspace: string | undefined;
};

/** Sets the title of the document, and moves the focus to the heading after navigation. */
export const useHeading = (main: HTMLElement | null, { path, title, isOfRecord, workspace }: HeadingOptions): void => {
  const focusedPath = useRef(path);

  useEffect(() => {
    const setTitle = (page: string): void => {
      document.title = workspace === undefined ? text('app.titleWithoutWorkspace', { page }) : text('app.title', { page, workspace });
    };
    setTitle(title);
    if (!main) return;
    const previousFocus = document.activeElement;
    let focusedHeading: HTMLHeadingElement | undefined;
    return watchHeading(main, (heading) => {
      if (isOfRecord) setTitle(heading.textContent);
      const activeElement = document.activeElement;
      const isNew = focusedPath.current !== path;
      // the heading of the loading page had the focus and was replaced
      const isDropped = focusedHeading !== undefined && !focusedHeading.isConnected && activeElement === document.body;
      focusedPath.current = path;
      // the focus stays if it is already on the new page, or in a dialog that was opened meanwhile
      const isElsewhere = activeElement !== previousFocus && activeElement !== document.body;
      const isUsed = isElsewhere && (main.contains(activeElement) || activeElement?.closest('[role="dialog"]') != null);
      if (!isDropped && (!isNew || isUsed)) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      focusedHeading = heading;
    });
  }, [main, path, title, isOfRecord, workspace]);
};
