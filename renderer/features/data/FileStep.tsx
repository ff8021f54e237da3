import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Suspense } from 'react';
import type { ImportTarget } from '#shared/contract/imports.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { ActionButton, Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useDocument } from '../../editing/commands/useDocument.ts';
import { BackupList } from '../backups/index.ts';
import { RecentChanges } from '../history/index.ts';
import { BUNDLE_ROUTE } from '../summaries/index.ts';
import { importRoutes } from './importRoutes.ts';
import type { Importing } from './useImport.ts';

const Lead = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0 10px', maxWidth: '68ch', textWrap: 'pretty' }));

const KindList = styled('dl')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  '& > div': { padding: '6px 0', borderBottom: `1px solid ${theme.vars.palette.divider}` },
  '& dt': { fontWeight: 540 },
  '& dd': { margin: 0, color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
}));

const GroupHead = styled('h3')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: theme.typography.fontWeightBold,
  margin: '20px 0 2px',
  paddingBottom: 3,
  color: theme.vars.palette.text.secondary,
  borderBottom: `1px solid ${theme.vars.palette.divider}`,
}));

const KINDS = ['own', 'worldBank', 'imf', 'comtrade', 'export', 'bundle'] as const;

type FileStepProps = {
  readonly importing: Importing;
  /** The kind of records to import, from the address. */
  readonly target?: ImportTarget | undefined;
};

const Import = ({ importing, target }: FileStepProps) => {
  const template = useDocument('imports.template', 'data.export.done');
  const { busy, problem, chooseFile } = importing;
  return (
    <Section title={text('data.import')} span={7}>
      <Lead>
        {target ? <b>{text('data.import.wanted', { what: text(`imports.sheet.${target}`).toLowerCase() })} </b> : undefined}
        {text('data.import.lead')}
      </Lead>
      {problem === undefined ? undefined : <ErrorNote text={problem} />}
      <Actions style={{ margin: 0 }}>
        <EditButton variant="contained" color="primary" disabled={busy !== undefined} onClick={chooseFile} autoFocus={target !== undefined}>
          {text(busy === 'reading' ? 'data.import.reading' : 'data.import.choose')}
        </EditButton>
        <ActionButton action={{ label: text('data.paste.action'), isEdit: true, route: importRoutes(target ?? 'contracts').paste }} />
      </Actions>
      <GroupHead>{text('data.import.kinds')}</GroupHead>
      <KindList>
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt>{text(`data.import.kind.${kind}`)}</dt>
            <dd>{text(`data.import.kind.${kind}Note`)}</dd>
          </div>
        ))}
      </KindList>
      <GroupHead>{text('data.import.template')}</GroupHead>
      <Lead>{text('data.import.templateNote')}</Lead>
      <Actions style={{ margin: 0 }}>
        <Button disabled={template.isPending} onClick={() => void template.write({ format: 'xlsx' })}>
          {text('data.import.templateXlsx')}
        </Button>
        <Button disabled={template.isPending} onClick={() => void template.write({ format: 'csv' })}>
          {text('data.import.templateCsv')}
        </Button>
      </Actions>
    </Section>
  );
};

type Line = { readonly target: string; readonly rows: number };

const exportColumns = (): readonly SimpleColumn<Line>[] => [
  { key: 'what', label: text('data.export.what'), tone: 'key', cell: ({ target }) => text(`imports.sheet.${target}` as MessageKey) },
  { key: 'rows', label: text('data.export.rows'), align: 'right', cell: ({ rows }) => formatPlainNumber(rows, { decimals: 0 }) },
];

const FORMATS = ['xlsx', 'csv', 'json'] as const;

const Export = () => {
  const summary = useCall('exports.summary', {}, { keepLast: true });
  const { write, isPending } = useDocument('exports.write', 'data.export.done');
  return (
    <Section title={text('data.export')} span={5}>
      <Lead>{text('data.export.lead')}</Lead>
      <Actions style={{ margin: '0 0 12px' }}>
        {FORMATS.map((format) => (
          <Button key={format} disabled={isPending} onClick={() => void write({ format })}>
            {text(`data.export.${format}`)}
          </Button>
        ))}
        <ActionButton action={{ label: text('data.export.bundle'), route: BUNDLE_ROUTE }} />
      </Actions>
      {summary.error ? <ErrorNote text={errorText(summary.error)} /> : undefined}
      {summary.data ? (
        <SimpleTable label={text('data.export')} columns={exportColumns()} rows={summary.data.sheets} rowKey={({ target }) => target} />
      ) : (
        <Skeleton of="rows" rows={8} />
      )}
    </Section>
  );
};

/** Chooses a file, writes templates and exports, and lists backups and recent changes. */
export const FileStep = ({ importing, target }: FileStepProps) => (
  <Columns>
    <Import importing={importing} target={target} />
    <Export />
    <Section title={text('changes.title')} span={7}>
      <RecentChanges />
    </Section>
    <Section title={text('backups.title')} span={5}>
      <Suspense>
        <BackupList />
      </Suspense>
    </Section>
  </Columns>
);
