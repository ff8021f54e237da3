import { useState } from 'react';
import { useParams, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure, Sentence } from '#shared/contract/figure.ts';
import type { LimitContributor, PartialYear } from '#shared/contract/limits.ts';
import { TABLE_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { LimitId, PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatCountedYear, formatKdmt } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { RowsPager } from '../../components/RowsPager.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { allocationRoute } from './diversificationRoutes.ts';
import { LimitCure } from './LimitCure.tsx';
import { LimitDialog } from './LimitDialog.tsx';
import { LimitDscr } from './LimitDscr.tsx';
import { HeadroomTonnes } from './LimitsBoard.tsx';

type Details = Output<'limits.get'>;
type BoardYear = Details['row']['years'][number];

const SIGN = { atMost: '≤', atLeast: '≥' } as const;

const wordsOf = (value: string): Figure => ({ value, unit: 'text', decimals: 0 });
const yearOf = (value: number): Figure => ({ value, unit: 'year', decimals: 0 });

const countedYear = (year: number, firstYear: PartialYear | undefined): Figure => ({
  ...wordsOf(''),
  label: { calendarYear: year, ...(firstYear?.year === year && { countedMonths: { from: firstYear.from, to: firstYear.to } }) },
});

/** The state of the limit in its worst year, and the months that the first year counts. */
const summaryOf = ({ row, firstYear }: Details): readonly Sentence[] => {
  const { limit, years, worst, state, level } = row;
  const worstYear = years.find(({ year }) => year === worst);
  if (worstYear === undefined || state === undefined) return [{ key: 'limits.page.unmeasured', figures: {} }];
  const status: Sentence = {
    key: `limits.page.${state}`,
    figures: { value: worstYear.value, year: countedYear(worstYear.year, firstYear), sign: wordsOf(SIGN[limit.direction]), level },
  };
  if (firstYear === undefined || years.every(({ year }) => year !== firstYear.year)) return [status];
  return [status, { key: 'limits.page.firstYear', figures: { year: yearOf(firstYear.year) } }];
};

const BoardByYear = ({ details: { row, firstYear } }: { readonly details: Details }) => {
  const read = useFigureReader();
  const money = read.format({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const hasHeadroom = row.limit.measure.kind !== 'minimumDscr';
  const columns: readonly SimpleColumn<BoardYear>[] = [
    { key: 'year', label: text('limits.page.year'), tone: 'key', cell: ({ year }) => formatCountedYear(year, firstYear) },
    {
      key: 'value',
      label: text('limits.page.measured'),
      align: 'right',
      tone: 'value',
      cell: ({ value }) => <FigureLink figure={value} as="plain" />,
    },
    {
      key: 'tonnes',
      label: text('limits.page.headroom'),
      term: 'headroom',
      unit: 'kdmt',
      align: 'right',
      cell: ({ tonnes }) => <HeadroomTonnes figure={tonnes} />,
    },
    {
      key: 'usd',
      label: text('limits.page.headroom'),
      unit: money,
      align: 'right',
      cell: ({ usd }) => <FigureLink figure={usd} as="cell" />,
    },
    { key: 'state', label: text('limits.column.state'), cell: ({ state }) => <StateMark state={state} /> },
  ];
  return (
    <Section title={text('limits.page.board')} span={12}>
      <SimpleTable
        isTight
        label={text('limits.page.board')}
        columns={hasHeadroom ? columns : columns.filter(({ key }) => key !== 'tonnes' && key !== 'usd')}
        rows={row.years}
        rowKey={({ year }) => year}
      />
    </Section>
  );
};

type ContributorsProps = { readonly details: Details; readonly onPage: (first: number) => void };

const Contributors = ({ details: { row, contributors, contributorsPage, firstYear }, onPage }: ContributorsProps) => {
  const { label } = usePresentation();
  const columns: readonly SimpleColumn<LimitContributor>[] = [
    {
      key: 'code',
      label: text('limits.cure.column.contract'),
      tone: 'key',
      cell: ({ contractId, code }) => <RouteLink route={`/contracts/${contractId}`}>{code}</RouteLink>,
    },
    {
      key: 'buyer',
      label: text('limits.cure.column.buyer'),
      cell: ({ buyerId, buyer }) => <RouteLink route={`/buyers/${buyerId}`}>{buyer}</RouteLink>,
    },
    { key: 'group', label: text('limits.page.group'), tone: 'context', isWideOnly: true, cell: ({ group }) => label(group) },
    ...row.years.map(
      ({ year }): SimpleColumn<LimitContributor> => ({
        key: String(year),
        label: formatCountedYear(year, firstYear),
        unit: 'kdmt',
        align: 'right',
        cell: ({ years }) => {
          const limitYear = years.find((candidate) => candidate.year === year);
          if (limitYear === undefined || Number(limitYear.tonnes.value) === 0) return '–';
          return (
            <>
              <FigureLink figure={limitYear.tonnes} as="cell">
                {formatKdmt(Number(limitYear.tonnes.value))}
              </FigureLink>
              {limitYear.share === undefined ? undefined : (
                <>
                  {' ('}
                  <FigureLink figure={limitYear.share} as="plain" />)
                </>
              )}
            </>
          );
        },
      }),
    ),
  ];
  return (
    <Section title={text('limits.page.contributors')} note={text('limits.page.contributors.note')} span={12}>
      <SimpleTable
        isTight
        label={text('limits.page.contributors')}
        columns={columns}
        rows={contributors}
        rowKey={({ contractId }) => contractId}
        foot={contributors.length === 0 ? text('limits.page.contributors.none') : undefined}
      />
      <RowsPager label={text('limits.page.contributors')} {...contributorsPage} pageRows={TABLE_PAGE_ROWS} onChange={onPage} />
    </Section>
  );
};

type LimitProps = ContributorsProps & { readonly planId: PlanId | undefined };

const Limit = ({ details, planId, onPage }: LimitProps) => {
  const [isEditing, setIsEditing] = useState(false);
  const { row, plan, products, isChosen } = details;
  return (
    <Page
      title={row.limit.name}
      meta={text('limits.page.meta', { plan })}
      verdict={<Verdict sentences={summaryOf(details)} />}
      actions={
        <>
          <ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />
          {row.state === 'breached' && isChosen && row.limit.measure.kind !== 'minimumDscr' ? (
            <ActionButton action={{ label: text('limits.cure.allocate'), route: allocationRoute({ keep: row.limit.id }) }} />
          ) : undefined}
          <ActionButton action={{ label: text('limits.page.edit'), onAction: () => setIsEditing(true) }} />
        </>
      }
    >
      <Columns>
        {row.limit.measure.kind === 'minimumDscr' ? (
          <LimitDscr details={details.dscr} />
        ) : (
          <LimitCure id={row.limit.id} planId={planId} firstYear={details.firstYear} />
        )}
        <BoardByYear details={details} />
        {row.limit.measure.kind === 'minimumDscr' ? undefined : <Contributors details={details} onPage={onPage} />}
      </Columns>
      {isEditing ? <LimitDialog products={products} stored={row} onClose={() => setIsEditing(false)} /> : undefined}
    </Page>
  );
};

/** A limit of a plan, by default the chosen one: what breaches it by year, the contracts behind it, and what cures it. */
export default function LimitPage() {
  const { id = '' } = useParams<{ id: string }>();
  const planId = PlanId.safeParse(new URLSearchParams(useSearch()).get('plan') ?? undefined).data;
  const [first, setFirst] = useState(0);
  const details = useCall('limits.get', { id: LimitId.parse(decodeURIComponent(id)), planId, first }, { keepLast: true });
  if (!details.data) {
    return (
      <WaitingPage
        title={text('limits.form.edit')}
        error={details.error ? errorText(details.error) : undefined}
        onRetry={() => void details.refetch()}
      />
    );
  }
  return <Limit details={details.data} planId={planId} onPage={setFirst} />;
}
