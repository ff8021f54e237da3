import type { Page } from '@playwright/test';

type Watch = { readonly redrawn: Promise<number> };

/**
 * Waits in the page for the next key and answers the milliseconds from the key event's own time to the end of the frame after which
 * nothing more changes: text in `main` has changed at least once, and neither text nor a canvas changed since. Measured inside the page,
 * so that the driver's round trips count for nothing, and to the end of a frame, because that is when a person sees it.
 */
const watchNextKey = (): Watch => {
  const main = document.querySelector('main');
  if (!main) throw new Error('the page has no main part');
  const redrawn = new Promise<number>((resolve) => {
    let pressed: number | undefined;
    let lastChange = Number.NaN;
    const changed = () => {
      lastChange = performance.now();
    };

    // every chart begins a drawing by clearing its canvas
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...area) {
      if (pressed !== undefined) changed();
      clearRect.apply(this, area);
    };

    // a message posted in a frame arrives when the frame is done
    const frameEnd = new MessageChannel();
    let before: { readonly change: number; readonly end: number } | undefined;
    frameEnd.port1.onmessage = () => {
      if (before?.change === lastChange && pressed !== undefined) {
        CanvasRenderingContext2D.prototype.clearRect = clearRect;
        text.disconnect();
        resolve(before.end - pressed);
        return;
      }
      before = { change: lastChange, end: performance.now() };
      nextFrame();
    };
    const nextFrame = () => requestAnimationFrame(() => frameEnd.port2.postMessage(undefined));

    let answered = false;

    const text = new MutationObserver(() => {
      if (pressed === undefined) return;
      changed();
      if (!answered) nextFrame();
      answered = true;
    });
    text.observe(main, { subtree: true, childList: true, characterData: true });
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        pressed = timeStamp;
      },
      { capture: true, once: true },
    );
  });
  return { redrawn };
};

/** Presses a key and answers how long the page took to show all that it changes, ms. */
export const keyToRedrawn = async (page: Page, key: string): Promise<number> => {
  const watch = await page.evaluateHandle(watchNextKey);
  await page.keyboard.press(key);
  const taken = await watch.evaluate(({ redrawn }) => redrawn);
  await watch.dispose();
  return taken;
};
