import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Label } from '#shared/contract/figure.ts';
import type { ShownOutcome, SimulationAnalysis, SimulationMarginals } from '#shared/contract/simulation.ts';
import { sumBy } from '#shared/math.ts';
import { message, text } from '#shared/messages/text.ts';
import { formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { EditButton } from '../../../components/EditButton.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { PlainFigure } from '../../../components/PlainFigure.tsx';
import { Section, type Span } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { useMoney } from './useMoney.ts';

type Part = { readonly key: string; readonly name: Label; readonly amount: number; readonly share: number };
type By = 'contracts' | 'buyers' | 'metals' | 'zones';
type Changes = ReadonlyMap<string, Pick<SimulationMarginals['contracts'][number], 'mean' | 'shortfall'>>;

const KINDS: readonly By[] = ['contracts', 'buyers', 'metals', 'zones'];
const MAX_PARTS = 12;

const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '6px 0 0',
  maxWidth: '80ch',
  color: theme.vars.palette.text.secondary,
}));

/** The change without each item of a list, by key; undefined if it is not computed. */
const changesOf = (marginals: SimulationMarginals | undefined, by: By): Changes | undefined => {
  if (!marginals) return undefined;
  if (by === 'contracts') return new Map(marginals.contracts.map(({ contractId, ...change }) => [contractId, change]));
  if (by === 'buyers') return new Map(marginals.buyers.map(({ buyerId, ...change }) => [buyerId, change]));
  return undefined;
};

const partsOf = ({ shortfallBy }: ShownOutcome, by: By): readonly Part[] => {
  const parts: readonly Part[] =
    by === 'contracts'
      ? shortfallBy.contracts.map(({ contractId, ...part }) => ({ key: contractId, ...part }))
      : by === 'buyers'
        ? shortfallBy.buyers.map(({ buyerId, ...part }) => ({ key: buyerId, ...part }))
        : by === 'metals'
          ? shortfallBy.metals.map(({ metal, ...part }) => ({ key: metal, ...part }))
          : shortfallBy.zones.map(({ zone, ...part }) => ({ key: zone, ...part }));
  const spot = by === 'contracts' || by === 'buyers' ? shortfallBy.spot.map((part, place) => ({ key: `spot ${place}`, ...part })) : [];
  return [...parts, ...spot].toSorted((a, b) => b.amount - a.amount);
};

export type ShortfallProps = {
  readonly outcome: ShownOutcome;
  readonly marginals: SimulationMarginals | undefined;
  readonly span: Span;
  /** Computes the change without each item; undefined while a job runs. */
  readonly onAnalyse: ((what: SimulationAnalysis) => void) | undefined;
};

/** Contributions to the expected shortfall: Euler components, which sum to it, and the change without each item, which do not. */
export const Shortfall = ({ outcome, marginals, span, onAnalyse }: ShortfallProps) => {
  const money = useMoney();
  const { label } = usePresentation();
  const [by, setBy] = useState<By>('buyers');
  const parts = partsOf(outcome, by);
  const largestParts = parts.slice(0, MAX_PARTS);
  const otherParts = parts.slice(MAX_PARTS);
  const unlisted = by === 'contracts' || by === 'buyers' ? outcome.shortfallBy.others[by] : { count: 0, amount: 0, share: 0 };
  const sum = (of: readonly Part[], key: 'amount' | 'share') => sumBy(of, (part) => part[key]) + unlisted[key];
  const rows: readonly Part[] =
    otherParts.length === 0
      ? largestParts
      : [
          ...largestParts,
          {
            key: 'rest',
            name: message('simulation.page.rest', { count: otherParts.length + unlisted.count }),
            amount: sum(otherParts, 'amount'),
            share: sum(otherParts, 'share'),
          },
        ];
  const changes = changesOf(marginals, by);
  const change = (key: 'mean' | 'shortfall'): SimpleColumn<Part> => ({
    key: `without ${key}`,
    label: text(`simulation.page.withoutIt.${key}`),
    unit: money.unit,
    align: 'right',
    cell: (part) => {
      const estimates = changes?.get(part.key);
      return estimates ? money.estimate(estimates[key], true) : '';
    },
  });
  const columns: readonly SimpleColumn<Part>[] = [
    { key: 'name', label: text(`simulation.page.by.${by}`), tone: 'key', cell: ({ name }) => label(name), total: text('common.total') },
    {
      key: 'amount',
      label: text('simulation.page.part'),
      term: 'expectedShortfall',
      unit: money.unit,
      align: 'right',
      tone: 'value',
      cell: (part) => (
        <PlainFigure
          table={by === 'contracts' ? outcome.identities?.['shortfallBy.contracts'] : undefined}
          row={{ contractId: part.key }}
          column="amount"
          unit="usd"
        >
          {money.text(part.amount)}
        </PlainFigure>
      ),
      total: money.text(sum(parts, 'amount')),
    },
    {
      key: 'share',
      label: text('simulation.page.share'),
      align: 'right',
      cell: ({ share }) => formatPercent(share),
      total: formatPercent(sum(parts, 'share')),
    },
    ...(changes ? [change('mean'), change('shortfall')] : []),
  ];
  return (
    <Section
      title={text('simulation.page.shortfall')}
      note={text('simulation.page.shortfallNote')}
      span={span}
      tools={
        <>
          {marginals ? undefined : (
            <EditButton disabled={!onAnalyse} onClick={() => onAnalyse?.('marginals')}>
              {text('simulation.page.withoutEach')}
            </EditButton>
          )}
          <MenuButton
            label={text(`simulation.page.by.${by}`)}
            entries={KINDS.map((kind) => ({
              key: kind,
              label: text(`simulation.page.by.${kind}`),
              isChosen: kind === by,
              onPick: () => setBy(kind),
            }))}
          />
        </>
      }
    >
      <SimpleTable label={text('simulation.page.shortfall')} columns={columns} rows={rows} rowKey={({ key }) => key} isTight />
      {changes && marginals ? (
        <QuietText>{text('simulation.page.withoutNote', { paths: formatPlainNumber(marginals.paths, { decimals: 0 }) })}</QuietText>
      ) : undefined}
    </Section>
  );
};
