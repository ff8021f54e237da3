import { useState } from 'react';
import type { TenderRow } from '#shared/contract/tenders.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Page } from '../../components/Page.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { TendersTable } from './TendersTable.tsx';
import { tenderRoute } from './tenderRoutes.ts';

/** The table of all tenders. */
export default function TendersPage() {
  const { navigate } = useComponentSettings();
  const list = useCall('tenders.list', {}, { keepLast: true });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const [selectedTenders, setSelectedTenders] = useState<readonly TenderRow[]>([]);
  const add = useCommand('tenders.add', { doneText: () => text('tenders.added'), isExclusive: true });
  const remove = useCommand('tenders.remove', { doneText: (_output, { ids }) => text('tenders.deleted', { count: ids.length }) });
  const title = text('place.tenders');
  if (!list.data) {
    return <WaitingPage title={title} error={list.error ? errorText(list.error) : undefined} onRetry={() => void list.refetch()} />;
  }
  const { rows, verdict } = list.data;
  const products = options.data?.products ?? [];
  const addTender = (productId: ProductId) =>
    void add.run({ productId }).then((addedTender) => addedTender && navigate(tenderRoute(addedTender.id)));
  const actions = (
    <>
      {rows.length > 0 ? (
        <EditButton
          disabled={selectedTenders.length === 0}
          onClick={() => void remove.run({ ids: selectedTenders.map(({ head }) => head.id) })}
        >
          {text('tenders.delete')}
        </EditButton>
      ) : undefined}
      <MenuButton
        isEdit
        label={text('tenders.add')}
        disabled={add.isPending || products.length === 0}
        entries={products.map(({ id, name, metal }) => ({
          key: id,
          label: (
            <>
              <MetalName metal={metal} show="symbol" />
              {name}
            </>
          ),
          onPick: () => addTender(id),
        }))}
      />
    </>
  );
  return (
    <Page title={title} actions={actions} verdict={<Verdict sentences={verdict} />}>
      {rows.length === 0 ? (
        <EmptyState what={text('tenders.empty')} />
      ) : (
        <TendersTable label={text('tenders.table')} rows={rows} onChoose={setSelectedTenders} hasRoute />
      )}
    </Page>
  );
}
