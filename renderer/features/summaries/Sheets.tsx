import GlobalStyles from '@mui/material/GlobalStyles';
import { styled } from '@mui/material/styles';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { SummaryDocument } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';
import { PaperSheet, SHEET } from '../../components/PaperSheet.tsx';
import { LightTheme } from '../../theme/ThemeRoot.tsx';
import { SheetBlock } from './SheetBlock.tsx';

/** Maximum width of a page, px; two pages are side by side if they fit. */
const MAX_WIDTH = 800;
const GAP = 24;

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

type SheetProps = {
  readonly page: SummaryDocument['pages'][number];
  readonly title: string;
  readonly house: HouseStyle;
  readonly number: number;
  readonly pageCount: number;
  readonly scale: number;
};

const Sheet = ({ page, title, house, number, pageCount, scale }: SheetProps) => {
  const paper = useRef<HTMLDivElement>(null);
  const { height } = useSize(paper);
  const label = text('summaries.page', { page: number, of: pageCount });
  return (
    <Place style={{ width: SHEET.width * scale, height: Math.max(height, SHEET.height) * scale }}>
      <LightTheme>
        <PaperSheet ref={paper} house={house} title={title} label={label} scale={scale}>
          {page.blocks.map((block, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks have a fixed order
            <SheetBlock key={i} block={block} />
          ))}
        </PaperSheet>
      </LightTheme>
    </Place>
  );
};

/** Shows the first pages of a summary with the blocks and page breaks of its PDF. */
export const Sheets = ({ summary }: { readonly summary: SummaryDocument }) => {
  const list = useRef<HTMLOListElement>(null);
  const { width } = useSize(list);
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
              number={i + 1}
              pageCount={summary.pageCount}
              scale={Math.floor(sheetWidth) / SHEET.width}
            />
          ))}
      {summary.pages.length < summary.pageCount ? (
        <EndNote>{text('summaries.page.firstPages', { count: summary.pages.length })}</EndNote>
      ) : undefined}
    </List>
  );
};
