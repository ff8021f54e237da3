import { styled } from '@mui/material/styles';
import { Suspense } from 'react';
import type { BuyerId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Section } from '../../../components/Section.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { DisplacementTable } from '../../cycles/index.ts';

/** Adds the distance between sections below. */
const Spaced = styled('div')({ marginBottom: 20 });

/** Shows the cost of losing a buyer and its group for a year in the chosen plan. */
export const LostBuyer = ({ id, of = 'buyer' }: { readonly id: BuyerId; readonly of?: 'buyer' | 'group' }) => {
  const displacement = useCall('diversification.displacement', { buyerId: id }, { keepLast: true });
  const [row] = displacement.data?.groups ?? [];
  const title = text(`displacement.${of}Title`);
  return (
    <Spaced>
      <Section
        title={title}
        term="costOfConcentration"
        note={row ? text('displacement.buyerNote', { from: formatMonth(row.from), to: formatMonth(row.to) }) : undefined}
      >
        {displacement.error ? (
          <ErrorNote text={errorText(displacement.error)} />
        ) : !displacement.data ? (
          <Skeleton of="rows" rows={2} />
        ) : row ? (
          <Suspense>
            <DisplacementTable label={title} event={text('displacement.group')} rows={[row]} />
          </Suspense>
        ) : (
          <EmptyState what={text(`displacement.${of}Empty`)} />
        )}
      </Section>
    </Spaced>
  );
};
