import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useRef, useState } from 'react';

export type ScrollerProps = {
  /** The accessible name of the region. */
  readonly label: string;
  /** Height from which the content also scrolls vertically, a CSS length. */
  readonly maxHeight?: string | undefined;
  readonly children: ReactNode;
};

const Area = styled('div')({ overflowX: 'auto', minWidth: 0 });

/** Scrolls its content; focusable only while the content is larger than the region. */
export const Scroller = ({ label, maxHeight, children }: ScrollerProps) => {
  const area = useRef<HTMLDivElement>(null);
  const [isOverflowing, setCut] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setCut(element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1),
    );
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <Area
      ref={area}
      style={maxHeight === undefined ? undefined : { maxHeight, overflowY: 'auto' }}
      {...(isOverflowing ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}
    >
      {children}
    </Area>
  );
};
