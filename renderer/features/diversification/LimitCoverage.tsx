import type { LimitCoverage as Coverage } from '#shared/contract/limits.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

type Loan = Coverage['loans'][number];

/** What breaches a limit on debt service, and the debt that would keep it. */
export const LimitCoverage = ({ coverage }: { readonly coverage: Coverage | undefined }) => {
  const read = useFigureReader();
  if (coverage === undefined) {
    return (
      <Section title={text('limits.coverage.title')} span={12}>
        <p>
          {text('limits.coverage.none')} <RouteLink route="/financing">{text('place.financing')}</RouteLink>
        </p>
      </Section>
    );
  }
  const { month, dscr, missing, loans } = coverage;
  const unit = read.format({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const columns: readonly SimpleColumn<Loan>[] = [
    {
      key: 'name',
      label: text('financing.facility'),
      tone: 'key',
      cell: ({ facilityId, name }) => <RouteLink route={`/financing?facility=${facilityId}`}>{name}</RouteLink>,
    },
    { key: 'debt', label: text('limits.coverage.debt'), unit, align: 'right', cell: ({ debt }) => read.format(debt).text },
    {
      key: 'most',
      label: text('limits.coverage.most'),
      unit,
      align: 'right',
      tone: 'value',
      cell: ({ most }) => (most === undefined ? '–' : read.format(most).text),
    },
  ];
  return (
    <Section title={text('limits.coverage.title')} note={text('limits.coverage.note')} span={12}>
      {month !== undefined && dscr !== undefined && missing !== undefined ? (
        <p>
          {Number(missing.value) > 0
            ? text('limits.coverage.worst', { month: formatMonth(month), dscr: read.inWords(dscr), missing: read.inWords(missing) })
            : text('limits.coverage.holds', { month: formatMonth(month), dscr: read.inWords(dscr) })}
        </p>
      ) : undefined}
      <SimpleTable
        tight
        label={text('limits.coverage.title')}
        columns={columns}
        rows={loans}
        rowKey={({ facilityId }) => facilityId}
        foot={loans.length === 0 ? text('limits.coverage.noLoans') : undefined}
      />
    </Section>
  );
};
