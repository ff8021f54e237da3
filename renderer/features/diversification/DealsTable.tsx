import { styled } from '@mui/material/styles';
import type { AllocatedDeal, AllocationDeal } from '#shared/contract/allocation.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import type { FieldDraft } from '../../components/useField.ts';
import { UNCHANGED_WITHIN } from './AllocationPlan.tsx';

export type Bounds = { readonly minimum: number; readonly maximum: number };

const Short = styled('span')({
  display: 'inline-block',
  maxWidth: 210,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});
const Small = styled('div')({ width: 96, marginLeft: 'auto' });
const Changed = styled('span')(({ theme }) => ({ fontWeight: theme.typography.fontWeightBold }));

/** By what share signed contracts may change with relaxed bounds: a default assumption. */
const RELAXED_BY = 0.2;

/** Bounds that allow the deals in the plan to change. */
export const relaxedBounds = (deals: readonly AllocationDeal[]): ReadonlyMap<ContractId, Bounds> =>
  new Map(
    deals
      .filter(({ fixed, now }) => !fixed && now > 0)
      .map(({ contractId, now }) => [contractId, { minimum: now * (1 - RELAXED_BY), maximum: now * (1 + RELAXED_BY) }]),
  );

const kdmt = (tonnes: number): string => formatTonnes(tonnes, 'kdmt', 1).text;

export type DealsTableProps = {
  readonly deals: readonly AllocationDeal[];
  readonly bounds: ReadonlyMap<ContractId, Bounds>;
  readonly onChange: (bounds: ReadonlyMap<ContractId, Bounds>) => void;
  /** Returns the uncommitted text of a bound. */
  readonly draftOf: (id: ContractId, bound: keyof Bounds) => FieldDraft<number>;
  readonly best: readonly AllocatedDeal[] | undefined;
};

/** Every deal with its bounds, and its tonnes in the optimised allocation. */
export const DealsTable = ({ deals, bounds, onChange, draftOf, best }: DealsTableProps) => {
  const found = new Map(best?.map((deal) => [deal.contractId, deal]));
  const boundsOf = (deal: AllocationDeal): Bounds => bounds.get(deal.contractId) ?? deal;
  const set = (deal: AllocationDeal, part: Partial<Bounds>) => {
    const { minimum, maximum } = boundsOf(deal);
    onChange(new Map(bounds).set(deal.contractId, { minimum, maximum, ...part }));
  };
  const field = (key: 'minimum' | 'maximum'): SimpleColumn<AllocationDeal> => ({
    key,
    label: text(`allocation.deals.${key}`),
    unit: 'kdmt',
    align: 'right',
    cell: (deal) => {
      if (deal.fixed) return <span title={text('allocation.deals.fixed')}>{kdmt(deal[key])}</span>;
      const { minimum, maximum } = boundsOf(deal);
      return (
        <Small>
          <NumberField
            required
            label={`${deal.code}${comma()}${text(`allocation.deals.${key}`)}`}
            decimals={1}
            scale={1e-3}
            min={0}
            value={key === 'minimum' ? minimum : maximum}
            draft={draftOf(deal.contractId, key)}
            error={key === 'maximum' && minimum > maximum ? text('allocation.deals.crossed') : undefined}
            onCommit={(value) => (value === undefined ? undefined : set(deal, { [key]: value }))}
          />
        </Small>
      );
    },
  });
  const columns: readonly SimpleColumn<AllocationDeal>[] = [
    {
      key: 'code',
      label: text('allocation.deals.deal'),
      tone: 'key',
      cell: ({ code, contractId, metal }) => (
        <>
          <MetalSwatch metal={metal} />
          <RouteLink route={`/contracts/${contractId}`}>{code}</RouteLink>
        </>
      ),
    },
    { key: 'buyer', label: text('allocation.deals.buyer'), cell: ({ buyer }) => <Short title={buyer}>{buyer}</Short> },
    { key: 'now', label: text('allocation.deals.now'), unit: 'kdmt', align: 'right', cell: ({ now }) => kdmt(now) },
    field('minimum'),
    field('maximum'),
    ...(best
      ? [
          {
            key: 'after',
            label: text('allocation.deals.after'),
            unit: 'kdmt',
            align: 'right',
            cell: ({ contractId }) => {
              const deal = found.get(contractId);
              if (!deal) return '';
              return Math.abs(deal.after - deal.before) > UNCHANGED_WITHIN ? <Changed>{kdmt(deal.after)}</Changed> : kdmt(deal.after);
            },
          } as const satisfies SimpleColumn<AllocationDeal>,
          {
            key: 'margin',
            label: text('allocation.deals.margin'),
            unit: 'USD/dmt',
            align: 'right',
            cell: ({ contractId }) => {
              const deal = found.get(contractId);
              return deal ? <FigureLink figure={deal.margin} as="cell" /> : '';
            },
          } as const satisfies SimpleColumn<AllocationDeal>,
        ]
      : []),
  ];
  return (
    <Section
      title={text('allocation.deals.title')}
      note={text('allocation.deals.note')}
      span={12}
      tools={
        <>
          <QuietButton onClick={() => onChange(relaxedBounds(deals))}>{text('allocation.deals.free')}</QuietButton>
          {bounds.size > 0 ? <QuietButton onClick={() => onChange(new Map())}>{text('allocation.deals.reset')}</QuietButton> : undefined}
        </>
      }
    >
      <SimpleTable
        label={text('allocation.deals.title')}
        columns={columns}
        rows={deals}
        rowKey={({ contractId }) => contractId}
        foot={deals.length === 0 ? text('allocation.deals.none') : undefined}
      />
    </Section>
  );
};
