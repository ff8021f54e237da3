import { useParams } from 'wouter';
import { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { localizeScenario } from '#shared/presentation/scenario.ts';
import { useCall } from '../../api/queries.ts';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { ScenarioEditor } from './editor/ScenarioEditor.tsx';

/** One scenario: read when it ships, edited when it is one's own. */
export default function ScenarioPage() {
  const { id = '' } = useParams<{ id?: string }>();
  const asked = ScenarioId.safeParse(id);
  const scenario = useCall('scenarios.get', { id: asked.success ? asked.data : ScenarioId.parse('none') }, { keepLast: true });
  if (!scenario.data || scenario.error || scenario.data.scenario.id !== id) {
    return (
      <WaitingPage
        title={text('place.scenario')}
        error={scenario.error ? errorText(scenario.error) : undefined}
        onRetry={() => void scenario.refetch()}
      />
    );
  }
  return <ScenarioEditor key={id} data={{ ...scenario.data, scenario: localizeScenario(scenario.data.scenario) }} />;
}
