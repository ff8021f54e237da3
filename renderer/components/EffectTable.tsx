import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { Effect, EffectRow } from '#shared/contract/contracts.ts';
import type { Verdict as Sentences } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { WIDE_WINDOW } from '../theme/typography.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { FigureLink } from './FigureLink.tsx';
import { LimitLink } from './LimitLink.tsx';
import { Section } from './Section.tsx';
import { type SimpleColumn, SimpleTable } from './SimpleTable.tsx';
import { Skeleton } from './Skeleton.tsx';
import { StateMark } from './StateMark.tsx';
import { useFigureReader } from './settings.tsx';
import { Verdict } from './Verdict.tsx';

const QuietText = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary, whiteSpace: 'nowrap' }));

/** The measure and its unit, on two lines if necessary; a longer name is cut and has a tooltip. */
const Measure = styled('span', { shouldForwardProp: (prop) => prop !== 'wide' })<{ isWide: boolean }>(({ isWide }) => ({
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 2,
  overflow: 'hidden',
  maxWidth: isWide ? 320 : 148,
  lineHeight: '15px',
  whiteSpace: 'normal',
  overflowWrap: 'anywhere',
  [WIDE_WINDOW]: { maxWidth: 320 },
}));

const Note = styled('p')(({ theme }) => ({
  ...theme.typography.body2,
  fontVariantNumeric: 'normal',
  margin: '0 0 6px',
  color: theme.vars.palette.text.secondary,
}));

const DIRECTION_SIGN = { atMost: '≤', atLeast: '≥' } as const;

const LimitCell = ({ row }: { readonly row: EffectRow }) => {
  const read = useFigureReader();
  const { limit } = row;
  if (!limit) return <QuietText>{text('common.none')}</QuietText>;
  return (
    <LimitLink id={limit.id} title={limit.name}>
      <StateMark state={limit.state}>
        {DIRECTION_SIGN[limit.direction]}&#8201;{read.format(limit.level).text}
      </StateMark>
    </LimitLink>
  );
};

export type EffectTableProps = {
  readonly effect: Effect;
  readonly span: 5 | 7 | 12;
  /** The title and the header of the new values, where the change is not the signature of one contract. */
  readonly title?: string | undefined;
  readonly afterLabel?: string | undefined;
  /** The header of the present values, where they are compared with something else. */
  readonly now?: string | undefined;
};

/** The effect of a contract on the plan, each measure in the year of its largest change. */
export const EffectTable = memo((props: EffectTableProps) => {
  const { effect, span, title = text('effect.title'), now = text('effect.now'), afterLabel = text('effect.signed') } = props;
  const read = useFigureReader();
  const unitOf = (row: EffectRow): string => {
    const { unit } = read.inColumn(row.signed);
    return unit === '' ? read.inColumn(row.now).unit : unit;
  };
  const columns: readonly SimpleColumn<EffectRow>[] = [
    {
      key: 'measure',
      label: String(effect.year),
      cell: (row) => (
        <Measure isWide={span === 12} title={renderMessage(row.label)}>
          {renderMessage(row.label)}&#160;<QuietText>{unitOf(row)}</QuietText>
        </Measure>
      ),
    },
    { key: 'now', label: now, align: 'right', tone: 'context', cell: (row) => <FigureLink as="cell" figure={row.now} /> },
    {
      key: 'signed',
      label: afterLabel,
      align: 'right',
      tone: 'value',
      cell: (row) => <FigureLink as="cell" figure={row.signed} />,
    },
    { key: 'change', label: text('effect.change'), align: 'right', cell: (row) => <FigureLink as="cell" figure={row.change} /> },
    { key: 'limit', label: text('effect.limitHead'), cell: (row) => <LimitCell row={row} /> },
  ];
  return (
    <Section title={title} note={text('effect.note', { plan: effect.plan })} span={span}>
      {effect.spotTerms === undefined ? undefined : <Note>{renderMessage(effect.spotTerms)}</Note>}
      {effect.oversold.length > 0 ? <Verdict sentences={effect.oversold} as="text" /> : undefined}
      <SimpleTable isTight label={title} columns={columns} rows={effect.rows} rowKey={(row) => `${row.key} ${renderMessage(row.label)}`} />
    </Section>
  );
});

/** Rows of a placeholder that is as high as the effect of most deals. */
const USUAL_ROWS = 15;

/** As high as these rows where measures take two lines. */
const Pending = styled('div')({ minHeight: 550, [WIDE_WINDOW]: { minHeight: 0 } });

type PendingEffectProps = Pick<EffectTableProps, 'span' | 'title'> & {
  /** What the plan oversells, if it is known before the effect. */
  readonly oversold?: Sentences | undefined;
  /** Why it could not be computed; absent while it is being computed. */
  readonly error: string | undefined;
  readonly onRetry: () => void;
};

/** The place of an effect that is being computed or could not be. */
export const PendingEffect = ({ span, title = text('effect.title'), oversold = [], error, onRetry }: PendingEffectProps) => (
  <Section title={title} span={span}>
    {oversold.length > 0 ? <Verdict sentences={oversold} as="text" /> : undefined}
    {error === undefined ? (
      <Pending>
        <Skeleton of="rows" rows={USUAL_ROWS} />
      </Pending>
    ) : (
      <ErrorNote text={error} action={{ label: text('action.retry'), onAction: onRetry }} />
    )}
  </Section>
);
