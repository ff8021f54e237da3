import { styled } from '@mui/material/styles';
import type { BidBreakEven } from '#shared/contract/tenders.ts';
import type { TenderId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

const Intro = styled('p')(({ theme }) => ({
  ...theme.typography.body2,
  fontVariantNumeric: 'normal',
  color: theme.vars.palette.text.secondary,
  margin: '0 0 8px',
}));
const QuietText = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));

/** The level of a term at which each other bid equals the best. */
export const BreakEvens = ({ id, bidCount }: { readonly id: TenderId; readonly bidCount: number }) => {
  const read = useFigureReader();
  const { message } = usePresentation();
  const result = useCall('tenders.breakEvens', { id }, { keepLast: true });
  const title = text('tenders.breakEven.title');
  if (!result.data) {
    return (
      <Section title={title} span={12}>
        {result.error ? (
          <ErrorNote text={errorText(result.error)} action={{ label: text('action.retry'), onAction: () => void result.refetch() }} />
        ) : (
          <Skeleton of="rows" rows={bidCount} />
        )}
      </Section>
    );
  }
  const { best, rows } = result.data;
  if (best === undefined || rows.length === 0) return undefined;
  const { format } = read;
  const withUnit = (figure: BidBreakEven['now']) => [format(figure).text, format(figure).unit].filter(Boolean).join(' ');
  const columns: readonly SimpleColumn<BidBreakEven>[] = [
    { key: 'buyer', label: text('tenders.bid.buyer'), tone: 'key', cell: ({ buyer }) => buyer },
    { key: 'term', label: text('tenders.breakEven.term'), cell: ({ label }) => message(label) },
    { key: 'now', label: text('tenders.breakEven.now'), align: 'right', tone: 'context', cell: ({ now }) => withUnit(now) },
    {
      key: 'at',
      label: text('tenders.breakEven.at'),
      align: 'right',
      tone: 'value',
      cell: ({ at, from, to }) =>
        at ? (
          <>
            <FigureLink figure={at} as="cell" /> <QuietText>{format(at).unit}</QuietText>
          </>
        ) : (
          <QuietText>{text('tenders.breakEven.unreachable', { from: withUnit(from), to: withUnit(to) })}</QuietText>
        ),
    },
    {
      key: 'change',
      label: text('tenders.breakEven.change'),
      align: 'right',
      cell: ({ change }) => (change ? withUnit(change) : <QuietText>{text('common.none')}</QuietText>),
    },
  ];
  return (
    <Section title={title} span={12}>
      <Intro>{text('tenders.breakEven.intro', { best: best.buyer, value: withUnit(best.value) })}</Intro>
      <SimpleTable label={title} columns={columns} rows={rows} rowKey={({ id: bid, term }) => `${bid} ${term}`} />
    </Section>
  );
};
