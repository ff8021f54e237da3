import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import { DecimalMark, type ScheduleProblem, ScheduleUnit, type ScheduleYear } from '#shared/contract/contractSchedule.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { colon, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatMonthRange, formatTonnes } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { BlockField } from '../../../components/BlockField.tsx';
import { FilterBar } from '../../../components/ChipFilter.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useTexts } from '../../../components/settings.tsx';
import { at, rootOf } from '../../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../../editing/record/useDraft.ts';
import { useInputs } from '../../../editing/record/useInputs.ts';

/** Height of the field for the block, in lines of text. */
const LINES = 7;

const Lead = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '0 0 10px', textWrap: 'pretty' }));
const Choices = styled(FilterBar)({ marginTop: 10 });
const WrappedText = styled('span')({ display: 'block', whiteSpace: 'normal', padding: '7px 0', textWrap: 'pretty' });

const kdmtText = (tonnes: number): string => formatTonnes(tonnes, 'kdmt', 1).text;

const yearColumns = (): readonly SimpleColumn<ScheduleYear>[] => [
  { key: 'year', label: text('schedule.year'), tone: 'key', cell: (year) => formatMonthRange(year) },
  { key: 'before', label: text('schedule.before'), unit: 'kdmt', align: 'right', tone: 'context', cell: ({ before }) => kdmtText(before) },
  { key: 'after', label: text('schedule.after'), unit: 'kdmt', align: 'right', tone: 'value', cell: ({ after }) => kdmtText(after) },
  {
    key: 'months',
    label: text('schedule.months'),
    cell: ({ isUnchanged, isUneven }) => text(isUnchanged ? 'schedule.unchanged' : isUneven ? 'schedule.uneven' : 'schedule.even'),
  },
];

const problemColumns = (): readonly SimpleColumn<ScheduleProblem>[] => [
  { key: 'cell', label: text('schedule.cell'), tone: 'key', width: '56px', cell: ({ cell }) => cell },
  { key: 'content', label: text('schedule.content'), width: '120px', cell: ({ content }) => <WrappedText>{content}</WrappedText> },
  { key: 'problem', label: text('schedule.why'), cell: ({ problem }) => <WrappedText>{renderMessage(problem)}</WrappedText> },
];

const BLOCK = at(rootOf<{ readonly block: string }>(), 'block');

type ScheduleDialogProps = {
  readonly contract: OfftakeContract;
  /** The block pasted before the dialog opened; where it is empty, the block typed before is shown. */
  readonly block: string;
  readonly onApply: (terms: OfftakeContract['terms']) => void;
  readonly onClose: () => void;
};

/** Imports the tonnes of many years from a pasted block, with a preview and a list of cells that can't be read. */
export const ScheduleDialog = (props: ScheduleDialogProps) => (
  <WithDraft of={{ kind: 'contract', id: `schedule.${props.contract.id}` }}>
    {({ draft, fields }) => <Schedule {...props} draft={{ draft, fields: props.block === '' ? fields : undefined }} />}
  </WithDraft>
);

const Schedule = ({ contract, block: pastedBlock, draft, onApply, onClose }: ScheduleDialogProps & { readonly draft: OpenDraft }) => {
  const texts = useTexts();
  const id = useId();
  const inputs = useInputs(draft, { block: pastedBlock });
  const { block } = inputs.typedRecord;
  const [notation, setNotation] = useState<Pick<Input<'contracts.schedule'>, 'unit' | 'decimal'>>({});
  const schedule = useCall('contracts.schedule', { contract, block, ...notation }, { keepLast: true });
  const { unit, decimal, years = [], problems = [] } = schedule.data ?? {};
  // the result of an earlier block is shown until the next answer, but can't be applied
  const terms = schedule.isPlaceholderData ? undefined : schedule.data?.terms;
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="md" fullWidth>
      <DialogTitle id={id}>{text('schedule.title')}</DialogTitle>
      <DialogContent>
        <Lead>{text('schedule.lead')}</Lead>
        {schedule.error ? <ErrorNote text={errorText(schedule.error)} /> : undefined}
        <BlockField
          label={text('schedule.block')}
          placeholder={text('schedule.here')}
          lines={LINES}
          value={block}
          onChange={(value) => inputs.setText(BLOCK, { text: value, isLeft: false, meaning: { value } })}
        />
        {unit === undefined || decimal === undefined ? undefined : (
          <Choices>
            <MenuButton
              label={`${text('schedule.unit')}${colon()}${text(`schedule.unit.${unit}`)}`}
              entries={ScheduleUnit.options.map((key) => ({
                key,
                label: text(`schedule.unit.${key}`),
                isChosen: key === unit,
                onPick: () => setNotation({ ...notation, unit: key }),
              }))}
            />
            <MenuButton
              label={`${text('schedule.decimal')}${colon()}${text(`schedule.decimal.${decimal}`)}`}
              entries={DecimalMark.options.map((key) => ({
                key,
                label: text(`schedule.decimal.${key}`),
                isChosen: key === decimal,
                onPick: () => setNotation({ ...notation, decimal: key }),
              }))}
            />
          </Choices>
        )}
        {problems.length > 0 ? (
          <Section title={text('schedule.problems')}>
            <SimpleTable
              isTight
              label={text('schedule.problems')}
              columns={problemColumns()}
              rows={problems}
              rowKey={({ cell, problem }) => `${cell} ${renderMessage(problem)}`}
            />
          </Section>
        ) : undefined}
        {years.length > 0 && problems.length === 0 ? (
          <Section title={text('schedule.years')}>
            <SimpleTable isTight label={text('schedule.years')} columns={yearColumns()} rows={years} rowKey={({ from }) => from} />
          </Section>
        ) : undefined}
      </DialogContent>
      <DialogActions>
        <Button
          onClick={() => {
            inputs.forget();
            onClose();
          }}
        >
          {texts.cancel}
        </Button>
        <Button
          variant="contained"
          color="primary"
          disabled={terms === undefined}
          onClick={() => {
            if (!terms) return;
            inputs.forget();
            onApply(terms);
          }}
        >
          {text('schedule.take')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
