import { useCallback, useState } from 'react';

/** How many columns, from the first on, stand whole in a width in px. */
export const columnsInView = (widths: readonly number[], width: number): number => {
  let taken = 0;
  let count = 0;
  for (const one of widths) {
    taken += one;
    if (taken > width) break;
    count += 1;
  }
  return count;
};

/** How many of the columns, from the first on, the table has room for; `ref` goes on the box around the table. */
export const useInView = (widths: readonly number[]) => {
  const [width, setWidth] = useState<number>();
  const ref = useCallback((box: HTMLDivElement) => {
    // the table reaches past its box, to the window's edges
    const measure = () => setWidth(box.firstElementChild?.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { ref, inView: width === undefined ? widths.length : columnsInView(widths, width) };
};
