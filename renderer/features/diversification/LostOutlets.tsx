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

/** Its minimum height is that of the tables, so that the page does not move when they arrive. */
const Body = styled('div')({ minHeight: 560, display: 'grid', gap: 12, alignContent: 'start' });

/** Shows the cost of losing each destination and each buyer group for a year, and the part of it that concentration causes. */
export const LostOutlets = () => {
  const displacement = useCall('diversification.displacement', {}, { keepLast: true });
  const [firstDestination] = displacement.data?.destinations ?? [];
  const title = text('displacement.title');
  return (
    <Section
      title={title}
      term="costOfConcentration"
      note={
        firstDestination
          ? text('displacement.note', { from: formatMonth(firstDestination.from), to: formatMonth(firstDestination.to) })
          : undefined
      }
      span={12}
    >
      {displacement.error ? (
        <ErrorNote text={errorText(displacement.error)} />
      ) : displacement.data && firstDestination === undefined ? (
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
                <DisplacementTable
                  label={text('displacement.groups')}
                  event={text('displacement.group')}
                  rows={displacement.data.groups}
                  foot={
                    displacement.data.groups.length < displacement.data.groupCount
                      ? text('displacement.groupsShown', { shown: displacement.data.groups.length, count: displacement.data.groupCount })
                      : undefined
                  }
                />
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
