import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { Knots } from '#shared/domain/scenarioPath.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { Icon } from '../../../components/Icon.tsx';
import { Columns, Section, Stack } from '../../../components/Section.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { KnotTable } from './KnotTable.tsx';
import { PathChart } from './PathChart.tsx';
import type { PathKind } from './pathScale.ts';

export type MovedPath = {
  readonly kind: PathKind;
  readonly key: string;
  readonly label: string;
  readonly knots: Knots;
  readonly source: string;
};

export type PathSectionProps = {
  readonly path: MovedPath;
  readonly start: Month;
  readonly last: Month;
  readonly readOnly: boolean;
  readonly onMove: (knots: Knots) => void;
  readonly onCommit: (part: { readonly knots?: Knots; readonly source?: string }) => void;
  readonly onRemove: () => void;
};

const MAX_SOURCE = 500;

const Hint = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '4px 0 0',
  color: theme.vars.palette.text.secondary,
}));

/** One path: drawn at left, typed at right, and where its figures come from. */
export const PathSection = ({ path, start, last, readOnly, onMove, onCommit, onRemove }: PathSectionProps) => {
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
              last={last}
              readOnly={readOnly}
              onMove={onMove}
              onCommit={(next) => onCommit({ knots: next })}
            />
            <Hint>{readOnly ? source : text('scenarios.path.hint')}</Hint>
          </div>
        </Stack>
        <Stack span={5}>
          <KnotTable
            kind={kind}
            label={label}
            knots={knots}
            start={start}
            readOnly={readOnly}
            onCommit={(next) => onCommit({ knots: next })}
          />
          {readOnly ? undefined : (
            <TextField
              label={text('scenarios.sourceOf', { label })}
              value={source}
              maxLength={MAX_SOURCE}
              rows={2}
              required
              onCommit={(typed) => typed !== undefined && onCommit({ source: typed })}
            />
          )}
        </Stack>
      </Columns>
    </Section>
  );
};
