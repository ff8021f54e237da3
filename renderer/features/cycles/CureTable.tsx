import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { Cure } from '#shared/contract/cycles.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

const Head = styled('h3')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: theme.typography.fontWeightBold,
  margin: '16px 0 0',
  color: theme.vars.palette.text.secondary,
}));
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '6px 0 0',
  maxWidth: '110ch',
  color: theme.vars.palette.text.secondary,
}));
const QuestionRow = styled('div')({ padding: '12px 0 0' });

/** Terms that would restore the most of a stress loss for their cost; each can be added to the plan. */
export const CureTable = ({ shocks }: Input<'cycles.cures'>) => {
  const read = useFigureReader();
  const { message } = usePresentation();
  const [isAsked, ask] = useState(false);
  const answer = useCall('cycles.cures', { shocks }, { enabled: isAsked, keepLast: true });
  const addToPlan = useCommand('plans.override', {
    isExclusive: true,
    doneText: ({ refused }) => text(refused.length > 0 ? 'cycles.cures.refused' : 'cycles.cures.added'),
  });
  if (!isAsked) {
    return (
      <QuestionRow>
        <Button onClick={() => ask(true)}>{text('cycles.cures.find')}</Button>
      </QuestionRow>
    );
  }
  if (answer.error) return <ErrorNote text={errorText(answer.error)} />;
  if (!answer.data) return <Skeleton of="rows" rows={6} />;
  const { planId, cures, tried } = answer.data;
  const triedText =
    tried === undefined
      ? ''
      : `${sentenceGap()}${text('cycles.cures.tried', { tried: formatPlainNumber(tried.contracts, { decimals: 0 }), contracts: formatPlainNumber(tried.of, { decimals: 0 }) })}`;
  if (cures.length === 0) return <QuietText>{`${text('cycles.cures.none')}${triedText}`}</QuietText>;
  const money = (value: number, sign = false) => read.format({ value, unit: 'usd', decimals: 1, sign });
  const { unit } = money(0);
  const columns: readonly SimpleColumn<Cure>[] = [
    { key: 'buyer', label: text('cycles.cures.buyer'), tone: 'key', cell: ({ buyer }) => buyer },
    { key: 'code', label: text('cycles.cures.code'), tone: 'context', cell: ({ code }) => code },
    { key: 'term', label: text('cycles.cures.term'), cell: ({ term }) => message(term) },
    { key: 'givenUp', label: text('cycles.cures.givenUp'), unit, align: 'right', cell: ({ givenUp }) => money(givenUp).text },
    {
      key: 'worth',
      label: text('cycles.cures.worth'),
      unit,
      align: 'right',
      cell: ({ worth }) => (worth === undefined ? text('common.none') : money(worth).text),
    },
    {
      key: 'restored',
      label: text('cycles.cures.restored'),
      unit,
      align: 'right',
      tone: 'value',
      cell: ({ restored }) => money(restored, true).text,
    },
    { key: 'share', label: text('cycles.cures.share'), align: 'right', cell: ({ share }) => formatPercent(share, { decimals: 1 }) },
    {
      key: 'act',
      label: text('cycles.cures.take'),
      isLabelHidden: true,
      align: 'right',
      cell: (cure) => (
        <QuietEditButton
          disabled={addToPlan.isPending}
          aria-label={text('cycles.cures.takeOf', { term: message(cure.term), code: cure.code })}
          onClick={() => void addToPlan.run({ id: planId, edits: cure.edits })}
        >
          {text('cycles.cures.take')}
        </QuietEditButton>
      ),
    },
  ];
  return (
    <>
      <Head>{text('cycles.cures.title')}</Head>
      <SimpleTable
        label={text('cycles.cures.title')}
        columns={columns}
        rows={cures}
        rowKey={({ kind, edits }) => [kind, ...edits.map(({ contractId }) => contractId)].join(' ')}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        isTight
      />
      <QuietText>{`${text('cycles.cures.note')}${triedText}`}</QuietText>
    </>
  );
};
