import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useLocation, useSearch } from 'wouter';
import { ScenarioId } from '#shared/domain/ids.ts';
import { colon, compareNames, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { WaitingPart } from '../../components/WaitingPart.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { AssumptionsSection } from './AssumptionsSection.tsx';
import { DisplacementSection } from './DisplacementSection.tsx';
import { GroupTable } from './GroupTable.tsx';
import { LibraryTable } from './LibraryTable.tsx';
import { NothingSold } from './NothingSold.tsx';
import { ProtectionTable } from './ProtectionTable.tsx';
import { ReverseSection } from './ReverseSection.tsx';

const Sources = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  padding: '4px 0 0 16px',
  color: theme.vars.palette.text.secondary,
  maxWidth: '110ch',
}));

/** The effect of a scenario on the chosen plan, with and without its floors and take-or-pay. */
export default function CyclesPage() {
  const [, navigate] = useLocation();
  const { label } = usePresentation();
  const parsedId = ScenarioId.safeParse(new URLSearchParams(useSearch()).get('scenario') ?? '');
  const addressedId = parsedId.success ? parsedId.data : undefined;
  const choose = (id: ScenarioId) => navigate(`/cycles?scenario=${id}`);
  const cycles = useCall('cycles.get', addressedId === undefined ? {} : { scenarioId: addressedId }, { keepLast: true });
  const library = useCall('scenarios.list', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  const copy = useCommand('scenarios.copy', { isExclusive: true, doneText: () => text('scenarios.copied') });
  const isReady = useIsReady(cycles.data !== undefined);
  if (!cycles.data || !isReady) {
    return (
      <WaitingPage
        title={text('place.cycles')}
        error={cycles.error ? errorText(cycles.error) : undefined}
        onRetry={() => void cycles.refetch()}
      />
    );
  }
  const { scenario, scenarios, verdict, revenue, causes, paths, demand, rows, groups, spot, total, displacement, identities } = cycles.data;
  const year = state.data?.open ? state.data.settings.horizonYear : 0;
  const basis = text('cycles.total.basis', { year });
  const sells = rows.length > 0 || total.base.value !== 0;
  const scenarioName = label(scenario.name);
  const namedScenarios = scenarios
    .map((listedScenario) => ({ ...listedScenario, name: label(listedScenario.name) }))
    .sort((a, b) => compareNames(a.name, b.name));
  const entry = ({ id, name }: (typeof namedScenarios)[number]) => ({
    key: id,
    label: name,
    isChosen: id === scenario.id,
    onPick: () => choose(id),
  });
  const ownScenarios = namedScenarios.filter(({ shipped }) => !shipped);
  const actions = (
    <>
      <Button component={RouteLink} route="/cycles/simulation">
        {text('simulation.page.open')}
      </Button>
      <MenuButton
        label={`${text('cycles.pick')}${colon()}${scenarioName}`}
        entries={[
          ...ownScenarios.map(entry),
          ...(ownScenarios.length > 0 ? [{ key: 'rule', rule: true } as const] : []),
          ...namedScenarios.filter(({ shipped }) => shipped).map(entry),
        ]}
      />
      {scenario.shipped ? (
        <EditButton
          onClick={() =>
            void copy
              .run({ id: scenario.id })
              .then((createdScenario) => createdScenario && navigate(`/cycles/scenarios/${createdScenario.id}`))
          }
        >
          {text('scenarios.action.copyToEdit')}
        </EditButton>
      ) : (
        <Button component={RouteLink} route={`/cycles/scenarios/${scenario.id}`}>
          {text('scenarios.action.edit')}
        </Button>
      )}
    </>
  );
  return (
    <Page title={text('place.cycles')} verdict={<Verdict sentences={verdict} />} actions={actions}>
      <Columns>
        {sells ? (
          <>
            <Section title={scenarioName} span={12}>
              <FigureRow>
                <LabelledFigure label={text('cycles.total.base')} figure={total.base} basis={basis} />
                <LabelledFigure label={text('cycles.total.stressed')} figure={total.stressed} basis={basis} />
                <LabelledFigure
                  label={text(Number(total.change.value) > 0 ? 'cycles.total.gain' : 'cycles.total.change')}
                  figure={total.change}
                  basis={basis}
                />
                <LabelledFigure label={text('cycles.total.saved')} figure={total.saved} basis={basis} />
                <LabelledFigure
                  label={text('cycles.total.destinations')}
                  figure={total.destinations}
                  basis={text('cycles.total.destinationsBasis')}
                />
              </FigureRow>
            </Section>
            <DisplacementSection displacement={displacement} />
            <ChartSection view={revenue} span={7} minHeight={250} />
            <ChartSection view={causes} span={5} minHeight={250} />
            <ChartSection view={paths} span={7} minHeight={250} />
            <ChartSection view={demand} span={5} minHeight={250} />
          </>
        ) : (
          <Section title={scenarioName} span={12}>
            <NothingSold what={text('cycles.nothingSold')} />
          </Section>
        )}
        {library.data ? (
          <LibraryTable library={library.data} chosenId={scenario.id} onChoose={choose} />
        ) : (
          <Section title={text('scenarios.shipped')} span={12}>
            <WaitingPart query={library} rows={8} />
          </Section>
        )}
        {sells ? (
          <>
            <GroupTable groups={groups} total={total} year={year} identities={identities} />
            <ProtectionTable rows={rows} spot={spot} total={total} year={year} identities={identities} />
            <AssumptionsSection scenarioId={scenario.id} />
            <ReverseSection />
          </>
        ) : undefined}
        <Section title={text('cycles.sources')} span={12}>
          <Sources>
            <li>{label(scenario.note)}</li>
            {scenario.sources.map(label).map((source) => (
              <li key={source}>{source}</li>
            ))}
          </Sources>
        </Section>
      </Columns>
    </Page>
  );
}
