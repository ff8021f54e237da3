import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall, usePlannedYears } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ActionButton } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { DeletedRecord } from '../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../editing/record/useDraft.ts';
import { ProductEditor } from './ProductEditor.tsx';
import { type ProductSheet, sheetOf } from './productSheet.ts';

type StoredRecord = Output<'products.get'>;

/** Why a product can't be deleted; undefined if it can. */
const inUseText = ({ contracts, limits }: StoredRecord, name: string): string | undefined => {
  if (contracts.length > 0) return text('product.inContracts', { name, count: contracts.length });
  return limits > 0 ? text('product.inLimits', { name, count: limits }) : undefined;
};

type ActionsProps = { readonly sheet: ProductSheet; readonly canDelete: boolean; readonly onInUse: () => void };

/** Actions on a product; one in use can't be deleted, and the page shows why. */
const StoredActions = ({ sheet, canDelete, onInUse }: ActionsProps) => {
  const [, navigate] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const { id, name } = sheet;
  const copy = useCommand('products.copy', { doneText: () => text('product.copied', { name }), isExclusive: true });
  const remove = useCommand('products.remove', {
    doneText: () => text('product.deleted', { name }),
    shows: (error) => {
      if (error.code === 'IN_USE') onInUse();
      return error.code === 'IN_USE';
    },
  });
  return (
    <>
      <EditButton onClick={() => void copy.run({ id }).then((copiedProduct) => copiedProduct && navigate(`/products/${copiedProduct.id}`))}>
        {text('product.copy')}
      </EditButton>
      <EditButton onClick={() => (canDelete ? setIsAsking(true) : onInUse())}>{text('product.delete')}</EditButton>
      <ActionButton isPrimary action={{ label: text('product.newContract'), isEdit: true, route: `/contracts/new?product=${id}` }} />
      <Confirm
        open={isAsking}
        title={text('product.deleteTitle', { name })}
        action={text('product.delete')}
        onConfirm={() => void remove.run({ ids: [id] }).then((completion) => completion && navigate('/plans'))}
        onClose={() => setIsAsking(false)}
      >
        {text('product.deleteBody', { count: Object.keys(sheet.years).length })}
      </Confirm>
    </>
  );
};

const metaText = ({ metal, form }: ProductSheet): string => [text(`metal.${metal}`), text(`productForm.${form}`)].join(' · ');

/** A product of the workspace. */
export const StoredProduct = ({ id }: { readonly id: ProductId }) => {
  const storedProduct = useCall('products.get', { id });
  const years = usePlannedYears();
  const options = useCall('contracts.options', {});
  const storedDraft = useDraft({ kind: 'product', id });
  const [showsInUse, setShowsInUse] = useState(false);
  const isReady = useIsReady(storedProduct.data !== undefined && options.data !== undefined && storedDraft.isReady);
  if (storedProduct.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('product.notFoundTitle')} place={{ label: text('place.plans'), route: '/plans' }} />;
  }
  if (!storedProduct.data || !options.data || !storedDraft.isReady || !isReady) {
    const error = storedProduct.error ?? options.error;
    const retry = () => void Promise.all([storedProduct.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.product')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { product, version } = storedProduct.data;
  const inUse = inUseText(storedProduct.data, product.name);
  return (
    <ProductEditor
      opening={{ record: sheetOf(product), version, unsaved: parseDraft(storedDraft.fields) }}
      draft={storedDraft.key}
      years={years}
      references={options.data.references}
      countries={options.data.countries}
      live={storedProduct.data}
      meta={metaText}
      note={
        showsInUse && inUse !== undefined ? (
          <ErrorNote text={inUse} action={{ label: componentTexts().close, onAction: () => setShowsInUse(false) }} />
        ) : undefined
      }
      actions={({ form }) => <StoredActions sheet={form.record} canDelete={inUse === undefined} onInUse={() => setShowsInUse(true)} />}
    />
  );
};
