import Button from '@mui/material/Button';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Knots } from '#shared/domain/scenarioPath.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { call } from '../../../api/client.ts';
import { useSendCommand } from '../../../api/queries.ts';
import { EditButton } from '../../../components/EditButton.tsx';
import { Form } from '../../../components/FormRow.tsx';
import { FigureRow, LabelledFigure } from '../../../components/LabelledFigure.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { Page } from '../../../components/Page.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import { Columns, Section } from '../../../components/Section.tsx';
import { useComponentSettings } from '../../../components/settings.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { at, type Edit, editAt, set } from '../../../editing/fields/fieldPath.ts';
import { RecordFields } from '../../../editing/record/RecordField.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { ConflictNote } from '../../../editing/record/RecordSplit.tsx';
import { SaveMark } from '../../../editing/record/SaveMark.tsx';
import { serverIssues } from '../../../editing/record/serverIssues.ts';
import { type DraftFields, type DraftKey, parseDraft } from '../../../editing/record/useDraft.ts';
import { useRecordEditor } from '../../../editing/record/useRecordForm.ts';
import { ChannelTable } from './ChannelTable.tsx';
import { type EditedPath, PathSection } from './PathSection.tsx';
import { PathTable } from './PathTable.tsx';
import { NEUTRAL } from './pathScale.ts';
import { SCENARIO, scenarioField, scenarioRules } from './scenarioField.ts';

type Data = Output<'scenarios.get'>;

/** Months between the two knots of a path that is added. */
const YEAR = 12;

const pathsOf = (scenario: Scenario, references: Data['references']): readonly EditedPath[] => [
  ...scenario.prices.map(({ reference, knots, source }, index): EditedPath => {
    const details = references.find(({ code }) => code === reference);
    const path = at(SCENARIO, 'prices', index);
    return {
      kind: details?.isCharge ? 'charge' : 'price',
      key: reference,
      label: details ? renderLabel(details.name) : reference,
      knots,
      source,
      path,
    };
  }),
  ...scenario.demand.map(
    ({ zone, knots, source }, index): EditedPath => ({
      kind: 'demand',
      key: zone,
      label: text('scenarios.demandIn', { zone: text(`zone.${zone}`) }),
      knots,
      source,
      path: at(SCENARIO, 'demand', index),
    }),
  ),
];

type ViewProps = {
  readonly data: Data;
  /** The stored scenario, for headings and lists. */
  readonly storedScenario: Scenario;
  /** The scenario with unsaved edits. */
  readonly scenario: Scenario;
  readonly meta: ReactNode;
  readonly actions: ReactNode;
  readonly note?: ReactNode | undefined;
  readonly about: ReactNode;
  /** Key of the path that is open for editing. */
  readonly openedKey: string | undefined;
  readonly onOpen: (key: string) => void;
  /** Absent where the scenario can't be edited. */
  readonly edit?:
    | { readonly onMove: (path: EditedPath, knots: Knots) => void; readonly commit: (edits: readonly Edit[]) => void }
    | undefined;
};

const noop = (): void => undefined;

const ScenarioView = ({ data, storedScenario, scenario, meta, actions, note, about, openedKey, onOpen, edit }: ViewProps) => {
  const readOnly = edit === undefined;
  const start = data.valuationMonth + scenario.startsAfterMonths;
  const paths = pathsOf(scenario, data.references);
  const shownPath = paths.find(({ key }) => key === openedKey) ?? paths[0];
  const remove = (path: EditedPath): Edit =>
    path.kind === 'demand'
      ? set(
          at(SCENARIO, 'demand'),
          scenario.demand.filter(({ zone }) => zone !== path.key),
        )
      : set(
          at(SCENARIO, 'prices'),
          scenario.prices.filter(({ reference }) => reference !== path.key),
        );
  return (
    <Page title={storedScenario.name} meta={meta} actions={actions}>
      {note}
      <Columns>
        <Section title={text('scenarios.about')} span={7}>
          {about}
        </Section>
        <Section title={text('scenarios.effect')} span={5}>
          <FigureRow>
            <LabelledFigure label={text('scenarios.cost')} figure={data.cost} basis={text('scenarios.costBasis')} />
            <LabelledFigure
              label={text('scenarios.begins')}
              figure={{ value: formatMonth(data.valuationMonth + storedScenario.startsAfterMonths), unit: 'text', decimals: 0 }}
              basis={text('scenarios.beginsBasis', { count: storedScenario.startsAfterMonths })}
            />
          </FigureRow>
        </Section>
        <PathTable
          paths={pathsOf(storedScenario, data.references)}
          start={data.valuationMonth + storedScenario.startsAfterMonths}
          chosenPath={shownPath}
          readOnly={readOnly}
          onChoose={(path) => onOpen(path.key)}
        />
        {shownPath ? (
          <PathSection
            key={`${shownPath.kind} ${shownPath.key}`}
            path={shownPath}
            start={start}
            lastMonth={data.lastMonth}
            readOnly={readOnly}
            onMove={edit ? (knots) => edit.onMove(shownPath, knots) : noop}
            onCommit={edit ? (knots) => edit.commit([set(at(shownPath.path, 'knots'), knots)]) : noop}
            onRemove={edit ? () => edit.commit([remove(shownPath)]) : noop}
          />
        ) : undefined}
        <ChannelTable
          channels={scenario.channels}
          start={start}
          references={data.references}
          products={data.products}
          buyers={data.buyers}
          origins={data.origins}
          readOnly={readOnly}
          onCommit={edit?.commit ?? noop}
        />
      </Columns>
    </Page>
  );
};

const SeeEffect = ({ id }: { readonly id: string }) => (
  <Button component={RouteLink} route={`/cycles?scenario=${id}`}>
    {text('scenarios.action.seeEffect')}
  </Button>
);

/** A scenario that can't be edited: a built-in one, which can be copied, or any while the workspace can't be changed. */
const ReadOnlyScenario = ({ data }: { readonly data: Data }) => {
  const [, navigate] = useLocation();
  const [openedKey, setOpened] = useState<string>();
  const copy = useCommand('scenarios.copy', { isExclusive: true, doneText: () => text('scenarios.copied') });
  const { scenario } = data;
  return (
    <ScenarioView
      data={data}
      storedScenario={scenario}
      scenario={scenario}
      meta={text(scenario.shipped ? 'scenarios.meta.shipped' : 'scenarios.meta.own')}
      actions={
        <>
          <SeeEffect id={scenario.id} />
          <EditButton
            variant="contained"
            color="primary"
            onClick={() =>
              void copy
                .run({ id: scenario.id })
                .then((createdScenario) => createdScenario && navigate(`/cycles/scenarios/${createdScenario.id}`))
            }
          >
            {text('scenarios.action.copyToEdit')}
          </EditButton>
        </>
      }
      about={<p>{scenario.note}</p>}
      openedKey={openedKey}
      onOpen={setOpened}
    />
  );
};

const useScenarioForm = (data: Data, draft: DraftKey, fields: DraftFields) => {
  const send = useSendCommand('scenarios.save');
  const { id } = data.scenario;
  return useRecordEditor<Scenario>({
    opening: { record: data.scenario, version: data.version, unsaved: parseDraft(fields) },
    draft,
    isAutosaved: true,
    expand: scenarioRules,
    save: async (scenario, version, requestId) =>
      (await send({ scenario, version: version ?? data.version }, { requestId, timeoutMs: 0 })).version,
    fetch: async () => {
      const { scenario, version } = await call('scenarios.get', { id });
      return { record: scenario, version };
    },
    live: { record: data.scenario, version: data.version },
  });
};

type OwnScenarioProps = { readonly data: Data; readonly draft: DraftKey; readonly fields: DraftFields };

/** A scenario of the user's own. Each commit of a field, knot or channel is stored. */
const OwnScenario = ({ data, draft, fields }: OwnScenarioProps) => {
  const { form, refusal } = useScenarioForm(data, draft, fields);
  const [openedKey, setOpened] = useState<string>();
  const { record, state, setText, commit } = form;
  const { references } = data;
  const movedKnots = Object.entries(state.texts).flatMap(([path, { meaning }]) =>
    meaning && path.endsWith('.knots') ? [{ path, meaning }] : [],
  );
  const hasMoved = movedKnots.length > 0;
  const scenario = hasMoved ? form.typedRecord : record;

  // commits the moved knots of a restored draft, because no field shows them as unsaved
  const [restoredKnots] = useState(movedKnots);
  useEffect(() => {
    if (restoredKnots.length > 0) commit(restoredKnots.map(({ path, meaning }) => editAt(path, meaning.value)));
  }, [restoredKnots, commit]);

  const specOf = useCallback(
    (path: string) =>
      scenarioField(path, (index) =>
        references.find(({ code }) => code === record.prices[index]?.reference)?.isCharge ? 'charge' : 'price',
      ),
    [references, record.prices],
  );
  const source = text('scenarios.ownSource');
  const addReference = ({ code, isCharge }: Data['references'][number]) => {
    setOpened(code);
    const knots = [
      { afterMonths: 0, value: NEUTRAL[isCharge ? 'charge' : 'price'] },
      { afterMonths: YEAR, value: isCharge ? -10 : 0.8 },
    ];
    commit([set(at(SCENARIO, 'prices'), [...record.prices, { reference: code, knots, source }])]);
  };
  const addZone = (zone: Zone) => {
    setOpened(zone);
    const knots = [
      { afterMonths: 0, value: NEUTRAL.demand },
      { afterMonths: YEAR, value: 0.9 },
    ];
    commit([set(at(SCENARIO, 'demand'), [...record.demand, { zone, knots, source }])]);
  };
  const freeReferences = references.filter(({ code }) => !record.prices.some(({ reference }) => reference === code));
  const freeZones = ZONES.filter((zone) => !record.demand.some((demandPath) => demandPath.zone === zone));
  return (
    <RecordFields form={hasMoved ? { ...form, record: scenario } : form} issues={serverIssues(refusal, 'scenario')} specOf={specOf}>
      <ScenarioView
        data={data}
        storedScenario={state.stored}
        scenario={scenario}
        meta={
          <>
            {text('scenarios.meta.own')}
            <SaveMark form={form} />
          </>
        }
        note={<ConflictNote form={form} />}
        actions={
          <>
            <SeeEffect id={record.id} />
            <MenuButton
              label={text('scenarios.action.addPrice')}
              entries={freeReferences.map((reference) => ({
                key: reference.code,
                label: renderLabel(reference.name),
                ...(reference.follows ? { hint: text('scenarios.follows', { name: renderLabel(reference.follows) }) } : {}),
                onPick: () => addReference(reference),
              }))}
              disabled={freeReferences.length === 0}
            />
            <MenuButton
              label={text('scenarios.action.addDemand')}
              entries={freeZones.map((zone) => ({ key: zone, label: text(`zone.${zone}`), onPick: () => addZone(zone) }))}
              disabled={freeZones.length === 0}
            />
          </>
        }
        about={
          <Form>
            {(['name', 'family', 'startsAfterMonths', 'note'] as const).map((key) => (
              <RecordRow key={key} path={at(SCENARIO, key)} />
            ))}
          </Form>
        }
        openedKey={openedKey}
        onOpen={setOpened}
        edit={{
          onMove: (path, knots) => setText(at(path.path, 'knots'), { text: '', isLeft: false, meaning: { value: knots } }),
          commit,
        }}
      />
    </RecordFields>
  );
};

export type ScenarioEditorProps = OwnScenarioProps;

/** The page of a scenario: its name and start, its paths as charts and numbers, its channels. */
export const ScenarioEditor = ({ data, draft, fields }: ScenarioEditorProps) => {
  const { isReadOnly } = useComponentSettings();
  if (data.scenario.shipped || isReadOnly) return <ReadOnlyScenario data={data} />;
  return <OwnScenario data={data} draft={draft} fields={fields} />;
};
