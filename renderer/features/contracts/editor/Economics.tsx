import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { ContractClauses, ContractMonths } from '#shared/contract/contractClauses.ts';
import type { ContractEffect, ContractPreview } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatPercent } from '#shared/units/format.ts';
import { useCall, type WhatIf } from '../../../api/queries.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { EffectTable, PendingEffect } from '../../../components/EffectTable.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LabelledFigure } from '../../../components/LabelledFigure.tsx';
import { Columns } from '../../../components/Section.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { StateMark } from '../../../components/StateMark.tsx';
import { PreviewMark } from '../../../editing/record/SaveMark.tsx';
import { WIDE_WINDOW } from '../../../theme/typography.ts';
import { ClausesTable } from './ClausesTable.tsx';
import { MonthsTable } from './MonthsTable.tsx';
import { YearTable } from './YearTable.tsx';

type FigureKey = ContractPreview['figures'][number]['key'];

/** Order of the figures; only the first are shown. */
const ORDER: readonly FigureKey[] = ['npv', 'netPrice', 'breakEven', 'revenue', 'slumpCost', 'slumpSaved', 'margin'];
const MAX_FIGURES = 5;

const Figures = styled('div')(({ theme }) => ({
  display: 'grid',
  gridTemplateColumns: 'repeat(5, minmax(min-content, auto))',
  justifyContent: 'space-between',
  columnGap: 16,
  rowGap: 8,
  padding: '4px 0 16px',
  borderTop: `1.5px solid ${theme.vars.palette.ore.line.strong}`,
  '& > *:nth-of-type(n + 6)': { display: 'none' },
  [WIDE_WINDOW]: {
    gridTemplateColumns: 'repeat(7, minmax(min-content, auto))',
    columnGap: 24,
    '& > *:nth-of-type(n + 6)': { display: 'block' },
  },
  '@media (max-width: 899px)': { gridTemplateColumns: 'repeat(auto-fill, minmax(140px, 1fr))', justifyContent: 'stretch' },
}));

const Warnings = styled('ul')({
  listStyle: 'none',
  margin: '0 0 12px',
  padding: 0,
  display: 'grid',
  rowGap: 2,
  '& .warning': { whiteSpace: 'normal' },
});

const Stack = styled('div')({ display: 'flex', flexDirection: 'column', minWidth: 0 });

/** The preview mark is placed on the line above the figures, so that they do not move. */
const Head = styled('div')(({ theme }) => ({
  position: 'relative',
  '& > span': { position: 'absolute', top: -9, right: 0, paddingLeft: 8, backgroundColor: theme.vars.palette.background.paper },
}));

const figureLabel = (key: FigureKey, rate: string): string => (key === 'npv' ? text('economics.npv', { rate }) : text(`economics.${key}`));

/** A headline figure: no decimals from three digits on, and without its year. */
const headline = (figure: Figure): Figure => ({
  ...figure,
  unit: figure.unit === 'usdPerYear' ? 'usd' : figure.unit,
  decimals: typeof figure.value === 'number' && figure.unit !== 'usdPerYear' && Math.abs(figure.value) >= 100 ? 0 : figure.decimals,
});

type FigureEntry = ContractPreview['figures'][number];

const FigureCell = memo(({ entry: { key, figure, basis }, rate }: { readonly entry: FigureEntry; readonly rate: string }) => (
  <LabelledFigure label={figureLabel(key, rate)} figure={headline(figure)} basis={basis ? renderMessage(basis) : undefined} />
));

const FigureCells = ({ figures }: Pick<ContractPreview, 'figures'>) => {
  const state = useCall('workspace.state', {});
  const rate = formatPercent(state.data?.open ? state.data.settings.discountRate : 0);
  return (
    <Figures>
      {ORDER.flatMap((key) => figures.filter((entry) => entry.key === key)).map((entry) => (
        <FigureCell key={entry.key} entry={entry} rate={rate} />
      ))}
    </Figures>
  );
};

export type EconomicsProps = {
  /** The contract with unsaved input. */
  readonly contract: OfftakeContract;
  readonly preview: ContractPreview | undefined;
  readonly effect: WhatIf<ContractEffect>;
  readonly clauses: ContractClauses | undefined;
  readonly months: ContractMonths | undefined;
  readonly onYear: (year: Year) => void;
  /** Whether the figures include unsaved input. */
  readonly isPreview: boolean;
  /** Why the last answer is outdated; an error of a field is shown at the field. */
  readonly error: OrebookError | undefined;
};

const errorAction = (error: OrebookError) =>
  error.code === 'MISSING_PRICE' || error.code === 'CURRENCY' ? { action: { label: text('place.market'), route: '/market' } } : {};

type ContractEffectSectionProps = {
  readonly effect: WhatIf<ContractEffect>;
  readonly oversold: Verdict;
  readonly previewError: OrebookError | undefined;
};

/** The effect on the plan, which takes longer than the other figures; an error that they have too is shown above them. */
const ContractEffectSection = memo(({ effect: { value, error, retry }, oversold, previewError }: ContractEffectSectionProps) => {
  const ownError = previewError === undefined ? error : undefined;
  if (value && !ownError) return <EffectTable effect={value} span={7} />;
  if (previewError) return undefined;
  return <PendingEffect span={7} oversold={oversold} error={ownError && errorText(ownError)} onRetry={retry} />;
});

/** Shows the economics of a contract and its effect on the plan, updated while typing. */
export const Economics = memo(({ contract, preview, effect, clauses, months, onYear, isPreview, error }: EconomicsProps) => {
  const note =
    error === undefined ? undefined : error.code === 'BAD_INPUT' ? (
      <ErrorNote state="near" text={text('economics.stale')} />
    ) : (
      <ErrorNote text={errorText(error)} {...errorAction(error)} />
    );
  if (!preview) {
    return (
      <Stack>
        {note}
        {note ? undefined : <Skeleton of="rows" rows={MAX_FIGURES} />}
      </Stack>
    );
  }
  const { figures, waterfall, payoff, years, yearTable, identities, averageTenor, oversold, warnings } = preview;
  // all charts and tables would show zeros; a warning says why
  const isOver = warnings.some(({ message: { key } }) => key === 'warning.over');
  return (
    <Stack>
      {note}
      <Head>
        {isPreview ? <PreviewMark /> : undefined}
        <FigureCells figures={figures} />
      </Head>
      {warnings.length > 0 ? (
        <Warnings aria-label={text('economics.warnings')}>
          {warnings.map(({ path, message }) => (
            <li key={`${path} ${message.key}`}>
              <StateMark state="near">
                <span className="warning">{renderMessage(message)}</span>
              </StateMark>
            </li>
          ))}
        </Warnings>
      ) : undefined}
      {isOver ? undefined : (
        <Columns>
          {figures.some(({ key }) => key === 'netPrice') ? (
            <ChartSection view={waterfall} span={payoff ? 6 : 12} minHeight={222} isWhatIf />
          ) : undefined}
          {payoff ? <ChartSection view={payoff} span={6} minHeight={222} isWhatIf /> : undefined}
          <ChartSection view={years} span={5} minHeight={200} isWhatIf />
          <ContractEffectSection effect={effect} oversold={oversold} previewError={error} />
          {clauses ? <ClausesTable clauses={clauses} contract={contract} /> : undefined}
          <YearTable rows={yearTable} identities={identities.yearTable} tenor={averageTenor} />
          {months ? <MonthsTable months={months} onYear={onYear} /> : undefined}
        </Columns>
      )}
    </Stack>
  );
});
