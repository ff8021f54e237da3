import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { usePlannedYears } from '../../api/usePlannedYears.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { ActionButton } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { GoneRecord } from '../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../editing/record/useDraft.ts';
import { ProductEditor } from './ProductEditor.tsx';
import { type ProductSheet, sheetOf } from './productSheet.ts';

type Stored = Output<'products.get'>;

/** Why a product can't go; undefined when it can. */
const holds = ({ contracts, limits }: Stored, name: string): string | undefined => {
  if (contracts.length > 0) return text('product.inContracts', { name, count: contracts.length });
  return limits > 0 ? text('product.inLimits', { name, count: limits }) : undefined;
};

type ActsProps = { readonly sheet: ProductSheet; readonly free: boolean; readonly onHeld: () => void };

/** What can be done with a product; one that something else names says why it can't go. */
const StoredActs = ({ sheet, free, onHeld }: ActsProps) => {
  const [, navigate] = useLocation();
  const [asking, ask] = useState(false);
  const { id, name } = sheet;
  const copy = useCommand('products.copy', { done: () => text('product.copied', { name }), alone: true });
  const remove = useCommand('products.remove', {
    done: () => text('product.deleted', { name }),
    shows: (error) => {
      if (error.code === 'IN_USE') onHeld();
      return error.code === 'IN_USE';
    },
  });
  return (
    <>
      <Button onClick={() => void copy.run({ id }).then((copied) => copied && navigate(`/products/${copied.id}`))}>
        {text('product.copy')}
      </Button>
      <Button onClick={() => (free ? ask(true) : onHeld())}>{text('product.delete')}</Button>
      <ActionButton primary action={{ label: text('product.newContract'), route: `/contracts/new?product=${id}` }} />
      <Confirm
        open={asking}
        title={text('product.deleteTitle', { name })}
        action={text('product.delete')}
        onConfirm={() => void remove.run({ ids: [id] }).then((done) => done && navigate('/plans'))}
        onClose={() => ask(false)}
      >
        {text('product.deleteBody', { count: Object.keys(sheet.years).length })}
      </Confirm>
    </>
  );
};

const metaWords = ({ metal, form }: ProductSheet): string => [text(`metal.${metal}`), text(`productForm.${form}`)].join(' · ');

/** A product of the workspace. */
export const StoredProduct = ({ id }: { readonly id: ProductId }) => {
  const got = useCall('products.get', { id });
  const years = usePlannedYears();
  const options = useCall('contracts.options', {});
  const kept = useDraft({ kind: 'product', id });
  const [told, tell] = useState(false);
  if (got.error?.code === 'NOT_FOUND') {
    return <GoneRecord title={text('product.goneTitle')} place={{ label: text('place.plans'), route: '/plans' }} />;
  }
  if (!got.data || !kept.ready || !options.data) {
    const error = got.error ?? options.error;
    const again = () => void Promise.all([got.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.product')} error={error ? errorText(error) : undefined} onRetry={again} />;
  }
  const { product, version } = got.data;
  const held = holds(got.data, product.name);
  return (
    <ProductEditor
      opening={{ record: sheetOf(product), version, unsaved: parseDraft(kept.fields) }}
      draft={kept.key}
      years={years}
      references={options.data.references}
      live={got.data}
      meta={metaWords}
      note={
        told && held !== undefined ? (
          <ErrorNote text={held} action={{ label: componentTexts().close, onAction: () => tell(false) }} />
        ) : undefined
      }
      actions={({ form }) => <StoredActs sheet={form.record} free={held === undefined} onHeld={() => tell(true)} />}
    />
  );
};
