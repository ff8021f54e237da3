import { styled } from '@mui/material/styles';
import type { LenderCheck } from '#shared/contract/financing.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { usePresentation } from '../../components/settings.tsx';

const MARK = { pass: 'holds', fail: 'breached', unknown: 'info' } as const;

const What = styled('span')(({ theme }) => ({
  display: 'block',
  whiteSpace: 'normal',
  padding: '5px 0',
  lineHeight: 1.35,
  textWrap: 'pretty',
  '& > span': { display: 'flex', justifyContent: 'space-between', columnGap: 8 },
  '& small': { ...theme.typography.caption, display: 'block', color: theme.vars.palette.text.secondary },
}));

/** The tests of lenders: value, threshold, evidence, and what would improve a failed one. */
export const ChecksTable = ({ checks, onEdit }: { readonly checks: readonly LenderCheck[]; readonly onEdit: () => void }) => {
  const { message } = usePresentation();
  const columns: readonly SimpleColumn<LenderCheck>[] = [
    {
      key: 'what',
      label: text('financing.check'),
      hiddenLabel: true,
      width: '100%',
      cell: ({ label, direction, state, value, threshold, evidence, remedy }) => (
        <What>
          <span>
            <StateMark state={MARK[state]}>{message(label)}</StateMark>
            <b>
              <FigureLink figure={value} as="plain" />
            </b>
          </span>
          {threshold ? (
            <small>
              {text(`financing.check.${direction}`)} <FigureLink figure={threshold} as="plain" />
            </small>
          ) : undefined}
          <small>{message(evidence)}</small>
          {remedy ? <small>{message(remedy)}</small> : undefined}
        </What>
      ),
    },
  ];
  return (
    <Section
      title={text('financing.checks')}
      note={text('financing.checks.note')}
      tools={<QuietButton onClick={onEdit}>{text('financing.tests.open')}</QuietButton>}
    >
      <SimpleTable label={text('financing.checks')} columns={columns} rows={checks} rowKey={({ label }) => message(label)} tight />
    </Section>
  );
};
