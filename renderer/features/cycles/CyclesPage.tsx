import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { errorText } from '../history/index.ts';
import { ProtectionTable } from './ProtectionTable.tsx';

const Sources = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  padding: '4px 0 0 16px',
  color: theme.vars.palette.text.secondary,
  maxWidth: '110ch',
}));

/** What a cycle does to the chosen plan, with its floors and take-or-pay and without them. */
export default function CyclesPage() {
  const [picked, setPicked] = useState<ScenarioId>();
  const cycles = useCall('cycles.get', picked === undefined ? {} : { scenarioId: picked }, { keepLast: true });
  const state = useCall('workspace.state', {});
  if (!cycles.data) {
    return (
      <WaitingPage
        title={text('place.cycles')}
        error={cycles.error ? errorText(cycles.error) : undefined}
        onRetry={() => void cycles.refetch()}
      />
    );
  }
  const { scenario, scenarios, verdict, revenue, causes, paths, demand, rows, spot, total } = cycles.data;
  const year = state.data?.open ? state.data.settings.horizonYear : 0;
  const basis = text('cycles.total.basis', { year });
  const menu =
    scenarios.length > 1 ? (
      <MenuButton
        label={`${text('cycles.pick')}: ${scenario.name}`}
        entries={scenarios.map(({ id, name }) => ({ key: id, label: name, chosen: id === scenario.id, onPick: () => setPicked(id) }))}
      />
    ) : undefined;
  return (
    <Page title={text('place.cycles')} verdict={<Verdict sentences={verdict} />} acts={menu}>
      <Columns>
        <Section title={scenario.name} span={12}>
          <FigureRow>
            <LabelledFigure label={text('cycles.total.base')} figure={total.base} basis={basis} />
            <LabelledFigure label={text('cycles.total.stressed')} figure={total.stressed} basis={basis} />
            <LabelledFigure label={text('cycles.total.change')} figure={total.change} basis={basis} />
            <LabelledFigure label={text('cycles.total.saved')} figure={total.saved} basis={basis} />
          </FigureRow>
        </Section>
        <ChartSection view={revenue} span={7} minHeight={250} />
        <ChartSection view={causes} span={5} minHeight={250} />
        <ProtectionTable rows={rows} spot={spot} total={total} year={year} />
        <ChartSection view={paths} span={7} minHeight={250} />
        <ChartSection view={demand} span={5} minHeight={250} />
        <Section title={text('cycles.sources')} span={12}>
          <Sources>
            <li>{scenario.note}</li>
            {scenario.sources.map((source) => (
              <li key={source}>{source}</li>
            ))}
          </Sources>
        </Section>
      </Columns>
    </Page>
  );
}
