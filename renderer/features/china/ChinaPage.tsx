import { styled } from '@mui/material/styles';
import { Fragment, Suspense } from 'react';
import type { China } from '#shared/contract/china.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatPercent } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { ActionButton } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { SegmentBar } from '../../components/SegmentBar.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Presentation, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { DisplacementTable } from '../cycles/index.ts';
import { ShareTable, SuppliersTable } from './ShareTable.tsx';
import { PROTECTION_FILL, TenorTable } from './TenorTable.tsx';

const Note = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '8px 0 0',
  maxWidth: '76ch',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

/** An event over its effect: two lines, so that neither is cut. */
const EventCell = styled('span')(({ theme }) => ({
  display: 'inline-block',
  whiteSpace: 'normal',
  padding: '5px 0',
  lineHeight: 1.35,
  textWrap: 'pretty',
  '& small': { ...theme.typography.caption, display: 'block', fontWeight: 440, paddingLeft: 17, color: theme.vars.palette.text.secondary },
}));
const EventTime = styled('span')({
  display: 'inline-block',
  whiteSpace: 'normal',
  minWidth: 72,
  maxWidth: 96,
  padding: '5px 0',
  lineHeight: 1.35,
  '& > span': { whiteSpace: 'nowrap' },
});

/** Words as spans that do not wrap: a browser breaks a date at its hyphens. */
const unbrokenWords = (text: string) =>
  text.split(' ').map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of a text have no identity; their place is what they are
    <Fragment key={i}>
      {i > 0 ? ' ' : ''}
      <span>{word}</span>
    </Fragment>
  ));

/** Templates that deliver to a main port of China, by metal; the page offers the first whose metal the mine has. */
const LONG_TERM = [
  ['copper', 'copperConcentrateCif'],
  ['iron', 'ironFinesProRata'],
  ['lithium', 'spodumeneIndex'],
  ['manganese', 'manganeseOreCif'],
  ['aluminium', 'bauxiteIndex'],
  ['zinc', 'zincConcentrateBenchmark'],
  ['nickel', 'nickelHydroxide'],
  ['lead', 'leadConcentrate'],
  ['tin', 'tinConcentrate'],
  ['cobalt', 'cobaltHydroxide'],
] as const;

const newContractRoute = (metals: China['metals']): string => {
  const [, template] = LONG_TERM.find(([metal]) => metals.some((candidate) => candidate.metal === metal)) ?? LONG_TERM[0];
  return `/contracts/new?template=${template}`;
};

type ProtectionRow = China['protection'][number];
type Precedent = China['precedents'][number];

const ProtectionTable = ({ rows, year }: { readonly rows: readonly ProtectionRow[]; readonly year: number }) => {
  const read = useFigureReader();
  const revenue = sumBy(rows, (row) => Number(row.revenue.value));
  const columns: readonly SimpleColumn<ProtectionRow>[] = [
    {
      key: 'protection',
      label: text('china.protection'),
      isLabelHidden: true,
      cell: ({ protection }) => text(`china.protection.${protection}`),
    },
    {
      key: 'bar',
      label: text('china.protection.bar'),
      isLabelHidden: true,
      width: '52%',
      cell: ({ protection, share }) => (
        <SegmentBar
          segments={[
            {
              key: protection,
              label: formatPercent(share),
              share,
              role: `protection.${protection}`,
              fill: PROTECTION_FILL[protection],
            },
          ]}
          label={`${text(`china.protection.${protection}`)} ${formatPercent(share)}`}
        />
      ),
    },
    {
      key: 'share',
      label: text('china.protection.share'),
      isLabelHidden: true,
      align: 'right',
      tone: 'value',
      cell: ({ share }) => formatPercent(share),
    },
  ];
  const title = text('china.byProtection.title');
  return (
    <Section
      title={title}
      note={text('china.byProtection.note', { revenue: read.inWords({ value: revenue, unit: 'usd', decimals: 0 }), year })}
    >
      <SimpleTable label={title} columns={columns} rows={rows} rowKey={({ protection }) => protection} isTight />
    </Section>
  );
};

const precedentColumns = ({ label }: Presentation): readonly SimpleColumn<Precedent>[] => [
  {
    key: 'what',
    label: text('china.precedents.what'),
    width: '100%',
    cell: ({ what, metal, change, source }) => (
      <EventCell title={label(source)}>
        <MetalSwatch metal={metal} />
        {label(what)}
        <small>
          <FigureLink figure={change} as="plain" />
        </small>
      </EventCell>
    ),
  },
  {
    key: 'when',
    label: text('china.precedents.when'),
    tone: 'context',
    cell: ({ when }) => <EventTime>{unbrokenWords(label(when))}</EventTime>,
  },
];

/** As high as the table, so that the page does not move when it arrives. */
const DisplacementBody = styled('div')({ minHeight: 140 });

/** The cost of tonnes that China would not take. */
const Displacements = () => {
  const displacements = useCall('china.displacements', {}, { keepLast: true });
  const title = text('china.displacement.title');
  return (
    <Section title={title} term="costOfConcentration" note={text('china.displacement.note')}>
      <DisplacementBody>
        {displacements.data ? (
          <Suspense>
            <DisplacementTable label={title} event={text('displacement.event')} rows={displacements.data.rows} />
          </Suspense>
        ) : displacements.error ? (
          <ErrorNote text={errorText(displacements.error)} />
        ) : (
          <Skeleton of="rows" rows={4} />
        )}
      </DisplacementBody>
    </Section>
  );
};

/** How much the plan depends on China, how protected it is, and what a slump or an import ban would cost. */
export default function ChinaPage() {
  const presentation = usePresentation();
  const china = useCall('china.get', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  const isReady = useIsReady(china.data !== undefined);
  if (!china.data || !isReady) {
    return (
      <WaitingPage
        title={text('place.china')}
        error={china.error ? errorText(china.error) : undefined}
        onRetry={() => void china.refetch()}
      />
    );
  }
  const { count, year, verdict, tenors, identities, cash, banNote, metals, protection, stateBuyers, precedents } = china.data;
  const valuationMonth = state.data?.open ? monthOfDate(state.data.settings.valuationDate) : 0;
  return (
    <Page
      title={text('place.china')}
      meta={text('china.meta', { count })}
      verdict={<Verdict sentences={verdict} />}
      actions={<ActionButton isPrimary action={{ label: text('china.plan'), isEdit: true, route: newContractRoute(metals) }} />}
    >
      <Columns>
        <Stack span={8}>
          <TenorTable tenors={tenors} identities={identities} valuationMonth={valuationMonth} year={year} />
          <div>
            <ChartSection view={cash} minHeight={260} />
            <Note>{presentation.message(banNote)}</Note>
          </div>
          {count > 0 ? <Displacements /> : undefined}
          <SuppliersTable metals={metals} />
        </Stack>
        <Stack span={4}>
          <ShareTable metals={metals} year={year} />
          <ProtectionTable rows={protection} year={year} />
          <Section title={text('china.state.title')}>
            {stateBuyers.length > 0 ? <Verdict sentences={stateBuyers} as="text" /> : <Note>{text('china.state.none')}</Note>}
          </Section>
          <Section title={text('china.precedents.title')} note={text('china.precedents.note')}>
            <SimpleTable
              label={text('china.precedents.title')}
              columns={precedentColumns(presentation)}
              rows={precedents}
              rowKey={({ what, metal }) => `${presentation.label(what)} ${metal}`}
              isTight
            />
          </Section>
        </Stack>
      </Columns>
    </Page>
  );
}
