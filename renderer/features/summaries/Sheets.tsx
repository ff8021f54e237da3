import GlobalStyles from '@mui/material/GlobalStyles';
import { styled } from '@mui/material/styles';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { SummaryDocument } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';
import { PaperSheet, SHEET } from '../../components/PaperSheet.tsx';
import { OnPaper } from '../../theme/ThemeRoot.tsx';
import { SheetBlock } from './SheetBlock.tsx';

/** A sheet is shown no wider than this; where two of them fit, two stand beside each other. */
const WIDEST = 800;
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
    // a hair less than the page, so that no empty one follows
    width: '210mm !important',
    height: '296.5mm !important',
    border: 0,
    breakInside: 'avoid',
    '&:not(:last-child)': { breakAfter: 'page' },
  },
}));

/** Follows the size of an element. */
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
  readonly of: number;
  readonly scale: number;
};

const Sheet = ({ page, title, house, number, of, scale }: SheetProps) => {
  const paper = useRef<HTMLDivElement>(null);
  const { height } = useSize(paper);
  const label = text('summaries.page', { page: number, of });
  return (
    <Place style={{ width: SHEET.width * scale, height: Math.max(height, SHEET.height) * scale }}>
      <OnPaper>
        <PaperSheet ref={paper} house={house} title={title} label={label} scale={scale}>
          {page.blocks.map((block, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
            <SheetBlock key={i} block={block} />
          ))}
        </PaperSheet>
      </OnPaper>
    </Place>
  );
};

/** The pages of a summary as sheets of paper: the PDF's blocks and page breaks, before the PDF is written. */
export const Sheets = ({ summary }: { readonly summary: SummaryDocument }) => {
  const list = useRef<HTMLOListElement>(null);
  const { width } = useSize(list);
  const across = width >= WIDEST * 1.6 ? 2 : 1;
  const each = Math.min(WIDEST, (width - GAP * (across - 1)) / across);
  return (
    <List ref={list} aria-label={text('summaries.page.sheets')}>
      <GlobalStyles styles={{ '@page': { size: 'A4', margin: 0 }, '@media print': { body: { background: 'none' } } }} />
      {width === 0
        ? undefined
        : summary.pages.map((page, i) => (
            <Sheet
              // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
              key={i}
              page={page}
              title={summary.title}
              house={summary.house}
              number={i + 1}
              of={summary.pages.length}
              scale={Math.floor(each) / SHEET.width}
            />
          ))}
    </List>
  );
};
