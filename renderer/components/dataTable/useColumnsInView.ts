import { useCallback, useState } from 'react';

/** Counts the columns from the first that fit whole into a width, px. */
export const columnsInView = (widths: readonly number[], width: number): number => {
  let usedWidth = 0;
  let count = 0;
  for (const columnWidth of widths) {
    usedWidth += columnWidth;
    if (usedWidth > width) break;
    count += 1;
  }
  return count;
};

/** Counts the columns from the first that fit into the table; `ref` is for the box around the table. */
export const useColumnsInView = (widths: readonly number[]) => {
  const [width, setWidth] = useState<number>();
  const ref = useCallback((box: HTMLDivElement) => {
    // the table extends beyond its box to the edges of the window
    const measure = () => setWidth(box.firstElementChild?.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { ref, inView: width === undefined ? widths.length : columnsInView(widths, width) };
};
