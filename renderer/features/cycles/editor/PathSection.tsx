import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { Knots } from '#shared/domain/scenarioPath.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { Icon } from '../../../components/Icon.tsx';
import { Columns, Section, Stack } from '../../../components/Section.tsx';
import { at, type FieldPath } from '../../../editing/fields/fieldPath.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { KnotTable } from './KnotTable.tsx';
import { PathChart } from './PathChart.tsx';
import type { PathKind } from './pathScale.ts';

export type EditedPath = {
  readonly kind: PathKind;
  readonly key: string;
  readonly label: string;
  readonly knots: Knots;
  readonly source: string;
  /** Its path in the scenario. */
  readonly path: FieldPath<{ readonly knots: Knots; readonly source: string }>;
};

export type PathSectionProps = {
  readonly path: EditedPath;
  readonly start: Month;
  readonly lastMonth: Month;
  readonly readOnly: boolean;
  readonly onMove: (knots: Knots) => void;
  readonly onCommit: (knots: Knots) => void;
  readonly onRemove: () => void;
};

const Hint = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '4px 0 0',
  color: theme.vars.palette.text.secondary,
}));

/** Edits one path: as a chart on the left, as numbers on the right, with the source of its figures. */
export const PathSection = ({ path, start, lastMonth, readOnly, onMove, onCommit, onRemove }: PathSectionProps) => {
  const { kind, label, knots, source } = path;
  return (
    <Section
      title={label}
      note={text(`scenarios.path.note.${kind}`)}
      span={12}
      tools={
        readOnly ? undefined : (
          <IconButton aria-label={text('scenarios.path.removeOf', { label })} title={text('scenarios.path.remove')} onClick={onRemove}>
            <Icon name="trash" size={14} />
          </IconButton>
        )
      }
    >
      <Columns>
        <Stack span={7}>
          <div>
            <PathChart
              kind={kind}
              label={label}
              knots={knots}
              start={start}
              lastMonth={lastMonth}
              readOnly={readOnly}
              onMove={onMove}
              onCommit={onCommit}
            />
            <Hint>{readOnly ? source : text('scenarios.path.hint')}</Hint>
          </div>
        </Stack>
        <Stack span={5}>
          <KnotTable
            kind={kind}
            label={label}
            knots={knots}
            path={at(path.path, 'knots')}
            start={start}
            readOnly={readOnly}
            onCommit={onCommit}
          />
          {readOnly ? undefined : <RecordField path={at(path.path, 'source')} label={text('scenarios.sourceOf', { label })} />}
        </Stack>
      </Columns>
    </Section>
  );
};
