import type { ScenarioChoice } from '#shared/contract/scenarios.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import { colon, text } from '#shared/messages/text.ts';
import { MenuButton } from '../../components/MenuButton.tsx';
import { usePresentation } from '../../components/settings.tsx';

let lastChosen: ScenarioId | undefined;

/** The scenario by whose losses an address asks to weigh plans: its own, else the one last chosen in this window. */
export const scenarioOfAddress = (search: string): ScenarioId | undefined =>
  ScenarioId.safeParse(new URLSearchParams(search).get('scenario')).data ?? lastChosen;

type ScenarioMenuProps = { readonly choice: ScenarioChoice; readonly onChoose: (scenario: ScenarioId) => void };

/** Chooses the scenario by whose losses plans are weighed; every page that weighs plans keeps the choice. */
export const ScenarioMenu = ({ choice: { scenario, scenarios }, onChoose }: ScenarioMenuProps) => {
  const { label } = usePresentation();
  const chosen = scenarios.find(({ id }) => id === scenario);
  if (chosen === undefined) return undefined;
  return (
    <MenuButton
      label={`${text('scenarios.lossesIn')}${colon()}${label(chosen.name)}`}
      entries={scenarios.map(({ id, name }) => ({
        key: id,
        label: label(name),
        chosen: id === scenario,
        onPick: () => {
          lastChosen = id;
          onChoose(id);
        },
      }))}
    />
  );
};
