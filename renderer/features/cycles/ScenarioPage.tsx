import { useParams } from 'wouter';
import { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { localizeScenario } from '#shared/presentation/scenario.ts';
import { useCall } from '../../api/queries.ts';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useDraft } from '../../editing/record/useDraft.ts';
import { ScenarioEditor } from './editor/ScenarioEditor.tsx';

/** The page of one scenario: built-in scenarios are read-only, those of the user can be edited. */
export default function ScenarioPage() {
  const { id = '' } = useParams<{ id?: string }>();
  const parsedId = ScenarioId.safeParse(id);
  const scenario = useCall('scenarios.get', { id: parsedId.success ? parsedId.data : ScenarioId.parse('none') }, { keepLast: true });
  const draft = useDraft({ kind: 'scenario', id });
  if (!scenario.data || scenario.error || scenario.data.scenario.id !== id || !draft.isReady) {
    return (
      <WaitingPage
        title={text('place.scenario')}
        error={scenario.error ? errorText(scenario.error) : undefined}
        onRetry={() => void scenario.refetch()}
      />
    );
  }
  const data = { ...scenario.data, scenario: localizeScenario(scenario.data.scenario) };
  return <ScenarioEditor key={id} data={data} draft={draft.key} fields={draft.fields} />;
}
