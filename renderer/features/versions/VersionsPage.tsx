import { useParams } from 'wouter';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { DeletedRecord } from '../../editing/record/RecordNotes.tsx';
import { Comparison } from './Comparison.tsx';
import { VersionsTable } from './VersionsTable.tsx';

/** Versions that a button saves. */
const SAVED_VERSIONS = [
  { kind: 'offer', side: 'us' },
  { kind: 'counter', side: 'buyer' },
  { kind: 'signed', side: 'us' },
] as const;

const VersionActions = ({ contractId, code }: { readonly contractId: ContractId; readonly code: string }) => {
  const create = useCommand('versions.create', { doneText: () => text('versions.saved', { code }), isExclusive: true });
  return (
    <>
      <ActionButton action={{ label: text('versions.back'), route: `/contracts/${contractId}` }} />
      {SAVED_VERSIONS.map(({ kind, side }) => (
        <EditButton key={kind} disabled={create.isPending} onClick={() => void create.run({ contractId, kind, side })}>
          {text(`versions.saveAs.${kind}`)}
        </EditButton>
      ))}
    </>
  );
};

/** Shows the versions of a deal, and compares two of them term by term. */
export default function VersionsPage() {
  const { id = '' } = useParams<{ id?: string }>();
  const contractId = id as ContractId;
  const presentation = usePresentation();
  const list = useCall('versions.list', { contractId }, { keepLast: true });
  if (list.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('contract.notFoundTitle')} place={{ label: text('place.contracts'), route: '/contracts' }} />;
  }
  if (!list.data) {
    return (
      <WaitingPage
        title={text('place.versions')}
        error={list.error ? errorText(list.error) : undefined}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const { code, title, verdict, rows } = list.data;
  return (
    <Page
      title={presentation.message(title)}
      actions={<VersionActions contractId={contractId} code={code} />}
      verdict={<Verdict sentences={verdict} />}
    >
      {rows.length === 0 ? (
        <EmptyState what={text('versions.empty')} needs={text('versions.emptyNeeds')} actions={[]} />
      ) : (
        <>
          <Columns>
            <Section title={text('versions.tableTitle')} span={12}>
              <VersionsTable contractId={contractId} rows={rows} code={code} />
            </Section>
          </Columns>
          <Comparison contractId={contractId} rows={rows} />
        </>
      )}
    </Page>
  );
}
