import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { BuyerGroupView, BuyerRow, GroupLimitRow } from '#shared/contract/buyers.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { GroupId } from '#shared/domain/ids.ts';
import { countryName } from '#shared/messages/country.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { joinUnit } from '#shared/presentation/message.ts';
import { formatPlainNumber, formatTonnes } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { Page } from '../../components/Page.tsx';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { RecordContracts } from '../../components/RecordContracts.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type FigureReader, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { LostBuyer } from './editor/LostBuyer.tsx';
import { GroupDialog } from './GroupDialog.tsx';

const RuledBlock = styled('div')(({ theme }) => ({ borderTop: `1.5px solid ${theme.vars.palette.ore.line.strong}`, marginBottom: 20 }));
/** Links in lines of 24 px, the least size of a target. */
const List = styled('span')({ display: 'flex', flexWrap: 'wrap', columnGap: 10, whiteSpace: 'normal', lineHeight: '24px' });
const WrappingText = styled('span')({ whiteSpace: 'normal' });

const link = (name: string, route: string): Figure => ({ value: name, unit: 'text', decimals: 0, route });

const kdmt = ({ value }: Figure): string => (typeof value === 'number' ? formatTonnes(value, 'kdmt', 1, true).text : text('common.none'));

type Reason = BuyerGroupView['reasons'][number];

const Reasons = ({ reasons }: { readonly reasons: readonly Reason[] }) => {
  const columns: readonly SimpleColumn<Reason>[] = [
    { key: 'kind', label: text('groups.reasons.kind'), tone: 'context', cell: ({ kind }) => text(`groups.reasons.${kind}`) },
    { key: 'name', label: text('groups.reasons.name'), tone: 'key', cell: ({ name }) => <ClippedText width="240px">{name}</ClippedText> },
    {
      key: 'buyers',
      label: text('groups.reasons.buyers'),
      cell: ({ buyers }) => (
        <List>
          {buyers.map(({ id, name }) => (
            <FigureLink key={id} figure={link(name, `/buyers/${id}`)} as="cell" />
          ))}
        </List>
      ),
    },
    { key: 'why', label: text('groups.reasons.why'), tone: 'context', cell: ({ why }) => <WrappingText>{why ?? ''}</WrappingText> },
  ];
  return (
    <Section title={text('groups.reasons.title')} term="buyerGroup" span={12}>
      {reasons.length > 0 ? (
        <SimpleTable label={text('groups.reasons.title')} columns={columns} rows={reasons} rowKey={({ kind, name }) => `${kind} ${name}`} />
      ) : (
        <EmptyState what={text('groups.reasons.none')} />
      )}
    </Section>
  );
};

const memberColumns = (
  read: FigureReader,
  country: (code: string) => string,
  { year, identities }: BuyerGroupView,
): readonly SimpleColumn<BuyerRow>[] => {
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  return [
    {
      key: 'name',
      label: text('buyers.table.column.name'),
      tone: 'key',
      cell: ({ name }) => <ClippedText width="220px">{name}</ClippedText>,
    },
    { key: 'country', label: text('buyers.table.column.country'), cell: (row) => country(row.country) },
    { key: 'rating', label: text('buyers.table.column.rating'), term: 'rating', cell: ({ rating }) => ratingText(rating) },
    {
      key: 'parent',
      label: text('buyers.table.column.parent'),
      tone: 'context',
      isWideOnly: true,
      cell: ({ parent }) => <ClippedText width="200px">{parent ?? text('common.none')}</ClippedText>,
    },
    {
      key: 'contracts',
      label: text('buyers.table.column.contracts'),
      align: 'right',
      cell: ({ contracts }) => formatPlainNumber(contracts, { decimals: 0 }),
    },
    {
      key: 'value',
      label: text('buyers.table.column.value', { year }),
      unit: money(0).unit,
      align: 'right',
      tone: 'value',
      cell: (row) => (
        <PlainFigure table={identities.buyers} row={row} column="value" unit="usd">
          {money(row.value).text}
        </PlainFigure>
      ),
    },
    {
      key: 'share',
      label: text('buyers.table.column.share'),
      unit: '%',
      align: 'right',
      cell: (row) => (
        <PlainFigure table={identities.buyers} row={row} column="share" unit="fraction">
          {read.format({ value: row.share, unit: 'fraction', decimals: 1 }).text}
        </PlainFigure>
      ),
    },
  ];
};

const Shares = ({ group: { shares, years } }: { readonly group: BuyerGroupView }) => {
  type Row = BuyerGroupView['shares'][number];
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'what',
      label: text('groups.shares.what'),
      tone: 'key',
      cell: ({ metal }) => (metal ? text('groups.shares.metal', { metal: text(`metal.${metal}`) }) : text('groups.shares.value')),
    },
    ...years.map(
      (year, i): SimpleColumn<Row> => ({
        key: String(year),
        label: String(year),
        unit: '%',
        align: 'right',
        cell: ({ values }) => {
          const figure = values[i];
          return figure ? <FigureLink figure={figure} as="cell" /> : undefined;
        },
      }),
    ),
  ];
  return (
    <Section title={text('groups.shares.title')} note={text('groups.shares.note')} span={12}>
      {shares.length > 1 ? (
        <SimpleTable isTight label={text('groups.shares.title')} columns={columns} rows={shares} rowKey={({ metal }) => metal ?? 'value'} />
      ) : (
        <EmptyState what={text('groups.shares.none')} />
      )}
    </Section>
  );
};

const Limits = ({ group: { limits, years } }: { readonly group: BuyerGroupView }) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const columns: readonly SimpleColumn<GroupLimitRow>[] = [
    {
      key: 'name',
      label: text('limits.column.limit'),
      tone: 'key',
      cell: ({ id, name }) => (
        <LimitLink id={id}>
          <ClippedText width="220px">{name}</ClippedText>
        </LimitLink>
      ),
    },
    { key: 'scope', label: text('limits.column.scope'), tone: 'context', cell: ({ scope }) => label(scope) },
    {
      key: 'level',
      label: text('limits.column.level'),
      unit: '%',
      align: 'right',
      tone: 'context',
      cell: ({ level }) => read.format(level).text,
    },
    ...years.map(
      (year): SimpleColumn<GroupLimitRow> => ({
        key: String(year),
        label: String(year),
        align: 'right',
        cell: ({ years: measuredYears }) => {
          const measuredYear = measuredYears.find((candidate) => candidate.year === year);
          return measuredYear ? <FigureLink figure={{ ...measuredYear.value, state: measuredYear.state }} as="cell" /> : '–';
        },
      }),
    ),
    {
      key: 'tonnes',
      label: text('limits.column.headroom'),
      term: 'headroom',
      unit: 'kdmt',
      align: 'right',
      cell: ({ tonnes }) => (
        <FigureLink figure={tonnes} as="cell">
          {kdmt(tonnes)}
        </FigureLink>
      ),
    },
    { key: 'state', label: text('limits.column.state'), cell: ({ state }) => <StateMark state={state} /> },
    {
      key: 'contracts',
      label: text('groups.limits.contracts'),
      cell: ({ contracts }) => (
        <List>
          {contracts.map(({ id, code, share }) => (
            <span key={id}>
              <FigureLink figure={link(code, `/contracts/${id}`)} as="cell" /> {joinUnit(read.format(share))}
            </span>
          ))}
        </List>
      ),
    },
  ];
  return (
    <Section title={text('groups.limits.title')} term="limit" note={limits.length > 0 ? text('groups.limits.note') : undefined} span={12}>
      {limits.length > 0 ? (
        <SimpleTable isTight label={text('groups.limits.title')} columns={columns} rows={limits} rowKey={({ id }) => id} />
      ) : (
        <EmptyState
          what={text('groups.limits.none')}
          actions={[{ label: text('groups.limits.add'), route: '/diversification?limit=new' }]}
        />
      )}
    </Section>
  );
};

type StoredGroupActionsProps = { readonly id: GroupId; readonly reason: Reason };

/** Edits or deletes the stored group that joins buyers. */
const StoredGroupActions = ({ id, reason: { name, why = '', buyers } }: StoredGroupActionsProps) => {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const remove = useCommand('buyerGroups.remove', { doneText: () => text('groups.deleted', { name }), isExclusive: true });
  const close = () => setOpen(undefined);
  const deleteGroup = async (): Promise<void> => {
    if (await remove.run({ id })) navigate('/buyers');
  };
  return (
    <>
      <ActionButton action={{ label: text('groups.page.edit'), onAction: () => setOpen('edit') }} />
      <ActionButton action={{ label: text('groups.page.delete'), isEdit: true, onAction: () => setOpen('delete') }} />
      {open === 'edit' ? <GroupDialog stored={{ id, name, why, members: buyers.map((buyer) => buyer.id) }} onClose={close} /> : undefined}
      <Confirm
        open={open === 'delete'}
        title={text('groups.page.delete.title', { group: name })}
        action={text('groups.page.delete')}
        onClose={close}
        onConfirm={() => void deleteGroup()}
      >
        {text('groups.page.delete.body')}
      </Confirm>
    </>
  );
};

/** A group of buyers: why they are joined, their shares, limits, credit risk and contracts. */
export default function BuyerGroupPage() {
  const { id } = useParams<{ id: string }>();
  const view = useCall('buyerGroups.get', { id }, { keepLast: true });
  const list = useCall('buyers.list', {}, { keepLast: true });
  const read = useFigureReader();
  if (view.error?.code === 'NOT_FOUND') {
    return (
      <Page title={text('groups.notFound')}>
        <ErrorNote text={text('groups.notFoundText')} action={{ label: text('place.buyers'), route: '/buyers' }} />
      </Page>
    );
  }
  if (!view.data || !list.data) {
    const error = view.error ?? list.error;
    return (
      <WaitingPage
        title={text('place.buyerGroup')}
        error={error ? errorText(error) : undefined}
        onRetry={() => void Promise.all([view.refetch(), list.refetch()])}
      />
    );
  }
  const group = view.data;
  const { countries } = list.data;
  const country = (code: string) => countryName(countries.find((candidate) => candidate.code === code) ?? { code, name: code });
  return (
    <Page
      title={group.name}
      meta={text('place.buyerGroup')}
      verdict={<Verdict sentences={group.verdict} />}
      actions={group.reasons.map((reason) =>
        reason.groupId === undefined ? undefined : <StoredGroupActions key={reason.groupId} id={reason.groupId} reason={reason} />,
      )}
    >
      <RuledBlock>
        <FigureRow>
          {group.figures.map(({ key, figure }) => (
            <LabelledFigure key={key} label={text(`groups.figure.${key}`, { year: group.year })} figure={figure} />
          ))}
        </FigureRow>
      </RuledBlock>
      <Columns>
        <Limits group={group} />
        <Reasons reasons={group.reasons} />
        <Section title={text('groups.buyers.title')} span={12}>
          <SimpleTable
            label={text('groups.buyers.title')}
            columns={memberColumns(read, country, group)}
            rows={group.buyers}
            rowKey={(row) => row.id}
            rowRoute={(row) => `/buyers/${row.id}`}
          />
        </Section>
        <Shares group={group} />
        <Stack span={12}>
          <LostBuyer id={group.id} of="group" />
          <RecordContracts
            rows={group.contracts}
            identities={group.identities}
            counterpart="buyer"
            emptyText={text('groups.contracts.none')}
            addAction={{ label: text('buyer.newContract'), isEdit: true, route: `/contracts/new?buyer=${group.id}` }}
          />
        </Stack>
      </Columns>
    </Page>
  );
}
