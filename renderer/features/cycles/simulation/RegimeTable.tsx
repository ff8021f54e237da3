import { styled } from '@mui/material/styles';
import { REGIME_ORDER, type SimulationSettings } from '#shared/domain/simulation.ts';
import { sum } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { FormLine } from '../../../components/FormRow.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { SETTINGS } from './useSimulationSettings.ts';

type Rows = SimulationSettings['transition'];
type Row = Rows[number];

const Line = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) repeat(3, minmax(0, 84px)) 56px',
  columnGap: 8,
  alignItems: 'center',
  minHeight: 32,
  '& > span': { color: theme.vars.palette.text.secondary },
  '& > :last-child': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
}));
const Head = styled(Line)(({ theme }) => ({
  ...theme.typography.caption,
  alignItems: 'end',
  borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
  '& > :not(:first-of-type)': { textAlign: 'right' },
}));
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '6px 0 0',
  color: theme.vars.palette.text.secondary,
}));

/** Mean months in a regime: 1 / (1 - p) with p the probability to stay; undefined if it is never left. */
const stayOf = (row: Row, place: number): number | undefined => {
  const leaves = 1 - row[place]! / sum(row);
  return leaves > 0 ? 1 / leaves : undefined;
};

export type RegimeTableProps = {
  readonly rows: Rows;
  readonly defaultRows: Rows;
  readonly change: (part: Partial<SimulationSettings>) => void;
};

/** Monthly transition probabilities between demand regimes; each row is normalised to its sum. */
export const RegimeTable = ({ rows, defaultRows, change }: RegimeTableProps) => {
  const isChanged = JSON.stringify(rows) !== JSON.stringify(defaultRows);
  const hasUnevenRow = rows.some((row) => Math.abs(sum(row) - 1) > 1e-6);
  const regime = (place: number) => text(`simulation.page.start.${REGIME_ORDER[place]!}`);
  return (
    <Section
      title={text('simulation.page.regimes')}
      note={text('simulation.page.regimesNote')}
      tools={
        isChanged ? (
          <QuietButton onClick={() => change({ transition: defaultRows })}>{text('simulation.page.regimesBack')}</QuietButton>
        ) : (
          <OriginMark origin="house" />
        )
      }
    >
      <Head>
        <span>{text('simulation.page.regimesFrom')}</span>
        {REGIME_ORDER.map((of, place) => (
          <span key={of}>{text('simulation.page.regimesTo', { regime: regime(place) })}</span>
        ))}
        <span>{text('simulation.page.regimesStay')}</span>
      </Head>
      {REGIME_ORDER.map((state, from) => {
        const row = rows[from]!;
        const isEmptyRow = sum(row) === 0;
        const stay = isEmptyRow ? undefined : stayOf(row, from);
        return (
          <FormLine key={state} label={regime(from)}>
            <Line>
              <span>{regime(from)}</span>
              {row.map((_chance, to) => (
                <RecordField
                  key={REGIME_ORDER[to]}
                  path={at(SETTINGS, 'transition', from, to)}
                  label={text('simulation.page.regimesTo', { regime: regime(to) })}
                  error={isEmptyRow && to === 0 ? text('simulation.page.noChance') : undefined}
                />
              ))}
              <span>
                {isEmptyRow
                  ? text('common.none')
                  : stay === undefined
                    ? text('simulation.page.forGood')
                    : formatPlainNumber(stay, { decimals: stay < 100 ? 1 : 0 })}
              </span>
            </Line>
          </FormLine>
        );
      })}
      {hasUnevenRow ? <QuietText role="status">{text('simulation.page.uneven')}</QuietText> : undefined}
    </Section>
  );
};
