import { styled } from '@mui/material/styles';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber, formatPlainNumber } from '#shared/units/format.ts';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import type { EditedPath } from './PathSection.tsx';
import { DISPLAY_SCALE, NEUTRAL } from './pathScale.ts';

const ShownMark = styled('span')(({ theme }) => ({ marginLeft: 8, fontWeight: 420, color: theme.vars.palette.ore.tertiary }));
const Source = styled('span')({
  display: 'block',
  maxWidth: 560,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
});

/** The knot farthest from the neutral value. */
const furthestKnot = ({ kind, knots }: EditedPath) =>
  knots.reduce(
    (furthestKnot, knot) => (Math.abs(knot.value - NEUTRAL[kind]) > Math.abs(furthestKnot.value - NEUTRAL[kind]) ? knot : furthestKnot),
    knots[0]!,
  );

export type PathTableProps = {
  readonly paths: readonly EditedPath[];
  readonly start: Month;
  readonly chosenPath: EditedPath | undefined;
  readonly readOnly: boolean;
  readonly onChoose: (path: EditedPath) => void;
};

/** Lists the paths of a scenario with their largest change and its month. */
export const PathTable = ({ paths, start, chosenPath, readOnly, onChoose }: PathTableProps) => {
  const columns: readonly SimpleColumn<EditedPath>[] = [
    {
      key: 'what',
      label: text('scenarios.paths.what'),
      tone: 'key',
      cell: (path) => (
        <>
          <QuietButton onClick={() => onChoose(path)}>{path.label}</QuietButton>
          {path.key === chosenPath?.key ? <ShownMark>{text('scenarios.shown')}</ShownMark> : undefined}
        </>
      ),
    },
    {
      key: 'far',
      label: text('scenarios.paths.far'),
      align: 'right',
      tone: 'value',
      cell: (path) => {
        const value = furthestKnot(path).value * DISPLAY_SCALE[path.kind];
        return path.kind === 'charge'
          ? text('scenarios.path.shift', { value: formatNumber(value, { decimals: 1, sign: true }) })
          : text('scenarios.path.percent', { value: formatPlainNumber(value, { decimals: 1 }) });
      },
    },
    {
      key: 'at',
      label: text('scenarios.paths.at'),
      align: 'right',
      cell: (path) => formatMonth(start + furthestKnot(path).afterMonths),
    },
    {
      key: 'source',
      label: text('scenarios.paths.source'),
      tone: 'context',
      cell: ({ source }) => <Source title={source}>{source}</Source>,
    },
  ];
  return (
    <Section title={text('scenarios.paths')} note={text('scenarios.paths.note')} span={12}>
      <SimpleTable
        label={text('scenarios.paths')}
        columns={columns}
        rows={paths}
        rowKey={({ kind, key }) => `${kind} ${key}`}
        {...(paths.length === 0 ? { foot: text(readOnly ? 'scenarios.paths.unchanged' : 'scenarios.paths.none') } : {})}
        isTight
      />
    </Section>
  );
};
