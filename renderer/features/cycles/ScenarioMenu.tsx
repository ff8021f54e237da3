import type { ScenarioChoice } from '#shared/contract/scenarios.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import { colon, text } from '#shared/messages/text.ts';
import { MenuButton } from '../../components/MenuButton.tsx';
import { usePresentation } from '../../components/settings.tsx';

let lastChosenId: ScenarioId | undefined;

/** Returns the scenario in an address, else the one last chosen in this window. */
export const scenarioOfAddress = (search: string): ScenarioId | undefined =>
  ScenarioId.safeParse(new URLSearchParams(search).get('scenario')).data ?? lastChosenId;

type ScenarioMenuProps = { readonly choice: ScenarioChoice; readonly onChoose: (scenario: ScenarioId) => void };

/** Chooses the scenario whose losses are shown for each plan. All pages that show losses share the choice. */
export const ScenarioMenu = ({ choice: { scenario, scenarios }, onChoose }: ScenarioMenuProps) => {
  const { label } = usePresentation();
  const chosenScenario = scenarios.find(({ id }) => id === scenario);
  if (chosenScenario === undefined) return undefined;
  return (
    <MenuButton
      label={`${text('scenarios.lossesIn')}${colon()}${label(chosenScenario.name)}`}
      entries={scenarios.map(({ id, name }) => ({
        key: id,
        label: label(name),
        isChosen: id === scenario,
        onPick: () => {
          lastChosenId = id;
          onChoose(id);
        },
      }))}
    />
  );
};
