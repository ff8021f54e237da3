import { type RefObject, useLayoutEffect, useState } from 'react';

const TOP = 20;
const FOOT = 24;

/**
 * Computes `top`, px, of a column that is sticky while a longer column next to it scrolls: at the top if the column fits into the window,
 * else so far above it that its end is visible.
 */
export const useStickyTop = (column: RefObject<HTMLElement | null>): number => {
  const [top, setTop] = useState(TOP);
  useLayoutEffect(() => {
    const element = column.current;
    const scroller = element?.closest('main');
    if (!element || !scroller) return;
    const measure = () => setTop(Math.min(TOP, scroller.clientHeight - element.offsetHeight - FOOT));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [column]);
  return top;
};
