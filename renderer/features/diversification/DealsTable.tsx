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
import { useFigureReader } from '../../components/settings.tsx';
import type { FieldDraft } from '../../components/useField.ts';
import { CHANGE_TOLERANCE } from './AllocationPlan.tsx';
import { roundAsShown, tonnageDecimals } from './tonnageDecimals.ts';

export type Bounds = { readonly minimum: number; readonly maximum: number };

const ShortText = styled('span')({
  display: 'inline-block',
  maxWidth: 210,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});
const Small = styled('div')({ width: 96, marginLeft: 'auto' });
const Reason = styled('small')(({ theme }) => ({
  ...theme.typography.caption,
  display: 'block',
  maxWidth: 460,
  color: theme.vars.palette.text.secondary,
  whiteSpace: 'normal',
}));
const ChangedValue = styled('span')(({ theme }) => ({ fontWeight: theme.typography.fontWeightBold }));

/** By what share signed contracts may be reduced with relaxed bounds, at the stated damages: a default assumption. */
const RELAXED_BY = 0.2;
/** The same where a breached limit is to be met, which may need more. */
export const RELAXED_FOR_CURE = 0.5;

/** Bounds that allow the deals in the plan to be reduced. */
export const relaxedBounds = (deals: readonly AllocationDeal[], reduction: number = RELAXED_BY): ReadonlyMap<ContractId, Bounds> =>
  new Map(
    deals
      .filter(({ isFixed, currentTonnes }) => !isFixed && currentTonnes > 0)
      .map(({ contractId, currentTonnes, minimum, maximum }) => [
        contractId,
        { minimum: Math.min(minimum, currentTonnes * (1 - reduction)), maximum },
      ]),
  );

const capReason = ({ cappedBy }: AllocationDeal): string | undefined =>
  cappedBy === undefined ? undefined : text('allocation.deals.capped', { limit: cappedBy });

/** Why a deal has no fields; undefined where it has some. */
const fixedReason = (deal: AllocationDeal, fixedDeals: ReadonlySet<ContractId>): string | undefined => {
  if (fixedDeals.has(deal.contractId)) return text('allocation.deals.outside');
  if (deal.isFixed) return text('allocation.deals.fixed');
  return deal.permittedMaximum === 0 ? capReason(deal) : undefined;
};

/** A number of tonnes as it is shown, in the field of a bound as in the other columns. */
const kdmt = (tonnes: number): string => formatTonnes(tonnes, 'kdmt', tonnageDecimals(tonnes)).text;

export type DealsTableProps = {
  readonly deals: readonly AllocationDeal[];
  readonly bounds: ReadonlyMap<ContractId, Bounds>;
  readonly onChange: (bounds: ReadonlyMap<ContractId, Bounds>) => void;
  /** Returns the uncommitted text of a bound. */
  readonly draftOf: (id: ContractId, bound: keyof Bounds) => FieldDraft<number>;
  readonly best: readonly AllocatedDeal[] | undefined;
  /** Deals of other products, which stay as they are. */
  readonly fixedDeals: ReadonlySet<ContractId>;
};

/** Every deal with its bounds, and its tonnes in the optimised allocation. */
export const DealsTable = ({ deals, bounds, onChange, draftOf, best, fixedDeals }: DealsTableProps) => {
  const read = useFigureReader();
  const allocatedById = new Map(best?.map((deal) => [deal.contractId, deal]));
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
      if (fixedReason(deal, fixedDeals) !== undefined) return kdmt(fixedDeals.has(deal.contractId) ? deal.currentTonnes : deal[key]);
      const { minimum, maximum } = boundsOf(deal);
      const value = key === 'minimum' ? minimum : maximum;
      const largestBound = deal.permittedMaximum;
      const decimals = tonnageDecimals(value);
      return (
        <Small title={key === 'maximum' ? capReason(deal) : undefined}>
          <NumberField
            required
            label={`${deal.code}${comma()}${text(`allocation.deals.${key}`)}`}
            decimals={decimals}
            maxDecimals={decimals}
            scale={1e-3}
            min={0}
            // the largest permitted bound may be typed as it is shown, which may be more by its rounding
            max={Math.max(largestBound, roundAsShown(largestBound))}
            value={value}
            draft={draftOf(deal.contractId, key)}
            error={key === 'maximum' && minimum > maximum ? text('allocation.deals.crossed') : undefined}
            onCommit={(typedValue) => (typedValue === undefined ? undefined : set(deal, { [key]: Math.min(typedValue, largestBound) }))}
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
    {
      key: 'buyer',
      label: text('allocation.deals.buyer'),
      cell: (deal) => {
        const reason = fixedReason(deal, fixedDeals);
        return (
          <>
            <ShortText title={deal.buyer}>{deal.buyer}</ShortText>
            {reason === undefined ? undefined : <Reason>{reason}</Reason>}
          </>
        );
      },
    },
    { key: 'now', label: text('allocation.deals.now'), unit: 'kdmt', align: 'right', cell: ({ currentTonnes }) => kdmt(currentTonnes) },
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
              const deal = allocatedById.get(contractId);
              if (!deal) return '';
              return Math.abs(deal.after - deal.before) > CHANGE_TOLERANCE ? (
                <ChangedValue>{kdmt(deal.after)}</ChangedValue>
              ) : (
                kdmt(deal.after)
              );
            },
          } as const satisfies SimpleColumn<AllocationDeal>,
          {
            key: 'margin',
            label: text('allocation.deals.margin'),
            unit: 'USD/dmt',
            align: 'right',
            cell: ({ contractId }) => {
              const deal = allocatedById.get(contractId);
              return deal ? <FigureLink figure={deal.margin} as="cell" /> : '';
            },
          } as const satisfies SimpleColumn<AllocationDeal>,
          {
            key: 'damages',
            label: text('limits.cure.column.damages'),
            unit: read.format({ value: 0, unit: 'usd', decimals: 1 }).unit,
            align: 'right',
            cell: ({ contractId }) => {
              const damages = allocatedById.get(contractId)?.damages;
              return damages ? <FigureLink figure={damages} as="cell" /> : '–';
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
          <QuietButton onClick={() => onChange(relaxedBounds(deals.filter(({ contractId }) => !fixedDeals.has(contractId))))}>
            {text('allocation.deals.free')}
          </QuietButton>
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
