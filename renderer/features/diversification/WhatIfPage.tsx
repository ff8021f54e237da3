import { styled } from '@mui/material/styles';
import { useMemo, useRef } from 'react';
import type { WhatIfAnswer } from '#shared/contract/diversification.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { colon, compareNames, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall, useWhatIf } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { MAX_CHOICES } from '../../components/choices.ts';
import { COMMAND_KEY } from '../../components/commandKey.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type Presentation, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { type Changes, NO_CHANGES, type WhatIfStep, whatIfRequest } from './diversificationRoutes.ts';
import { NoDeals } from './NoDeals.tsx';
import { TonnesSliders } from './TonnesSliders.tsx';
import { useWhatIfHistory, useWhatIfSteps } from './useWhatIfHistory.ts';

/** The terms of the trade that the figures explain. */
const FIGURE_TERMS: Partial<Record<WhatIfAnswer['figures'][number]['key'], GlossaryTerm>> = { hhi: 'hhi', effective: 'effectiveNumber' };

const SIGN = { atMost: '≤', atLeast: '≥' } as const;

const Hint = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  margin: '-8px 0 12px',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

/** The buyers and countries of an answer with their names as read, in the order of these. */
const namedChoices = ({ members, countries }: Pick<WhatIfAnswer, 'members' | 'countries'>, { label }: Presentation) => {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => compareNames(a.name, b.name);
  return {
    members: members.map((namedMember) => ({ ...namedMember, name: label(namedMember.name) })).sort(byName),
    countries: countries.map((namedCountry) => ({ ...namedCountry, name: label(namedCountry.name) })).sort(byName),
  };
};
type NamedChoices = ReturnType<typeof namedChoices>;

/** The name of a step; `choices` has the names of buyers and countries. */
const stepName = (step: WhatIfStep, choices: NamedChoices | undefined): string => {
  switch (step.kind) {
    case 'tonnes':
      return text('whatIf.step.tonnes', { buyer: choices?.members.find(({ member }) => member === step.member)?.name ?? step.member });
    case 'country':
      return text('whatIf.step.country', { country: choices?.countries.find(({ code }) => code === step.code)?.name ?? step.code });
    case 'merge':
    case 'several':
      return text(`whatIf.step.${step.kind}`);
  }
};

const ClippedName = styled('span')({ display: 'block', maxWidth: 200, overflow: 'hidden', textOverflow: 'ellipsis' });

const Limits = ({ limits }: { readonly limits: WhatIfAnswer['limits'] }) => {
  const read = useFigureReader();
  return (
    <Section title={text('limits.title')} note={text('whatIf.limits.note')}>
      <SimpleTable
        isTight
        label={text('limits.title')}
        columns={[
          {
            key: 'name',
            label: text('limits.column.limit'),
            term: 'limit',
            tone: 'key',
            cell: ({ id, name }) => (
              <ClippedName>
                <LimitLink id={id} title={name}>
                  {name}
                </LimitLink>
              </ClippedName>
            ),
          },
          {
            key: 'level',
            label: text('limits.column.level'),
            align: 'right',
            tone: 'context',
            cell: ({ direction, level }) => `${SIGN[direction]} ${read.format(level).text}`,
          },
          { key: 'now', label: text('whatIf.now'), align: 'right', cell: ({ now }) => <FigureLink figure={now} as="cell" /> },
          {
            key: 'then',
            label: text('whatIf.then'),
            align: 'right',
            tone: 'value',
            cell: ({ next }) => <FigureLink figure={next} as="cell" />,
          },
          { key: 'change', label: text('whatIf.change'), align: 'right', cell: ({ change }) => <FigureLink figure={change} as="cell" /> },
          { key: 'state', label: text('limits.column.state'), cell: ({ state }) => <StateMark state={state} /> },
        ]}
        rows={limits}
        rowKey={({ id }) => id}
      />
    </Section>
  );
};

/** The choice of no buyer in a field. */
const NO_BUYER = '-';

const FieldBox = styled('div')({ width: 240 });

/** Two menus that choose the buyers to treat as one group; of many buyers, two fields that search them. */
const Merge = ({
  members,
  changes,
  onChange,
}: {
  readonly members: NamedChoices['members'];
  readonly changes: Changes;
  readonly onChange: (part: Partial<Changes>) => void;
}) => {
  const nameOf = (member: string | undefined) =>
    members.find((candidate) => candidate.member === member)?.name ?? text('whatIf.merge.none');
  const field = (key: 'first' | 'second') => (
    <FieldBox>
      <SelectField
        label={text(`whatIf.merge.${key}`)}
        value={changes[key] ?? NO_BUYER}
        choices={[
          { value: NO_BUYER, label: `${text(`whatIf.merge.${key}`)}${colon()}${text('whatIf.merge.none')}` },
          ...members.map(({ member, name }) => ({ value: member, label: name })),
        ]}
        onCommit={(member) => onChange({ [key]: member === NO_BUYER ? undefined : member })}
      />
    </FieldBox>
  );
  const menu = (key: 'first' | 'second') => (
    <MenuButton
      label={`${text(`whatIf.merge.${key}`)}${colon()}${nameOf(changes[key])}`}
      entries={[
        {
          key: 'none',
          label: text('whatIf.merge.none'),
          isChosen: changes[key] === undefined,
          onPick: () => onChange({ [key]: undefined }),
        },
        ...members.map(({ member, name }) => ({
          key: member,
          label: name,
          isChosen: member === changes[key],
          onPick: () => onChange({ [key]: member }),
        })),
      ]}
    />
  );
  const choose = members.length > MAX_CHOICES ? field : menu;
  return (
    <>
      {choose('first')}
      {choose('second')}
    </>
  );
};

/** The effect of changed tonnes, removed or merged buyers, and closed destinations on the chosen plan; nothing is stored. */
export default function WhatIfPage() {
  const workspace = useCall('workspace.state', {});
  const presentation = usePresentation();
  const { changes, drag, commit } = useWhatIfHistory();
  // the slider that keys move: its next position belongs to the same step
  const keyedMember = useRef<string>(undefined);
  const revision = workspace.data?.open ? workspace.data.revision : 0;
  const { value, error } = useWhatIf('diversification.whatIf', whatIfRequest(changes), revision);
  const isReady = useIsReady(value !== undefined);
  // the answers during a drag share both lists, and sorting the names of 500 buyers takes over 10 ms
  const { members: answeredMembers, countries: answeredCountries } = value ?? {};
  const choices = useMemo(
    () =>
      isReady && answeredMembers && answeredCountries
        ? namedChoices({ members: answeredMembers, countries: answeredCountries }, presentation)
        : undefined,
    [isReady, answeredMembers, answeredCountries, presentation],
  );
  useWhatIfSteps((step) => stepName(step, choices));
  if (!value || !choices)
    return <WaitingPage title={text('place.whatIf')} error={error ? errorText(error) : undefined} onRetry={() => drag({ ...changes })} />;
  const { members, countries } = choices;
  const commitChange = (next: Changes) => {
    keyedMember.current = undefined;
    commit(next);
  };
  const change = (part: Partial<Changes>) => commitChange({ ...changes, ...part });
  const withFactor = (member: string, factor: number): Changes => ({ ...changes, factors: new Map(changes.factors).set(member, factor) });
  const isUnchanged =
    changes.factors.size === 0 && changes.lostCountries.length === 0 && changes.first === undefined && changes.second === undefined;
  if (isUnchanged && members.length === 0) {
    return (
      <Page
        title={text('place.whatIf')}
        actions={<ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />}
      >
        <Columns>
          <NoDeals />
        </Columns>
      </Page>
    );
  }
  return (
    <Page
      title={text('place.whatIf')}
      meta={text('whatIf.meta', {
        when: value.year === 'plan' ? text('diversification.wholePlan') : text('common.inYear', { year: value.year }),
      })}
      actions={
        <>
          <ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />
          {isUnchanged ? undefined : <ActionButton action={{ label: text('whatIf.reset'), onAction: () => commitChange(NO_CHANGES) }} />}
        </>
      }
    >
      <FilterBar>
        <ChipFilter
          label={text('whatIf.lostCountries')}
          choices={countries.map(({ code, name }) => ({ value: code, label: name }))}
          chosenValues={changes.lostCountries}
          onChange={(lostCountries) => change({ lostCountries })}
        />
        <Merge members={members} changes={changes} onChange={change} />
      </FilterBar>
      <Hint>{text('whatIf.steps', { command: COMMAND_KEY })}</Hint>
      {changes.lostCountries.length > 0 ? <Hint>{text('whatIf.lostCountries.note')}</Hint> : undefined}
      <Columns>
        <Section title={text('whatIf.figures')} note={text('whatIf.figures.note')} span={12}>
          <FigureRow>
            {value.figures.map(({ key, now, next }) => (
              <LabelledFigure
                key={key}
                label={text(`whatIf.figure.${key}`)}
                term={FIGURE_TERMS[key]}
                figure={next}
                basis={<Was figure={now} />}
              />
            ))}
            <LabelledFigure label={text('whatIf.revenue')} figure={value.revenue} basis={text('whatIf.revenue.basis')} />
          </FigureRow>
        </Section>
        <TonnesSliders
          members={members}
          factors={changes.factors}
          onDrag={(member, factor) => drag(withFactor(member, factor))}
          onChange={(member, factor) => commitChange(withFactor(member, factor))}
          onKey={(member, factor) => {
            commit(withFactor(member, factor), keyedMember.current === member);
            keyedMember.current = member;
          }}
          onLeave={() => {
            keyedMember.current = undefined;
          }}
        />
        <Stack span={6}>
          <Limits limits={value.limits} />
          <ChartSection view={value.buyers} isWhatIf minHeight={380} />
        </Stack>
      </Columns>
    </Page>
  );
}

const Was = ({ figure }: { readonly figure: WhatIfAnswer['figures'][number]['now'] }) => {
  const read = useFigureReader();
  return text('whatIf.was', { value: read.inWords(figure) });
};
