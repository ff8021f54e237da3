import type { Page } from '@playwright/test';

type KeyWatch = { readonly redrawn: Promise<number> };

/**
 * Waits in the page for the next key. Resolves to the milliseconds from the key event's timestamp to the end of the frame after which
 * nothing changes: text in `main` has changed at least once, and neither text nor a canvas has changed since. Measured inside the page, so
 * that the driver's round trips do not count, and to the end of a frame, because that is when a user sees it.
 */
const watchNextKey = (): KeyWatch => {
  const main = document.querySelector('main');
  if (!main) throw new Error('the page has no main part');
  const redraw = new Promise<number>((resolve) => {
    let pressTime: number | undefined;
    let lastChange = Number.NaN;
    const noteChange = () => {
      lastChange = performance.now();
    };

    // every chart clears its canvas before it draws
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...area) {
      if (pressTime !== undefined) noteChange();
      clearRect.apply(this, area);
    };

    // a message posted in a frame arrives after the frame
    const frameEnd = new MessageChannel();
    let before: { readonly change: number; readonly end: number } | undefined;
    frameEnd.port1.onmessage = () => {
      if (before?.change === lastChange && pressTime !== undefined) {
        CanvasRenderingContext2D.prototype.clearRect = clearRect;
        text.disconnect();
        resolve(before.end - pressTime);
        return;
      }
      before = { change: lastChange, end: performance.now() };
      requestFrame();
    };
    const requestFrame = () => requestAnimationFrame(() => frameEnd.port2.postMessage(undefined));

    let hasChanged = false;

    const text = new MutationObserver(() => {
      if (pressTime === undefined) return;
      noteChange();
      if (!hasChanged) requestFrame();
      hasChanged = true;
    });
    text.observe(main, { subtree: true, childList: true, characterData: true });
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        pressTime = timeStamp;
      },
      { capture: true, once: true },
    );
  });
  return { redrawn: redraw };
};

/** Presses a key. Returns the milliseconds until the page shows everything that it changes. */
export const measureKey = async (page: Page, key: string): Promise<number> => {
  const watch = await page.evaluateHandle(watchNextKey);
  await page.keyboard.press(key);
  const duration = await watch.evaluate(({ redrawn }) => redrawn);
  await watch.dispose();
  return duration;
};
