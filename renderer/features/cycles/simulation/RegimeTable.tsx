import { styled } from '@mui/material/styles';
import { REGIME_ORDER, type SimulationChoice } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { FormLine } from '../../../components/FormRow.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import type { KeptChoice } from './useKeptChoice.ts';

type Rows = SimulationChoice['transition'];
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
const Quiet = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '6px 0 0',
  color: theme.vars.palette.text.secondary,
}));

const sumOf = (row: Row): number => row.reduce((sum, chance) => sum + chance, 0);

/** Mean months in a regime once there: 1 / (1 - p), p the share of the row that stays; undefined where it is never left. */
const stayOf = (row: Row, place: number): number | undefined => {
  const leaves = 1 - row[place]! / sumOf(row);
  return leaves > 0 ? 1 / leaves : undefined;
};

const withChance = (rows: Rows, from: number, to: number, chance: number): Rows => {
  const [first, second, third] = rows.map((row, i): Row => {
    const [a, b, c] = row.map((before, j) => (i === from && j === to ? chance : before));
    return [a!, b!, c!];
  });
  return [first!, second!, third!];
};

export type RegimeTableProps = { readonly kept: KeptChoice; readonly house: Rows };

/** How demand goes from one regime to another within a month: each row is taken as parts of its sum. */
export const RegimeTable = ({ kept: { choice, texts, change, type, reset, epoch }, house }: RegimeTableProps) => {
  const rows = choice.transition;
  const own = JSON.stringify(rows) !== JSON.stringify(house);
  const uneven = rows.some((row) => Math.abs(sumOf(row) - 1) > 1e-6);
  const regime = (place: number) => text(`simulation.page.start.${REGIME_ORDER[place]!}`);
  return (
    <Section
      title={text('simulation.page.regimes')}
      note={text('simulation.page.regimesNote')}
      tools={
        own ? (
          <QuietButton onClick={() => reset({ transition: house }, 'transition.')}>{text('simulation.page.regimesBack')}</QuietButton>
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
        const dead = sumOf(row) === 0;
        const stay = dead ? undefined : stayOf(row, from);
        return (
          <FormLine key={`${epoch} ${state}`} label={regime(from)}>
            <Line>
              <span>{regime(from)}</span>
              {row.map((chance, to) => (
                <NumberField
                  key={REGIME_ORDER[to]}
                  label={text('simulation.page.regimesTo', { regime: regime(to) })}
                  value={chance}
                  typed={texts[`transition.${from}.${to}`]}
                  error={dead && to === 0 ? text('simulation.page.noChance') : undefined}
                  decimals={2}
                  scale={100}
                  unit="%"
                  min={0}
                  max={1}
                  required
                  onType={(typed, meant) => type(`transition.${from}.${to}`, typed, meant)}
                  onCommit={(next) => next !== undefined && change({ transition: withChance(rows, from, to, next) })}
                />
              ))}
              <span>
                {dead
                  ? text('common.none')
                  : stay === undefined
                    ? text('simulation.page.forGood')
                    : formatNumber(stay, { decimals: stay < 100 ? 1 : 0 })}
              </span>
            </Line>
          </FormLine>
        );
      })}
      {uneven ? <Quiet role="status">{text('simulation.page.uneven')}</Quiet> : undefined}
    </Section>
  );
};
