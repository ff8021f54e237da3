import { type RefObject, useLayoutEffect, useState } from 'react';

const TOP = 20;
const FOOT = 24;

/**
 * Where a column sticks while the longer one beside it scrolls: at the top if it fits into the window, else so far above it that its foot
 * shows. In px, for `top`.
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
