import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { type ClipboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { currentLocale, sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatDate, formatNumber, parseNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { type DataColumn, DataTable, type ParsedEdit } from '../../components/DataTable.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FormRow } from '../../components/FormRow.tsx';
import { Icon } from '../../components/Icon.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { ComponentSettingsProvider, useComponentSettings } from '../../components/settings.tsx';
import { useToast } from '../../components/Toast.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { at, type Edit, editAt, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, textSpec } from '../../editing/fields/specs.ts';
import { focusField } from '../../editing/record/focusField.ts';
import { RecordField, RecordFields } from '../../editing/record/RecordField.tsx';
import { useRecordForm } from '../../editing/record/useRecordForm.ts';
import { cellEditing } from '../../editing/sheet/fieldColumn.ts';
import { NewPassphraseFields, NO_PASSPHRASE, passphraseProblem, repetitionProblem, useSecretCommand } from '../encryption/index.ts';
import { Fields, Hint } from './formParts.ts';
import {
  addUsualProduct,
  appendBlankRow,
  appendBlankRows,
  checkStart,
  DEFAULT_DISCOUNT_RATE,
  emptyDraft,
  isBlank,
  isUntouched,
  readStartDraft,
  START,
  START_DRAFT,
  type StartDraft,
  type StartRow,
  startYears,
  tonnesProblem,
} from './startDraft.ts';

const MetalChips = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 4,
  padding: '4px 0 12px',
  '& button': { textAlign: 'left' },
  '& > span': { marginRight: 4, color: theme.vars.palette.text.secondary },
}));

const TabularText = styled('span')({ fontVariantNumeric: 'tabular-nums' });

const DraftNote = styled('p')(({ theme }) => ({
  margin: '8px 0',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

const NO_ISSUES: readonly FieldIssue[] = [];
/** Maximum number of sentences below the table. */
const MAX_PROBLEMS = 3;
const VISIBLE_ROWS = 11;

const yearColumn = (year: number, index: number): DataColumn<StartRow> => ({
  key: String(year),
  label: String(year),
  unit: text('start.unit'),
  align: 'right',
  width: 96,
  isSortable: false,
  edit: cellEditing(textSpec('start.product')),
  text: ({ tonnes }) => {
    const typedTonnes = tonnes[index] ?? '';
    const kdmt = parseNumber(typedTonnes);
    return kdmt === undefined || tonnesProblem(typedTonnes) !== undefined
      ? typedTonnes
      : formatNumber(kdmt, { decimals: Number.isInteger(kdmt) ? 0 : 1 });
  },
  error: ({ tonnes }) => tonnesProblem(tonnes[index] ?? ''),
});

const productColumns = (years: readonly number[], remove: (id: string) => void): readonly DataColumn<StartRow>[] => [
  {
    key: 'name',
    label: text('start.product'),
    width: 240,
    tone: 'key',
    isSortable: false,
    edit: cellEditing(textSpec('start.product')),
    text: ({ name }) => name,
  },
  {
    key: 'metal',
    label: text('start.metal'),
    width: 160,
    isSortable: false,
    edit: cellEditing({
      ...choiceSpec(
        'start.metal',
        METALS.map((metal) => ({ value: metal, label: text(`metal.${metal}`) })),
      ),
      required: false,
    }),
    text: ({ metal }) => (metal === undefined ? '' : text(`metal.${metal}`)),
    cell: ({ metal }) => (metal === undefined ? undefined : <MetalName metal={metal} />),
  },
  ...years.map(yearColumn),
  {
    key: 'remove',
    label: text('common.actions'),
    isLabelHidden: true,
    width: 56,
    isSortable: false,
    text: () => '',
    cell: (row, tabIndex) =>
      isBlank(row) ? undefined : (
        <IconButton
          tabIndex={tabIndex}
          aria-label={text('start.removeRow', { name: row.name || text('start.product') })}
          onClick={() => remove(row.id)}
        >
          <Icon name="close" size={12} />
        </IconButton>
      ),
  },
];

/** Returns a row with the new text of one cell. */
const editRow = (row: StartRow, { column, text: typedText, value }: ParsedEdit, years: readonly number[]): StartRow => {
  if (column === 'name') return { ...row, name: typedText };
  if (column === 'metal') return { ...row, metal: value as Metal | undefined };
  return { ...row, tonnes: row.tonnes.map((previousText, index) => (String(years[index]) === column ? typedText : previousText)) };
};

type ProductsProps = { readonly draft: StartDraft; readonly onRows: (change: (rows: readonly StartRow[]) => readonly StartRow[]) => void };

const Products = ({ draft, onRows }: ProductsProps) => {
  const { firstYear, rows } = draft;
  const years = useMemo(() => startYears({ firstYear }), [firstYear]);
  const columns = useMemo(
    () => productColumns(years, (id) => onRows((previousRows) => appendBlankRow(previousRows.filter((row) => row.id !== id)))),
    [years, onRows],
  );
  const takeEdits = (edits: readonly ParsedEdit[]): [] => {
    onRows((previousRows) =>
      appendBlankRow(
        previousRows.map((row) =>
          edits.filter(({ rowKey }) => rowKey === row.id).reduce((editedRow, edit) => editRow(editedRow, edit, years), row),
        ),
      ),
    );
    return [];
  };
  // the table needs rows for the whole block before it handles the paste
  const addRowsForBlock = (event: ClipboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    const lines = event.clipboardData.getData('text/plain').trimEnd().split('\n').length;
    flushSync(() => onRows((previousRows) => appendBlankRows(previousRows, lines)));
  };
  return (
    <>
      <MetalChips>
        <span>{text('start.add')}</span>
        {METALS.map((metal) => (
          <Button
            key={metal}
            aria-label={text('start.addOf', { metal: text(`metal.${metal}`) })}
            onClick={() => onRows((previousRows) => addUsualProduct(previousRows, metal))}
          >
            <span>
              <MetalName metal={metal} />
            </span>
          </Button>
        ))}
      </MetalChips>
      <div onPasteCapture={addRowsForBlock}>
        <DataTable
          label={text('start.products')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          onEdit={takeEdits}
          visibleRows={VISIBLE_ROWS}
        />
      </div>
    </>
  );
};

const NAME = at(START, 'name');
const RATE = at(START, 'rate');

const startField = (path: string): FieldSpec | undefined => {
  if (path === NAME) return { kind: 'text', label: text('start.name'), required: true };
  if (path !== RATE) return undefined;
  const label = text('start.discountRate');
  return { kind: 'number', label, required: true, scale: 100, decimals: 1, step: 0.1, unit: text('start.rateUnit'), min: -0.5, max: 1 };
};

const keepEdit = (_draft: StartDraft, edit: Edit): readonly Edit[] => [edit];

const refuseAutosave = async (): Promise<never> => {
  throw new OrebookError('INTERNAL');
};

type StartFormProps = { readonly state: Output<'workspace.state'> };

const StartForm = ({ state }: StartFormProps) => {
  const { navigate } = useComponentSettings();
  const firstYear = yearOf(monthOfDate(state.newValuationDate));
  const [unsavedInput] = useState(readStartDraft);
  const form = useRecordForm<StartDraft>({
    opening: { record: emptyDraft(firstYear), unsaved: unsavedInput },
    draft: START_DRAFT,
    isAutosaved: false,
    expand: keepEdit,
    save: refuseAutosave,
    fetch: refuseAutosave,
    onRefused: () => undefined,
  });
  const { typedRecord: draft, latest, commit, forget } = form;
  const [isSubmitted, setSubmitted] = useState(false);
  const [takenName, setTakenName] = useState<string>();
  const [newPassphrase, setNewPassphrase] = useState(NO_PASSPHRASE);
  const create = useSecretCommand('workspace.create');
  const toast = useToast();
  useEffect(() => focusField(NAME), []);

  const onRows = useCallback<ProductsProps['onRows']>(
    (change) => commit([set(at(START, 'rows'), change(latest().rows))]),
    [commit, latest],
  );
  const answers = checkStart(draft);
  const problems = isSubmitted ? answers.products : [];
  const nameProblem = takenName === draft.name ? text('error.WORKSPACE_EXISTS') : isSubmitted ? answers.name : undefined;

  const isEncrypted = newPassphrase.passphrase !== '' || newPassphrase.repetition !== '';
  const isPassphraseRefused = isEncrypted && (passphraseProblem(newPassphrase) ?? repetitionProblem(newPassphrase)) !== undefined;

  const start = async (): Promise<void> => {
    setSubmitted(true);
    if (focusInvalidField() || !answers.input || isPassphraseRefused) return;
    try {
      const { input } = answers;
      const protection = isEncrypted ? { passphrase: newPassphrase.passphrase } : {};
      if (!(await runIfJobsMayStop(() => create.run({ ...input, language: currentLocale(), ...protection })))) return;
    } catch (error) {
      if (error instanceof OrebookError && error.code === 'WORKSPACE_EXISTS') setTakenName(draft.name);
      else toast({ text: errorText(error), isError: true });
      return;
    }
    toast({ text: text('toast.created', { name: answers.input.name }) });
    forget();
    navigate('/');
  };

  return (
    <Page title={text('place.startNew')} verdict={<Verdict sentences={[{ key: 'start.verdict', figures: {} }]} />}>
      <RecordFields form={form} issues={NO_ISSUES} specOf={startField}>
        <Columns>
          <Section title={text('start.workspace')} span={6}>
            <Fields>
              <FormRow label={text('start.name')}>
                <RecordField path={NAME} error={nameProblem} />
              </FormRow>
              <Hint>{text('start.nameHint')}</Hint>
              <NewPassphraseFields value={newPassphrase} onChange={setNewPassphrase} isChecked={isSubmitted && isEncrypted} />
              <Hint>{text('passphrase.startHint')}</Hint>
            </Fields>
          </Section>
          <Section title={text('start.valuation')} span={6}>
            <Fields>
              <FormRow label={text('start.discountRate')} {...(draft.rate === DEFAULT_DISCOUNT_RATE ? { origin: 'house' } : {})}>
                <RecordField path={RATE} />
              </FormRow>
              <Hint>{text('start.rateHint')}</Hint>
              <FormRow label={text('settings.valuationDate')}>
                <TabularText>{formatDate(state.newValuationDate)}</TabularText>
              </FormRow>
              <Hint>{text('start.valuationDateHint')}</Hint>
            </Fields>
          </Section>
          <Section title={text('start.products')} note={text('start.productsHint')} span={12}>
            <Products draft={draft} onRows={onRows} />
          </Section>
        </Columns>
      </RecordFields>
      {problems.length > 0 ? <ErrorNote text={problems.slice(0, MAX_PROBLEMS).join(sentenceGap())} /> : undefined}
      <Actions>
        <Button size="medium" variant="contained" color="primary" disabled={create.isPending} onClick={() => void start()}>
          {text('start.action')}
        </Button>
        <Button
          size="medium"
          disabled={isUntouched(draft)}
          onClick={() => commit(Object.entries(emptyDraft(firstYear)).map(([key, value]) => editAt(key, value)))}
        >
          {text('start.clear')}
        </Button>
        <DraftNote>{state.open ? text('start.closesOpen', { name: state.settings.name }) : text('start.draftNote')}</DraftNote>
      </Actions>
    </Page>
  );
};

/** The form of a new workspace, which can be filled also while the open one can't be changed. Its draft is stored in this browser until the workspace is created or the form is cleared. */
export default function StartPage() {
  const { data: state, error, refetch } = useCall('workspace.state', {});
  if (state)
    return (
      <ComponentSettingsProvider isReadOnly={false}>
        <StartForm state={state} />
      </ComponentSettingsProvider>
    );
  return <WaitingPage title={text('place.startNew')} error={error ? errorText(error) : undefined} onRetry={() => void refetch()} />;
}
