import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useRef, useState } from 'react';

export type ScrollerProps = {
  /** The accessible name of the region. */
  readonly label: string;
  readonly children: ReactNode;
};

const Area = styled('div')({ overflowX: 'auto', minWidth: 0 });

/** Scrolls its content horizontally; focusable only while the content is wider than the region. */
export const Scroller = ({ label, children }: ScrollerProps) => {
  const area = useRef<HTMLDivElement>(null);
  const [cut, setCut] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setCut(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return (
    <Area ref={area} {...(cut ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}>
      {children}
    </Area>
  );
};
