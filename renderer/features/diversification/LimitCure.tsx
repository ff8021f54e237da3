import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { styled } from '@mui/material/styles';
import { Suspense, useState } from 'react';
import type { Figure, Sentence } from '#shared/contract/figure.ts';
import type { Cure, CureObstacle, CureStep, PartialYear } from '#shared/contract/limits.ts';
import type { LimitId, PlanId } from '#shared/domain/ids.ts';
import { comma, joinInSentence, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { columnMassUnit, formatCountedYear, formatCountedYears, formatKdmt, formatMonthRange, formatTonnes } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { PlanDialog } from '../plans/index.ts';

const List = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '6px 0 10px',
  paddingLeft: 18,
  maxWidth: '84ch',
  '& > li': { padding: '2px 0' },
}));
const Row = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 20,
  rowGap: 8,
  margin: '8px 0 12px',
  paddingLeft: 8,
});
const Waiting = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '8px 0', color: theme.vars.palette.text.secondary }));

const yearOf = (value: number): Figure => ({ value, unit: 'year', decimals: 0 });
const countOf = (value: number): Figure => ({ value, unit: 'count', decimals: 0 });

const contractCount = (steps: readonly CureStep[]): number => new Set(steps.map(({ contractId }) => contractId)).size;

/** What the cure reaches, and from when the limit can be kept where it can't be cured at once. */
const cureSentences = ({ status, inScope, mostInScope, steps, npv, damages, search, curableFrom }: Cure): readonly Sentence[] => {
  const counts = {
    cured: { count: countOf(contractCount(steps)) },
    tooMany: { count: countOf(inScope), most: countOf(mostInScope) },
  };
  const sentences: Sentence[] = [
    {
      key: status === 'reduced' && search?.hasLessExcess ? 'limits.cure.reducedInPart' : `limits.cure.${status}`,
      figures: status === 'cured' || status === 'tooMany' ? counts[status] : {},
    },
  ];
  if (status === 'reduced' || status === 'impossible')
    sentences.push(
      curableFrom === undefined
        ? { key: 'limits.cure.never', figures: {} }
        : { key: 'limits.cure.before', figures: { year: yearOf(curableFrom) } },
    );
  if (steps.length > 0)
    sentences.push(
      Number(damages.value) > 0
        ? { key: 'limits.cure.total', figures: { npv, damages } }
        : { key: 'limits.cure.totalNoDamages', figures: { npv } },
    );
  if (search?.contracts === 0) sentences.push({ key: 'limits.cure.search.open', figures: {} });
  else if (search && search.contracts < contractCount(steps))
    sentences.push({
      key: 'limits.cure.search.contracts',
      figures: { count: countOf(contractCount(steps)), least: countOf(search.contracts) },
    });
  if (search?.loss) sentences.push({ key: 'limits.cure.search.loss', figures: { loss: search.loss } });
  return sentences;
};

/** The obstacles of successive years that are alike, as one line each. */
const obstacleLines = (
  obstacles: readonly CureObstacle[],
  firstYear: PartialYear | undefined,
  inWords: (figure: Figure) => string,
): readonly string[] => {
  const lines: { from: number; to: number; value: string; contracts: string }[] = [];
  for (const { year, value, contracts, others } of obstacles) {
    const list = joinInSentence([
      ...contracts.map(({ code, tonnes }) => text('limits.cure.because.contract', { code, tonnes: inWords(tonnes) })),
      ...(others ? [text('limits.cure.because.others', { count: others.count, tonnes: inWords(others.tonnes) })] : []),
    ]);
    const lastLine = lines.at(-1);
    if (lastLine && lastLine.to === year - 1 && lastLine.value === inWords(value) && lastLine.contracts === list) lastLine.to = year;
    else lines.push({ from: year, to: year, value: inWords(value), contracts: list });
  }
  return lines.map(({ from, to, value, contracts }) => {
    const values = { year: formatCountedYears({ from, to }, firstYear), value };
    return contracts === '' ? text('limits.cure.because.nothing', values) : text('limits.cure.because.contracts', { ...values, contracts });
  });
};

type CureParts = { readonly cure: Cure; readonly firstYear: PartialYear | undefined };

/** Why the limit stays breached, and what would change it. */
const Obstacles = ({ cure: { obstacles, conflict, mayBreak, canDealHelp, breached }, firstYear }: CureParts) => {
  const { message } = usePresentation();
  const read = useFigureReader();
  if (obstacles.length === 0 && breached.length === 0) return undefined;
  const [breakAdvice, otherAdvice] = canDealHelp ? (['break', 'add'] as const) : (['breakOnly', 'levelOnly'] as const);
  const hasContracts = obstacles.some(({ contracts }) => contracts.length > 0);
  const advice = conflict.length > 0 ? 'conflict' : !mayBreak && hasContracts ? breakAdvice : otherAdvice;
  return (
    <List>
      {obstacleLines(obstacles, firstYear, read.inWords).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {conflict.length > 0 ? (
        <li>
          {text('limits.cure.conflict', { parts: conflict.map(({ name }) => message(name)).join(comma()) })}{' '}
          {conflict.map(({ name, limit }) =>
            limit === undefined ? undefined : (
              <LimitLink key={limit} id={limit}>
                {message(name)}
              </LimitLink>
            ),
          )}
        </li>
      ) : undefined}
      {breached.length > 0 ? <li>{text('limits.cure.breaches', { names: breached.join(comma()) })}</li> : undefined}
      <li>{text(`limits.cure.change.${advice}`)}</li>
    </List>
  );
};

const Steps = ({ cure: { steps, npv, damages } }: { readonly cure: Cure }) => {
  const read = useFigureReader();
  const money = read.format({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const unit = columnMassUnit(steps.map(({ change }) => Number(change.value)));
  const tonnes = ({ value }: Figure, sign = false) =>
    unit === 'kdmt' ? formatKdmt(Number(value), sign) : formatTonnes(Number(value), unit, 1, sign).text;
  const columns: readonly SimpleColumn<CureStep>[] = [
    {
      key: 'kind',
      label: text('limits.cure.step'),
      tone: 'key',
      cell: ({ kind }) => text(`limits.cure.step.${kind}`),
      total: text('common.total'),
    },
    {
      key: 'code',
      label: text('limits.cure.column.contract'),
      cell: ({ contractId, code }) => <RouteLink route={`/contracts/${contractId}`}>{code}</RouteLink>,
    },
    { key: 'buyer', label: text('limits.cure.column.buyer'), cell: ({ buyer }) => buyer },
    { key: 'months', label: text('limits.cure.column.months'), tone: 'context', cell: (step) => formatMonthRange(step) },
    { key: 'before', label: text('limits.cure.column.before'), unit, align: 'right', cell: ({ before }) => tonnes(before) },
    {
      key: 'after',
      label: text('limits.cure.column.after'),
      unit,
      align: 'right',
      tone: 'value',
      cell: ({ after }) => tonnes(after),
    },
    { key: 'change', label: text('limits.cure.column.change'), unit, align: 'right', cell: ({ change }) => tonnes(change, true) },
    {
      key: 'npv',
      label: text('limits.cure.column.npv'),
      unit: money,
      align: 'right',
      cell: (step) => <FigureLink figure={step.npv} as="cell" />,
      total: <FigureLink figure={npv} as="cell" />,
    },
    {
      key: 'damages',
      label: text('limits.cure.column.damages'),
      unit: money,
      align: 'right',
      cell: (step) => (step.damages ? <FigureLink figure={step.damages} as="cell" /> : '–'),
      total: <FigureLink figure={damages} as="cell" />,
    },
  ];
  return (
    <SimpleTable
      isTight
      label={text('limits.cure.steps')}
      columns={columns}
      rows={steps}
      rowKey={({ contractId, kind, from }) => `${contractId} ${kind} ${from}`}
    />
  );
};

const Years = ({ cure: { years }, firstYear }: CureParts) => (
  <SimpleTable
    isTight
    label={text('limits.cure.years')}
    columns={[
      { key: 'year', label: text('limits.page.year'), tone: 'key', cell: ({ year }) => formatCountedYear(year, firstYear) },
      {
        key: 'before',
        label: text('limits.cure.years.before'),
        align: 'right',
        tone: 'context',
        cell: ({ before }) => <FigureLink figure={before} as="plain" />,
      },
      {
        key: 'after',
        label: text('limits.cure.years.after'),
        align: 'right',
        tone: 'value',
        cell: ({ after }) => <FigureLink figure={{ ...after, state: undefined }} as="plain" />,
      },
      { key: 'state', label: text('limits.column.state'), cell: ({ state }) => <StateMark state={state} /> },
    ]}
    rows={years}
    rowKey={({ year }) => year}
  />
);

type LimitOfPlan = {
  readonly id: LimitId;
  /** The chosen plan by default. */
  readonly planId: PlanId | undefined;
};

const SaveCure = ({ id, planId, cure }: LimitOfPlan & { readonly cure: Cure }) => {
  const [isOpen, setIsOpen] = useState(false);
  const { problem, shows, forget } = useDuplicateName();
  const make = useCommand('limits.makePlan', {
    doneText: (_output, createdPlan) => text('allocation.made', { name: createdPlan.name }),
    shows,
    isExclusive: true,
  });
  const close = () => {
    setIsOpen(false);
    forget();
  };
  return (
    <>
      <ActionButton isPrimary action={{ label: text('limits.cure.makePlan'), isEdit: true, onAction: () => setIsOpen(true) }} />
      {isOpen ? (
        <Suspense>
          <PlanDialog
            title={text('limits.cure.makePlan')}
            action={text('allocation.makePlan')}
            draftId="limit-cure"
            names={{ name: cure.name }}
            isStored={false}
            problem={problem}
            onEdit={forget}
            onClose={close}
            onSubmit={async ({ name }) => (await make.run({ id, planId, mayBreak: cure.mayBreak, name })) !== undefined}
          />
        </Suspense>
      ) : undefined}
    </>
  );
};

/** The cure of a limit in a plan: its steps with their cost, the limit by year, or why it can't be cured. */
export const LimitCure = ({ id, planId, firstYear }: LimitOfPlan & { readonly firstYear: PartialYear | undefined }) => {
  const [mayBreak, setMayBreak] = useState(false);
  const answer = useCall('limits.cure', { id, planId, mayBreak }, { keepLast: true });
  const cure = answer.data?.mayBreak === mayBreak ? answer.data : undefined;
  const hasSteps = cure !== undefined && cure.steps.length > 0;
  return (
    <>
      <Section title={text('limits.cure.title')} note={text('limits.cure.note')} span={12}>
        <Row>
          <FormControlLabel
            control={<Switch checked={mayBreak} onChange={(_event, isChecked) => setMayBreak(isChecked)} />}
            label={text('limits.cure.mayBreak')}
          />
          {hasSteps ? <SaveCure id={id} planId={planId} cure={cure} /> : undefined}
        </Row>
        {answer.error ? <ErrorNote text={errorText(answer.error)} /> : undefined}
        {cure === undefined && !answer.error ? <Waiting role="status">{text('limits.cure.waiting')}</Waiting> : undefined}
        {cure ? (
          <>
            <Verdict as="text" sentences={cureSentences(cure)} />
            <Obstacles cure={cure} firstYear={firstYear} />
            {hasSteps ? <Steps cure={cure} /> : undefined}
          </>
        ) : undefined}
      </Section>
      {hasSteps ? (
        <Section title={text('limits.cure.years')} span={12}>
          <Years cure={cure} firstYear={firstYear} />
        </Section>
      ) : undefined}
    </>
  );
};
