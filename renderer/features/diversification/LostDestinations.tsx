import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { DisplacementTable } from '../../components/DisplacementTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Verdict } from '../../components/Verdict.tsx';

/** Holds the height of the table while it is computed. */
const Body = styled('div')({ minHeight: 240 });

/** What it costs to lose each destination for a year, and how much of it is from concentration. */
export const LostDestinations = () => {
  const found = useCall('diversification.displacement', {}, { keepLast: true });
  const rows = found.data?.destinations;
  const [first] = rows ?? [];
  return (
    <Section
      title={text('displacement.title')}
      term="costOfConcentration"
      note={first ? text('displacement.note', { from: formatMonth(first.from), to: formatMonth(first.to) }) : undefined}
      span={12}
    >
      <Body>
        {found.error ? (
          <ErrorNote text={errorText(found.error)} />
        ) : rows === undefined ? (
          <Skeleton of="rows" rows={5} />
        ) : rows.length === 0 ? (
          <EmptyState what={text('displacement.empty')} />
        ) : (
          <>
            <Verdict sentences={found.data?.verdict ?? []} as="text" />
            <DisplacementTable label={text('displacement.title')} event={text('displacement.destination')} rows={rows} />
          </>
        )}
      </Body>
    </Section>
  );
};
