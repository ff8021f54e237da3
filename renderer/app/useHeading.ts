import { useEffect, useRef } from 'react';
import { text } from '#shared/messages/text.ts';

/** Calls `found` with the page's h1 when it is rendered, and again when it is replaced or its text changes. */
const watchHeading = (main: HTMLElement, found: (heading: HTMLHeadingElement) => void): (() => void) => {
  let known: HTMLHeadingElement | undefined;
  let said = '';
  const look = (): void => {
    const heading = main.querySelector('h1');
    if (!heading?.textContent || (heading === known && heading.textContent === said)) return;
    known = heading;
    said = heading.textContent;
    found(heading);
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(main, { childList: true, subtree: true, characterData: true });
  return () => observer.disconnect();
};

export type HeadingOptions = {
  readonly path: string;
  readonly title: string;
  /** Uses the heading as the title of the document. */
  readonly ofRecord: boolean;
  readonly workspace: string | undefined;
};

/** Sets the title of the document, and moves the focus to the heading after navigation. */
export const useHeading = (main: HTMLElement | null, { path, title, ofRecord, workspace }: HeadingOptions): void => {
  const focused = useRef(path);

  useEffect(() => {
    const name = (page: string): void => {
      document.title = workspace === undefined ? text('app.titleWithoutWorkspace', { page }) : text('app.title', { page, workspace });
    };
    name(title);
    if (!main) return;
    const left = document.activeElement;
    let held: HTMLHeadingElement | undefined;
    return watchHeading(main, (heading) => {
      if (ofRecord) name(heading.textContent);
      const active = document.activeElement;
      const isNew = focused.current !== path;
      // the heading of the loading page had the focus and was replaced
      const isDropped = held !== undefined && !held.isConnected && active === document.body;
      focused.current = path;
      // the focus stays if it is already on the new page
      const isBusy = active !== left && active !== document.body && main.contains(active);
      if (!isDropped && (!isNew || isBusy)) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      held = heading;
    });
  }, [main, path, title, ofRecord, workspace]);
};
