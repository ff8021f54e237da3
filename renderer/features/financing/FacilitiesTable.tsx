import { styled } from '@mui/material/styles';
import type { FacilityCost, FinancingOverview } from '#shared/contract/financing.ts';
import type { FacilityOverride } from '#shared/domain/financing.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatMonth, formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const FacilityName = styled('span')(({ theme }) => ({
  display: 'block',
  whiteSpace: 'normal',
  padding: '5px 0',
  lineHeight: 1.35,
  overflowWrap: 'anywhere',
  '& small': { ...theme.typography.caption, display: 'block', color: theme.vars.palette.text.secondary },
  // texts of buttons align with the lines between them
  '& .MuiButton-text': { marginLeft: -6, whiteSpace: 'normal', textAlign: 'left', height: 'auto', minHeight: 24 },
}));

const RowActions = styled('span')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 12,
  '& > a': { display: 'inline-flex', alignItems: 'center', minHeight: 24 },
});

const rateText = (value: number | null): string => (value === null ? text('financing.noRate') : formatPercent(value, { decimals: 1 }));

/** Less than this is not conceded, USD. */
const NO_CONCESSION = 0.5;

/** What the price of the linked contracts adds to the cost; of contracts that pay more than spot terms, how much more. */
const priceText = ({ withPrice, unpaid }: FacilityCost, read: ReturnType<typeof useFigureReader>): string | undefined => {
  if (withPrice === undefined || unpaid !== undefined) return undefined;
  const { allInCost, loanRate, concession } = withPrice;
  const inWords = (value: number) => read.inWords({ value, unit: 'usd', decimals: 1 });
  const cost = allInCost === undefined ? null : Number(allInCost.value);
  if (concession < 0 && (cost === null || cost < 0)) return text('financing.withPremium', { amount: inWords(-concession) });
  const rates = { cost: rateText(cost), loanRate: rateText(loanRate) };
  if (Math.abs(concession) < NO_CONCESSION) return text('financing.withoutConcession', rates);
  return text('financing.withPrice', { ...rates, concession: inWords(concession) });
};

/** The facilities of the plan and what each costs; of a prepayment also with the price that is conceded for it. */
export const FacilitiesTable = ({
  facilities,
  excluded,
  onEdit,
  onOverride,
}: Pick<FinancingOverview, 'facilities' | 'excluded'> & {
  readonly onEdit: (id: FacilityId) => void;
  readonly onOverride: (override: FacilityOverride) => void;
}) => {
  const read = useFigureReader();
  const columns: readonly SimpleColumn<FacilityCost>[] = [
    {
      key: 'name',
      label: text('financing.facility'),
      width: '100%',
      cell: (facility) => {
        const { facilityId, name, kind, lender, maturity, averageLife, aboveCapacity, unpaid, override } = facility;
        const price = priceText(facility, read);
        return (
          <FacilityName>
            <QuietButton onClick={() => onEdit(facilityId)}>{name}</QuietButton>
            <small>
              {[text(`financing.kind.${kind}`), lender, text('financing.until', { month: formatMonth(maturity) })]
                .filter((part) => part !== '')
                .join(comma())}
            </small>
            {averageLife === null ? undefined : (
              <small>{text('financing.averageLife', { years: formatPlainNumber(averageLife, { decimals: 1 }) })}</small>
            )}
            {price === undefined ? undefined : <small>{price}</small>}
            {unpaid === undefined ? undefined : (
              <small>{text(`financing.unpaid.${kind}`, { amount: read.inWords({ value: unpaid, unit: 'usd', decimals: 1 }) })}</small>
            )}
            {aboveCapacity === undefined ? undefined : (
              <small>
                {text('financing.aboveCapacity', { capacity: read.inWords({ value: aboveCapacity, unit: 'usd', decimals: 1 }) })}
              </small>
            )}
            <RowActions>
              {kind === 'prepayment' ? (
                <RouteLink route={`/financing/prepayments/${facilityId}`}>{text('financing.workbench.open')}</RouteLink>
              ) : undefined}
              <QuietButton onClick={() => onOverride(override ?? { facilityId })}>
                {text(override ? 'financing.plan.changed' : 'financing.plan.open')}
              </QuietButton>
            </RowActions>
          </FacilityName>
        );
      },
    },
    {
      key: 'amount',
      label: text('financing.amount'),
      unit: read.format({ value: 0, unit: 'usd' }).unit,
      align: 'right',
      tone: 'value',
      cell: ({ amount }) => read.format({ value: amount, unit: 'usd', decimals: 0 }).text,
    },
    {
      key: 'cost',
      label: text('financing.allInCost'),
      term: 'allInCost',
      align: 'right',
      cell: ({ allInCost, unpaid }) => {
        if (unpaid !== undefined) return text('financing.notRepaid');
        return allInCost ? <FigureLink figure={allInCost} as="plain" /> : text('financing.noRate');
      },
    },
  ];
  return (
    <Section title={text('financing.facilities')} note={text('financing.facilities.note')}>
      <SimpleTable
        label={text('financing.facilities')}
        columns={columns}
        rows={facilities}
        rowKey={({ facilityId }) => facilityId}
        isTight
      />
      {excluded.map(({ facilityId, name, override }) => (
        <FacilityName key={facilityId}>
          {text('financing.plan.excluded', { name })}
          <QuietButton onClick={() => onOverride(override)}>{text('financing.plan.open')}</QuietButton>
        </FacilityName>
      ))}
    </Section>
  );
};
