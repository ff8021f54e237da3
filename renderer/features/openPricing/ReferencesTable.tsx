import { styled } from '@mui/material/styles';
import type { OpenPricing, OpenReference } from '#shared/contract/openPricing.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { shortMonth } from '#shared/units/format.ts';
import { FigureLink, TonnesLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WIDE_WINDOW } from '../../theme/typography.ts';

const ReferenceName = styled('span')({
  display: 'inline-block',
  maxWidth: 224,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  verticalAlign: 'bottom',
  [WIDE_WINDOW]: { maxWidth: 300 },
});

/** Months shown on narrow screens (1280 px); wider ones show all. */
const MONTHS_NARROW = 6;

type ReferencesTableProps = Pick<OpenPricing, 'references' | 'months'>;

/** Lists the tonnes with an open price by reference and month, and the effect of a 1 % change in each price. */
export const ReferencesTable = ({ references, months }: ReferencesTableProps) => {
  const read = useFigureReader();
  const presentation = usePresentation();
  const exampleMove = references.find(({ onePercent }) => onePercent)?.onePercent;
  const monthColumn = (month: Month, i: number): SimpleColumn<OpenReference> => ({
    key: String(month),
    label: shortMonth(month),
    unit: i === 0 || month % 12 === 0 ? String(yearOf(month)) : '',
    align: 'right',
    isWideOnly: i >= MONTHS_NARROW,
    cell: (row) => {
      const cell = row.tonnes.find((candidate) => candidate.month === month);
      return cell ? <TonnesLink figure={cell.figure} /> : undefined;
    },
  });
  const columns: readonly SimpleColumn<OpenReference>[] = [
    {
      key: 'reference',
      label: text('openPricing.tonnes.reference'),
      tone: 'key',
      cell: ({ name, metal }) => (
        <>
          <MetalSwatch metal={metal} /> <ReferenceName title={presentation.label(name)}>{presentation.label(name)}</ReferenceName>
        </>
      ),
    },
    ...months.map(monthColumn),
    {
      key: 'total',
      label: text('openPricing.tonnes.total'),
      unit: 'kdmt',
      align: 'right',
      tone: 'value',
      cell: ({ total }) => <TonnesLink figure={total} />,
    },
    {
      key: 'onePercent',
      label: text('openPricing.tonnes.onePercent'),
      unit: exampleMove ? read.format(exampleMove).unit : '',
      align: 'right',
      tone: 'value',
      cell: ({ onePercent }) => (onePercent ? <FigureLink as="cell" figure={onePercent} /> : text('common.none')),
    },
  ];
  return (
    <Section title={text('openPricing.tonnes.title')} note={text('openPricing.tonnes.note')} span={12}>
      <SimpleTable
        isTight
        label={text('openPricing.tonnes.title')}
        columns={columns}
        rows={references}
        rowKey={({ reference }) => reference}
        foot={references.length === 0 ? text('openPricing.tonnes.empty') : undefined}
      />
    </Section>
  );
};
