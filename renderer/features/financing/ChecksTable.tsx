import type { LenderCheck } from '#shared/contract/financing.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';

const MARK = { pass: 'holds', fail: 'breached', unknown: 'info' } as const;

/** The tests of lenders: value, threshold, evidence, and what would improve a failed one. */
export const ChecksTable = ({ checks, onEdit }: { readonly checks: readonly LenderCheck[]; readonly onEdit: () => void }) => {
  const { message } = usePresentation();
  const columns: readonly SimpleColumn<LenderCheck>[] = [
    {
      key: 'check',
      label: text('financing.check'),
      width: '26%',
      cell: ({ label, state }) => (
        <WrappingText>
          <StateMark state={MARK[state]}>{message(label)}</StateMark>
        </WrappingText>
      ),
    },
    {
      key: 'value',
      label: text('financing.check.value'),
      align: 'right',
      tone: 'value',
      width: '72px',
      cell: ({ value }) => <FigureLink figure={value} as="plain" />,
    },
    {
      key: 'threshold',
      label: text('financing.check.threshold'),
      width: '116px',
      align: 'right',
      cell: ({ threshold, direction }) =>
        threshold ? (
          <>
            {text(`financing.check.${direction}`)} <FigureLink figure={threshold} as="plain" />
          </>
        ) : (
          text('common.none')
        ),
    },
    {
      key: 'evidence',
      label: text('financing.check.evidence'),
      tone: 'context',
      cell: ({ evidence }) => <WrappingText>{message(evidence)}</WrappingText>,
    },
    {
      key: 'remedy',
      label: text('financing.check.remedy'),
      width: '24%',
      cell: ({ remedy }) => (remedy ? <WrappingText>{message(remedy)}</WrappingText> : ''),
    },
  ];
  return (
    <Section
      title={text('financing.checks')}
      note={text('financing.checks.note')}
      tools={<QuietButton onClick={onEdit}>{text('financing.tests.open')}</QuietButton>}
    >
      <SimpleTable label={text('financing.checks')} columns={columns} rows={checks} rowKey={({ label }) => message(label)} isTight />
    </Section>
  );
};
