import { styled } from '@mui/material/styles';
import type { ReactNode, Ref } from 'react';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';

/** Layout scale of a sheet, px per point: 12 px in charts correspond to 7.5 pt in the document. The sheet is then scaled to its place. */
const PX_PER_POINT = 1.6;

/** Converts a length of the document to px of the unscaled sheet. */
export const pt = (points: number): number => Math.round(points * PX_PER_POINT * 100) / 100;

/** An A4 page with the margins of documents, px. */
export const SHEET = { width: pt(595.28), height: pt(841.89), side: pt(48), top: pt(56), bottom: pt(52) } as const;

/** Scale of a sheet in print, whatever its size on the screen. */
const ON_PAPER = 96 / 72 / pt(1);

const Paper = styled('div')(({ theme }) => ({
  position: 'relative',
  width: SHEET.width,
  minHeight: SHEET.height,
  padding: `${SHEET.top}px ${SHEET.side}px ${SHEET.bottom}px`,
  transformOrigin: '0 0',
  backgroundColor: theme.vars.palette.ore.raised,
  color: theme.vars.palette.text.primary,
  '@media print': { transform: `scale(${ON_PAPER}) !important`, printColorAdjust: 'exact' },
}));

const Foot = styled('div')(({ theme }) => ({
  position: 'absolute',
  left: SHEET.side,
  right: SHEET.side,
  bottom: pt(12),
  height: pt(28),
  alignContent: 'flex-start',
  display: 'flex',
  flexWrap: 'wrap',
  justifyContent: 'space-between',
  columnGap: pt(12),
  paddingTop: pt(5),
  borderTop: `1px solid ${theme.vars.palette.ore.line.normal}`,
  fontSize: pt(8),
  lineHeight: `${pt(11)}px`,
  color: theme.vars.palette.ore.tertiary,
  '& p': { flex: '0 0 100%', margin: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& span:first-of-type': { flex: '1 1 0', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& span:last-of-type': { flex: 'none', fontVariantNumeric: 'tabular-nums' },
}));

const Head = styled('div')(({ theme }) => ({
  position: 'absolute',
  left: SHEET.side,
  right: SHEET.side,
  top: pt(18),
  height: pt(24),
  display: 'flex',
  alignItems: 'center',
  gap: pt(8),
  fontSize: pt(8.5),
  lineHeight: `${pt(11)}px`,
  color: theme.vars.palette.text.secondary,
  '& img': { flex: 'none', maxWidth: pt(130), maxHeight: pt(24) },
  '& span': { flex: '1 1 auto', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& b': {
    flex: 'none',
    maxWidth: '60%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: 'var(--house-accent)',
  },
}));

const SheetHead = ({ house: { name, mark, logo } }: { readonly house: HouseStyle }) => (
  <Head>
    {logo ? <img src={`data:image/${logo.kind};base64,${logo.data}`} alt={text('houseStyle.logo')} /> : undefined}
    <span>{name}</span>
    {mark ? <b title={mark}>{mark}</b> : undefined}
  </Head>
);

export type PaperSheetProps = {
  readonly house: HouseStyle;
  /** The footer: the name of the document, and the page number. */
  readonly title: string;
  readonly label: string;
  /** Its width on the screen as a share of its full width. */
  readonly scale: number;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLDivElement> | undefined;
};

/** A page of a document, with the company's header and footer as in the PDF. */
export const PaperSheet = ({ house, title, label, scale, children, ref }: PaperSheetProps) => (
  <Paper ref={ref} role="group" aria-label={label} style={{ transform: `scale(${scale})`, ['--house-accent' as string]: house.accent }}>
    <SheetHead house={house} />
    {children}
    <Foot>
      <span title={title}>{title}</span>
      <span>{label}</span>
      {house.footer ? <p title={house.footer}>{house.footer}</p> : undefined}
    </Foot>
  </Paper>
);
