import { styled } from '@mui/material/styles';
import { Fragment } from 'react';
import type { LimitLine } from '#shared/contract/overview.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import { colon, comma, text } from '#shared/messages/text.ts';
import { formatCountedYears } from '#shared/units/format.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { LimitTrack } from '../../components/LimitTrack.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { STATE_TOKEN, StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { importActions } from '../data/index.ts';

const ROWS_NARROW = 5;
const SIGN = { atMost: '≤', atLeast: '≥' } as const;

const StateCount = styled('span', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: LimitState }>(({ theme, state }) => ({
  marginLeft: 8,
  fontWeight: state === 'holds' ? 440 : 560,
  color: state === 'holds' ? 'inherit' : theme.vars.palette.ore.state[STATE_TOKEN[state]].text,
}));

const Counts = ({ limits }: { readonly limits: readonly LimitLine[] }) =>
  (['breached', 'near', 'holds'] as const).map((state) => {
    const count = limits.filter((limit) => limit.state === state).length;
    return count === 0 ? undefined : (
      <StateCount key={state} state={state}>
        {text(`overview.limits.count.${state}`, { count })}
      </StateCount>
    );
  });

/** Lists limits in their worst year, the breached ones first. In narrow windows limits that are OK are listed in one line. */
export const LimitsTable = ({ limits }: { readonly limits: readonly LimitLine[] }) => {
  const read = useFigureReader();
  const level = (limit: LimitLine): string => `${SIGN[limit.direction]} ${read.format(limit.level).text}`;
  const columns: readonly SimpleColumn<LimitLine>[] = [
    { key: 'name', label: text('overview.limits.limit'), tone: 'key', cell: (limit) => <LimitLink id={limit.id}>{limit.name}</LimitLink> },
    {
      key: 'value',
      label: text('overview.limits.value'),
      unit: text('overview.unit.percent'),
      align: 'right',
      tone: 'value',
      cell: (limit) => <FigureLink figure={{ ...limit.value, state: undefined }} as="cell" />,
    },
    {
      key: 'track',
      label: text('overview.limits.track'),
      isLabelHidden: true,
      width: '22%',
      cell: (limit) => <LimitTrack value={limit.track.value} level={limit.track.level} state={limit.state} />,
    },
    {
      key: 'level',
      label: text('overview.limits.level'),
      unit: text('overview.unit.percent'),
      align: 'right',
      tone: 'context',
      cell: level,
    },
    {
      key: 'toLimit',
      label: text('overview.limits.toLimit'),
      unit: text('overview.unit.points'),
      align: 'right',
      cell: (limit) => <FigureLink figure={limit.toLimit} as="cell" />,
    },
    {
      key: 'years',
      label: text('overview.limits.years'),
      tone: 'context',
      cell: ({ years, firstYear }) => formatCountedYears(years, firstYear),
    },
    { key: 'state', label: text('overview.limits.state'), cell: (limit) => <StateMark state={limit.state} /> },
  ];
  if (limits.length === 0) {
    return (
      <Section title={text('overview.limits.title')} span={7}>
        <EmptyState
          what={text('overview.limits.none')}
          actions={[{ label: text('limits.new'), route: '/diversification?limit=new' }, ...importActions('limits')]}
        />
      </Section>
    );
  }
  // a limit that is breached or at risk is never folded
  const foldedLimits = limits.slice(ROWS_NARROW).filter(({ state }) => state === 'holds');
  return (
    <Section title={text('overview.limits.title')} note={text('overview.limits.note')} tools={<Counts limits={limits} />} span={7}>
      <SimpleTable
        label={text('overview.limits.title')}
        columns={columns}
        rows={limits}
        rowKey={(limit) => limit.id}
        isRowWideOnly={(limit) => foldedLimits.includes(limit)}
        isFootNarrowOnly={foldedLimits.length > 0}
        foot={
          foldedLimits.length > 0 ? (
            <>
              {text('overview.limits.more', { count: foldedLimits.length })}
              {foldedLimits.map((limit, i) => (
                <Fragment key={limit.id}>
                  {i === 0 ? colon() : comma()}
                  <LimitLink id={limit.id}>{limit.name}</LimitLink> {read.format(limit.value).text} {level(limit)}
                </Fragment>
              ))}
            </>
          ) : undefined
        }
      />
    </Section>
  );
};
