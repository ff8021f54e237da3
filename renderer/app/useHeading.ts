import { useEffect, useRef } from 'react';
import { text } from '#shared/messages/text.ts';

/** Calls `found` with the page's h1 now or as soon as it stands, and again whenever another takes its place or its words change. */
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
  /** The heading names the page better than its title does. */
  readonly ofRecord: boolean;
  readonly workspace: string | undefined;
};

/** Names the document after the page, and moves the focus to its heading when one goes to another page. */
export const useHeading = (main: HTMLElement | null, { path, title, ofRecord, workspace }: HeadingOptions): void => {
  const focused = useRef(path);

  useEffect(() => {
    const name = (page: string): void => {
      document.title = workspace === undefined ? text('app.titleBare', { page }) : text('app.title', { page, workspace });
    };
    name(title);
    if (!main) return;
    const left = document.activeElement;
    let held: HTMLHeadingElement | undefined;
    return watchHeading(main, (heading) => {
      if (ofRecord) name(heading.textContent);
      const active = document.activeElement;
      const isNew = focused.current !== path;
      // the heading of a page that was still waiting took the focus with it when the answer came
      const isDropped = held !== undefined && !held.isConnected && active === document.body;
      focused.current = path;
      // whoever already works on the new page stays there
      const isBusy = active !== left && active !== document.body && main.contains(active);
      if (!isDropped && (!isNew || isBusy)) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      held = heading;
    });
  }, [main, path, title, ofRecord, workspace]);
};
