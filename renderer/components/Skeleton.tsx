import MuiSkeleton from '@mui/material/Skeleton';
import { styled } from '@mui/material/styles';
import { Fragment } from 'react';
import { useTexts } from './settings.tsx';

export type SkeletonProps = {
  /** The content that is loading: the verdict of a page, rows of a table, a chart. */
  readonly of: 'verdict' | 'rows' | 'picture';
  readonly rows?: number | undefined;
};

const Stack = styled('div', { shouldForwardProp: (prop) => prop !== 'of' })<{ of: SkeletonProps['of'] }>(({ of }) => ({
  display: 'flex',
  flexDirection: 'column',
  flex: of === 'picture' ? '1 1 auto' : 'none',
  marginBottom: of === 'verdict' ? 20 : 0,
}));

const Line = styled(MuiSkeleton)(({ theme }) => ({ backgroundColor: theme.vars.palette.ore.sunken, transform: 'none' }));

const WIDTHS = ['86%', '92%', '64%'] as const;

/** A placeholder for loading content, without animation. */
export const Skeleton = ({ of, rows = 6 }: SkeletonProps) => {
  const texts = useTexts();
  return (
    <Stack of={of} role="status" aria-label={texts.loading}>
      {of === 'verdict'
        ? WIDTHS.map((width) => <Line key={width} width={width} height={18} sx={{ maxWidth: 1080, my: '5px' }} />)
        : undefined}
      {of === 'rows'
        ? Array.from({ length: rows }, (_, index) => `row ${index}`).map((key) => <Line key={key} height={20} sx={{ my: '6px' }} />)
        : undefined}
      {of === 'picture' ? <Line sx={{ flex: 1, minHeight: 160 }} /> : undefined}
    </Stack>
  );
};

/** Widths in characters of the bars of two sentences; the last three are those of a clause. */
const BARS = [12, 7, 15, 9, 18, 8, 13, 10, 16, 7, 14, 9] as const;

const CLAUSE_BARS = 3;

const Bar = styled(Line)({ display: 'inline-block', height: '0.62em' });

/** Whether the figures of a table are there, are being computed, or could not be computed. */
export type FigureState = 'done' | 'pending' | 'failed';

/** A cell whose figure is not there; that it is being computed, or why it is not, is stated once for the page. */
export const AbsentFigure = ({ state }: { readonly state: Exclude<FigureState, 'done'> }) =>
  state === 'pending' ? <Bar as="span" aria-hidden sx={{ width: '5ch' }} /> : undefined;

/** A placeholder for two sentences, or for the last clause of one, that are loading at the end of a paragraph; it breaks into lines as they do. */
export const LoadingSentences = ({ isClause = false }: { readonly isClause?: boolean | undefined }) => {
  const texts = useTexts();
  return (
    <span role="status" aria-label={texts.loading}>
      {(isClause ? BARS.slice(-CLAUSE_BARS) : BARS).map((characters, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are identified by their position
        <Fragment key={index}>
          {' '}
          <Bar as="span" sx={{ width: `${characters}ch` }} />
        </Fragment>
      ))}
    </span>
  );
};
