import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { ContractDifference, FacilityDifference, PlanRow } from '#shared/contract/plans.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { IsoDate } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { DateField } from '../../components/CodecField.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Presentation, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { VisuallyHidden } from '../../components/VisuallyHidden.tsx';

/** The choice of this plan at an earlier date. */
const EARLIER_DATE = 'past';

type TermLine = {
  readonly key: string;
  readonly label: string;
  /** Another term of the contract above: only a screen reader needs the label again. */
  readonly isRepeated?: true | undefined;
  readonly route?: string | undefined;
  readonly field?: FieldChange | undefined;
  readonly revenue?: Figure | undefined;
  readonly npv?: Figure | undefined;
};

const Day = styled(Form)({ maxWidth: 320, margin: '4px 0 8px' });
const WrappingText = styled('span')({ whiteSpace: 'normal', overflowWrap: 'anywhere' });

/** A line for each field; the first has the record and its amounts. */
const linesOfFields = (first: TermLine, fields: readonly FieldChange[]): readonly TermLine[] => [
  { ...first, field: fields[0] },
  ...fields.slice(1).map((field, i) => ({ key: `${first.key} ${i + 1}`, label: first.label, isRepeated: true as const, field })),
];

/** A line for each differing term of a contract; the first has the contract and its amounts. */
const linesOf = ({ contractId, label, fields, revenue, npv }: ContractDifference, { message }: Presentation): readonly TermLine[] =>
  linesOfFields({ key: contractId, label: message(label), route: `/contracts/${contractId}`, revenue, npv }, fields);

/** A line for each differing term of a facility. */
const facilityLines = ({ facilityId, label, fields }: FacilityDifference, { message }: Presentation): readonly TermLine[] =>
  linesOfFields({ key: facilityId, label: message(label), route: `/financing?facility=${facilityId}` }, fields);

/** A plan can change thousands of contracts, and the page has other long tables. */
const MAX_ROWS = 20;

const DifferenceTable = ({ difference }: { readonly difference: Output<'plans.difference'> }) => {
  const read = useFigureReader();
  const presentation = usePresentation();
  const comparedName = presentation.label(difference.against);
  const { contracts, facilities, rest, total } = difference;
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const isSame = contracts.length === 0 && facilities.length === 0;
  const figureCell = (figure: Figure | undefined) => (figure === undefined ? undefined : <FigureLink figure={figure} as="cell" />);
  const columns: readonly SimpleColumn<TermLine>[] = [
    {
      key: 'label',
      label: text('plans.page.difference'),
      tone: 'key',
      cell: ({ label, isRepeated }) => (isRepeated ? <VisuallyHidden>{label}</VisuallyHidden> : label),
      total: text('common.total'),
    },
    {
      key: 'term',
      label: text('plans.page.difference.term'),
      cell: ({ field }) => <WrappingText>{field && presentation.label(field.label)}</WrappingText>,
    },
    {
      key: 'before',
      label: comparedName,
      tone: 'context',
      cell: ({ field }) => field && <WrappingText>{field.before ? presentation.label(field.before) : text('common.none')}</WrappingText>,
    },
    {
      key: 'after',
      label: text('plans.page.difference.here'),
      cell: ({ field }) => field && <WrappingText>{field.after ? presentation.label(field.after) : text('common.none')}</WrappingText>,
    },
    {
      key: 'revenue',
      label: text('plans.page.difference.revenue'),
      unit,
      align: 'right',
      cell: ({ revenue }) => figureCell(revenue),
      total: figureCell(total.revenue),
    },
    {
      key: 'npv',
      label: text('plans.page.npv'),
      unit,
      align: 'right',
      tone: 'value',
      cell: ({ npv }) => figureCell(npv),
      total: figureCell(total.npv),
    },
  ];
  const lines: readonly TermLine[] = [
    ...contracts.flatMap((contract) => linesOf(contract, presentation)),
    ...facilities.flatMap((facility) => facilityLines(facility, presentation)),
    ...(isSame ? [] : [{ key: 'rest', label: text('plans.page.difference.rest'), ...rest }]),
  ];
  return (
    <SimpleTable
      label={text('plans.page.differences.title', { plan: comparedName })}
      columns={isSame ? columns.map(({ total: _total, ...column }) => column) : columns}
      rows={lines}
      rowKey={({ key }) => key}
      rowRoute={({ route }) => route}
      maxRows={MAX_ROWS}
      foot={isSame ? text('plans.page.differences.none', { plan: comparedName }) : undefined}
    />
  );
};

export type PlanDifferenceProps = { readonly id: PlanId; readonly plans: readonly PlanRow[] };

/** The plan compared with another, by default the baseline of signed contracts, or with itself at an earlier date. */
export const PlanDifference = ({ id, plans }: PlanDifferenceProps) => {
  const { label } = usePresentation();
  const [chosenPlan, setPicked] = useState<PlanId | typeof EARLIER_DATE>();
  const [pastDate, setOn] = useState<IsoDate>();
  const others = plans.filter((plan) => plan.id !== id);
  const comparedId = others.find((plan) => plan.id === chosenPlan)?.id;
  const isPast = chosenPlan === EARLIER_DATE;
  const input = isPast && pastDate !== undefined ? { id, on: pastDate } : comparedId === undefined ? { id } : { id, against: comparedId };
  const difference = useCall('plans.difference', input, { keepLast: !isPast });
  const shownDifference = isPast && pastDate === undefined ? undefined : difference.data;
  return (
    <Section
      title={
        isPast && !shownDifference
          ? text('plans.page.difference.past')
          : text('plans.page.differences.title', { plan: shownDifference ? label(shownDifference.against) : '' })
      }
      note={text(isPast ? 'plans.page.difference.pastNote' : 'plans.page.differences.note')}
      span={12}
      tools={
        <MenuButton
          label={text('plans.page.difference.against')}
          entries={[
            {
              key: 'baseline',
              label: text('plans.revenueBaseline'),
              isChosen: chosenPlan === undefined,
              onPick: () => setPicked(undefined),
            },
            ...others.map((plan) => ({
              key: plan.id,
              label: plan.name,
              isChosen: plan.id === comparedId,
              onPick: () => setPicked(plan.id),
            })),
            { key: 'rule', rule: true },
            { key: EARLIER_DATE, label: text('plans.page.difference.past'), isChosen: isPast, onPick: () => setPicked(EARLIER_DATE) },
          ]}
        />
      }
    >
      {isPast ? (
        <Day>
          <FormRow label={text('plans.page.difference.day')}>
            <DateField value={pastDate} onCommit={setOn} error={difference.error ? errorText(difference.error) : undefined} />
          </FormRow>
        </Day>
      ) : undefined}
      {shownDifference ? <DifferenceTable difference={shownDifference} /> : undefined}
      {shownDifference || isPast ? undefined : <Skeleton of="rows" rows={3} />}
    </Section>
  );
};
