import { styled } from '@mui/material/styles';
import { Suspense, useCallback, useMemo } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { text } from '#shared/messages/text.ts';
import { call } from '../../../api/client.ts';
import { useSendCommand } from '../../../api/queries.ts';
import { FigureRow, LabelledFigure } from '../../../components/LabelledFigure.tsx';
import { RecordWithContracts, type RecordWithContractsOptions } from '../../../editing/record/RecordWithContracts.tsx';
import { serverIssues } from '../../../editing/record/serverIssues.ts';
import { useRecordEditor } from '../../../editing/record/useRecordForm.ts';
import { RecordTimeline } from '../../history/index.ts';
import { BuyerForm, type BuyerLists } from './BuyerForm.tsx';
import { buyerField, expandBuyerEdit } from './buyerField.ts';
import { LostBuyer } from './LostBuyer.tsx';

const RuledBlock = styled('div')(({ theme }) => ({ borderTop: `1.5px solid ${theme.vars.palette.ore.line.strong}` }));

export type BuyerEditorProps = RecordWithContractsOptions<Buyer, Output<'buyers.get'>> & {
  readonly lists: BuyerLists & { readonly year: number };
};

const FIGURES = ['value', 'share', 'tonnes', 'contracts'] as const;

const Figures = ({
  figures,
  year,
}: {
  readonly figures: readonly { readonly key: string; readonly figure: Figure }[];
  readonly year: number;
}) => (
  <FigureRow>
    {FIGURES.flatMap((key) => figures.filter((entry) => entry.key === key).map(({ figure }) => ({ key, figure }))).map(
      ({ key, figure }) => (
        <LabelledFigure
          key={key}
          label={text(`buyers.figure.${key}`, { year })}
          term={key === 'value' ? 'grossPayableValue' : undefined}
          figure={figure}
        />
      ),
    )}
  </FigureRow>
);

/** Edits a buyer; shows its value, details and contracts. */
export const BuyerEditor = (props: BuyerEditorProps) => {
  const { opening, draft, lists, live } = props;
  const send = useSendCommand('buyers.save');
  const { id } = opening.record;
  const { form, refusal } = useRecordEditor<Buyer>({
    opening,
    draft,
    isAutosaved: live !== undefined,
    expand: expandBuyerEdit,
    save: async (buyer, version, requestId) =>
      (await send({ buyer, ...(version === undefined ? {} : { version }) }, { requestId, timeoutMs: 0 })).version,
    fetch: async () => {
      const { buyer, version } = await call('buyers.get', { id });
      return { record: buyer, version };
    },
    live: live && { record: live.buyer, version: live.version },
    refusal: props.refusal,
  });
  const { record, typedRecord } = form;

  const parts = record.destination.length;
  const issues = useMemo(
    (): readonly FieldIssue[] =>
      serverIssues(refusal, 'buyer').map((issue) =>
        // an issue of the sum of shares is shown at the last share
        issue.path === 'destination' && parts > 0 ? { ...issue, path: `destination.${parts - 1}.share` } : issue,
      ),
    [refusal, parts],
  );
  const specOf = useCallback((path: string) => buyerField(path, lists.countries), [lists.countries]);
  return (
    <RecordWithContracts
      form={form}
      issues={issues}
      specOf={specOf}
      title={(form.isAutosaved ? form.state.stored : typedRecord).name || text('buyer.new')}
      options={props}
      history={
        <Suspense>
          <RecordTimeline kind="buyer" id={id} />
        </Suspense>
      }
      head={
        live ? (
          <>
            <RuledBlock>
              <Figures figures={live.figures} year={lists.year} />
            </RuledBlock>
            <LostBuyer id={live.buyer.id} />
          </>
        ) : undefined
      }
      contracts={{
        counterpart: 'product',
        emptyText: text('buyer.noContracts'),
        addAction: { label: text('buyer.newContract'), isEdit: true, route: `/contracts/new?buyer=${id}` },
      }}
    >
      <BuyerForm buyer={record} lists={lists} />
    </RecordWithContracts>
  );
};
