import GlobalStyles from '@mui/material/GlobalStyles';
import { styled } from '@mui/material/styles';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SummaryFirstPages } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';
import { PaperSheet, SHEET } from '../../components/PaperSheet.tsx';
import { LightTheme } from '../../theme/ThemeRoot.tsx';
import { SheetBlock } from './SheetBlock.tsx';

/** Maximum width of a page, px; two pages are side by side if they fit. */
const MAX_WIDTH = 800;
const GAP = 24;
/** The most pages that are all drawn; of a longer document, those near what is visible. */
const MAX_DRAWN = 10;
/** Distance from what is visible within which pages are drawn. */
const NEAR = '400px';

const List = styled('ol')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  display: 'flex',
  flexWrap: 'wrap',
  gap: GAP,
  '@media print': { display: 'block' },
});

const Place = styled('li')(({ theme }) => ({
  overflow: 'hidden',
  border: `1px solid ${theme.vars.palette.ore.line.normal}`,
  '@media print': {
    // slightly less than the page, so that no empty one follows
    width: '210mm !important',
    height: '296.5mm !important',
    border: 0,
    breakInside: 'avoid',
    '&:not(:last-child)': { breakAfter: 'page' },
  },
}));

/** A note after the last page, in print on a page of its own. */
const EndNote = styled('li')(({ theme }) => ({
  ...theme.typography.body1,
  flexBasis: '100%',
  color: theme.vars.palette.text.secondary,
  '@media print': { padding: '20mm', color: theme.vars.palette.common.black },
}));

/** Observes the size of an element. */
const useSize = (element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } => {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setSize({ width: current.offsetWidth, height: current.offsetHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
};

/** Whether an element is visible or near what is. */
const useIsNear = (element: RefObject<HTMLElement | null>): boolean => {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), { scrollMargin: NEAR });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isNear;
};

/** Whether the page is being printed; true before its layout for print. */
const useIsPrinting = (): boolean => {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
};

type PaperProps = {
  readonly page: SummaryFirstPages['pages'][number];
  readonly title: string;
  readonly house: HouseStyle;
  readonly label: string;
  readonly scale: number;
  /** Called with the height of the laid out page, px before scaling. */
  readonly onHeight: (height: number) => void;
};

const Paper = ({ page, title, house, label, scale, onHeight }: PaperProps) => {
  const paper = useRef<HTMLDivElement>(null);
  const { height } = useSize(paper);
  useEffect(() => {
    if (height > 0) onHeight(height);
  }, [height, onHeight]);
  return (
    <LightTheme>
      <PaperSheet ref={paper} house={house} title={title} label={label} scale={scale}>
        {page.blocks.map((block, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have a fixed order
          <SheetBlock key={i} block={block} />
        ))}
      </PaperSheet>
    </LightTheme>
  );
};

/** A page at its place, drawn while it is near what is visible or if `isAlwaysDrawn`: forty pages of tables are thousands of elements. */
const Sheet = ({ isAlwaysDrawn, ...paper }: Omit<PaperProps, 'onHeight'> & { readonly isAlwaysDrawn: boolean }) => {
  const place = useRef<HTMLLIElement>(null);
  const isNear = useIsNear(place);
  const isDrawn = isNear || isAlwaysDrawn;
  const [height, setHeight] = useState(0);
  return (
    <Place
      ref={place}
      style={{ width: SHEET.width * paper.scale, height: Math.max(height, SHEET.height) * paper.scale }}
      {...(isDrawn ? {} : { 'aria-label': paper.label })}
    >
      {isDrawn ? <Paper {...paper} onHeight={setHeight} /> : undefined}
    </Place>
  );
};

/** The label of a page; `of` is undefined until the pages are counted. */
const pageLabel = (page: number, of: number | undefined): string =>
  of === undefined ? text('summaries.page.number', { page }) : text('summaries.page', { page, of });

/** Shows the first pages of a summary with the blocks and page breaks of its PDF. */
export const Sheets = ({ summary }: { readonly summary: SummaryFirstPages }) => {
  const list = useRef<HTMLOListElement>(null);
  const { width } = useSize(list);
  const isPrinting = useIsPrinting();
  const columnCount = width >= MAX_WIDTH * 1.6 ? 2 : 1;
  const sheetWidth = Math.min(MAX_WIDTH, (width - GAP * (columnCount - 1)) / columnCount);
  return (
    <List ref={list} aria-label={text('summaries.page.sheets')}>
      <GlobalStyles styles={{ '@page': { size: 'A4', margin: 0 }, '@media print': { body: { background: 'none' } } }} />
      {width === 0
        ? undefined
        : summary.pages.map((page, i) => (
            <Sheet
              // biome-ignore lint/suspicious/noArrayIndexKey: pages have a fixed order
              key={i}
              page={page}
              title={summary.title}
              house={summary.house}
              label={pageLabel(i + 1, summary.pageCount)}
              isAlwaysDrawn={isPrinting || summary.pages.length <= MAX_DRAWN}
              scale={Math.floor(sheetWidth) / SHEET.width}
            />
          ))}
      {summary.pageCount === undefined || summary.pages.length < summary.pageCount ? (
        <EndNote>{text('summaries.page.firstPages', { count: summary.pages.length })}</EndNote>
      ) : undefined}
    </List>
  );
};
