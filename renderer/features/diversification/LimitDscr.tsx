import type { LimitDscr as Details } from '#shared/contract/limits.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

type Loan = Details['loans'][number];

/** What breaches a limit on debt service, and the debt that would keep it. */
export const LimitDscr = ({ details }: { readonly details: Details | undefined }) => {
  const read = useFigureReader();
  if (details === undefined) {
    return (
      <Section title={text('limits.dscr.title')} span={12}>
        <p>
          {text('limits.dscr.none')} <RouteLink route="/financing">{text('place.financing')}</RouteLink>
        </p>
      </Section>
    );
  }
  const { month, dscr, missing, loans } = details;
  const unit = read.format({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const columns: readonly SimpleColumn<Loan>[] = [
    {
      key: 'name',
      label: text('financing.facility'),
      tone: 'key',
      cell: ({ facilityId, name }) => <RouteLink route={`/financing?facility=${facilityId}`}>{name}</RouteLink>,
    },
    { key: 'debt', label: text('limits.dscr.debt'), unit, align: 'right', cell: ({ debt }) => read.format(debt).text },
    {
      key: 'most',
      label: text('limits.dscr.most'),
      unit,
      align: 'right',
      tone: 'value',
      cell: ({ most }) => (most === undefined ? '–' : read.format(most).text),
    },
  ];
  return (
    <Section title={text('limits.dscr.title')} note={text('limits.dscr.note')} span={12}>
      {month !== undefined && dscr !== undefined && missing !== undefined ? (
        <p>
          {Number(missing.value) > 0
            ? text('limits.dscr.worst', { month: formatMonth(month), dscr: read.inWords(dscr), missing: read.inWords(missing) })
            : text('limits.dscr.holds', { month: formatMonth(month), dscr: read.inWords(dscr) })}
        </p>
      ) : undefined}
      <SimpleTable
        isTight
        label={text('limits.dscr.title')}
        columns={columns}
        rows={loans}
        rowKey={({ facilityId }) => facilityId}
        foot={loans.length === 0 ? text('limits.dscr.noLoans') : undefined}
      />
    </Section>
  );
};
