import { styled } from '@mui/material/styles';
import { Suspense } from 'react';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { DisplacementTable } from '../cycles/index.ts';

/** Holds the height of the tables while they are computed. */
const Body = styled('div')({ minHeight: 560, display: 'grid', gap: 12, alignContent: 'start' });

/** What it costs to lose each destination and buyer for a year, and how much of it is from concentration. */
export const LostOutlets = () => {
  const displacement = useCall('diversification.displacement', {}, { keepLast: true });
  const [first] = displacement.data?.destinations ?? [];
  const title = text('displacement.title');
  return (
    <Section
      title={title}
      term="costOfConcentration"
      note={first ? text('displacement.note', { from: formatMonth(first.from), to: formatMonth(first.to) }) : undefined}
      span={12}
    >
      {displacement.error ? (
        <ErrorNote text={errorText(displacement.error)} />
      ) : displacement.data && first === undefined ? (
        <EmptyState what={text('displacement.empty')} />
      ) : (
        <Body>
          {displacement.data ? (
            <>
              <Verdict sentences={displacement.data.verdict} as="text" />
              <Suspense>
                <DisplacementTable label={title} event={text('displacement.destination')} rows={displacement.data.destinations} />
              </Suspense>
              <Suspense>
                <DisplacementTable label={text('displacement.groups')} event={text('displacement.group')} rows={displacement.data.groups} />
              </Suspense>
            </>
          ) : (
            <Skeleton of="rows" rows={13} />
          )}
        </Body>
      )}
    </Section>
  );
};
