import Button from '@mui/material/Button';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import { type Scenario, ScenarioFamily } from '#shared/domain/scenario.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Form, FormRow } from '../../../components/FormRow.tsx';
import { FigureRow, LabelledFigure } from '../../../components/LabelledFigure.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { Page } from '../../../components/Page.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import { Columns, Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { ChannelTable } from './ChannelTable.tsx';
import { type MovedPath, PathSection } from './PathSection.tsx';
import { PathTable } from './PathTable.tsx';
import { NEUTRAL } from './pathScale.ts';

type Data = Output<'scenarios.get'>;

const MAX_NAME = 120;
const MAX_NOTE = 2000;
const MOST_MONTHS = 120;
const YEAR = 12;

const pathsOf = (scenario: Scenario, references: Data['references']): readonly MovedPath[] => [
  ...scenario.prices.map(({ reference, knots, source }): MovedPath => {
    const known = references.find(({ code }) => code === reference);
    return { kind: known?.charge ? 'charge' : 'price', key: reference, label: known ? renderLabel(known.name) : reference, knots, source };
  }),
  ...scenario.demand.map(
    ({ zone, knots, source }): MovedPath => ({
      kind: 'demand',
      key: zone,
      label: text('scenarios.demandIn', { zone: text(`zone.${zone}`) }),
      knots,
      source,
    }),
  ),
];

/** The scenario with one of its paths changed, or without it. */
const withPath = (
  scenario: Scenario,
  { kind, key }: MovedPath,
  part: Partial<Pick<MovedPath, 'knots' | 'source'>> | undefined,
): Scenario =>
  kind === 'demand'
    ? { ...scenario, demand: scenario.demand.flatMap((one) => (one.zone !== key ? [one] : part ? [{ ...one, ...part }] : [])) }
    : { ...scenario, prices: scenario.prices.flatMap((one) => (one.reference !== key ? [one] : part ? [{ ...one, ...part }] : [])) };

/** A scenario as a record: what it is called, when it begins, its paths drawn or typed, its channels. Saved as one goes. */
export const ScenarioEditor = ({ data }: { readonly data: Data }) => {
  const [, navigate] = useLocation();
  const [scenario, setScenario] = useState(data.scenario);
  const [opened, setOpened] = useState<string>();
  const known = useRef(data.version);
  useEffect(() => {
    // changed elsewhere, or undone
    if (data.version === known.current) return;
    known.current = data.version;
    setScenario(data.scenario);
  }, [data]);
  const save = useCommand('scenarios.save');
  const copy = useCommand('scenarios.copy', { alone: true, done: () => text('scenarios.copied') });
  const readOnly = scenario.shipped;
  const start = data.valuationMonth + scenario.startsAfterMonths;

  // one save after the other: each against the version that the one before it made
  const saving = useRef(Promise.resolve());
  const stored = useRef(data.scenario);
  stored.current = data.scenario;
  const commit = (next: Scenario) => {
    setScenario(next);
    saving.current = saving.current.then(async () => {
      const saved = await save.run({ scenario: next, version: known.current });
      if (saved) known.current = saved.version;
      else setScenario(stored.current);
    });
  };
  const free = data.references.filter(({ code }) => !scenario.prices.some(({ reference }) => reference === code));
  const freeZones = ZONES.filter((zone) => !scenario.demand.some((one) => one.zone === zone));
  const source = text('scenarios.ownSource');
  const addReference = ({ code, charge }: Data['references'][number]) => {
    setOpened(code);
    commit({
      ...scenario,
      prices: [
        ...scenario.prices,
        {
          reference: code,
          knots: [
            { afterMonths: 0, value: NEUTRAL[charge ? 'charge' : 'price'] },
            { afterMonths: YEAR, value: charge ? -10 : 0.8 },
          ],
          source,
        },
      ],
    });
  };
  const addZone = (zone: Zone) => {
    setOpened(zone);
    commit({
      ...scenario,
      demand: [
        ...scenario.demand,
        {
          zone,
          knots: [
            { afterMonths: 0, value: 1 },
            { afterMonths: YEAR, value: 0.9 },
          ],
          source,
        },
      ],
    });
  };
  const acts = (
    <>
      <Button component={RouteLink} route={`/cycles?scenario=${scenario.id}`}>
        {text('scenarios.act.seeEffect')}
      </Button>
      {readOnly ? (
        <Button
          variant="contained"
          color="primary"
          onClick={() => void copy.run({ id: scenario.id }).then((made) => made && navigate(`/cycles/scenarios/${made.id}`))}
        >
          {text('scenarios.act.copyToEdit')}
        </Button>
      ) : (
        <>
          <MenuButton
            label={text('scenarios.act.addPrice')}
            entries={free.map((reference) => ({
              key: reference.code,
              label: renderLabel(reference.name),
              ...(reference.follows ? { hint: text('scenarios.follows', { name: renderLabel(reference.follows) }) } : {}),
              onPick: () => addReference(reference),
            }))}
            disabled={free.length === 0}
          />
          <MenuButton
            label={text('scenarios.act.addDemand')}
            entries={freeZones.map((zone) => ({ key: zone, label: text(`zone.${zone}`), onPick: () => addZone(zone) }))}
            disabled={freeZones.length === 0}
          />
        </>
      )}
    </>
  );
  const paths = pathsOf(scenario, data.references);
  const shown = paths.find(({ key }) => key === opened) ?? paths[0];
  return (
    <Page title={scenario.name} meta={text(readOnly ? 'scenarios.meta.shipped' : 'scenarios.meta.own')} acts={acts}>
      <Columns>
        <Section title={text('scenarios.about')} span={7}>
          {readOnly ? (
            <p>{scenario.note}</p>
          ) : (
            <Form>
              <FormRow label={text('scenarios.name')}>
                <TextField
                  value={scenario.name}
                  maxLength={MAX_NAME}
                  required
                  onCommit={(name) => name !== undefined && commit({ ...scenario, name })}
                />
              </FormRow>
              <FormRow label={text('scenarios.family')}>
                <SelectField
                  value={scenario.family}
                  choices={ScenarioFamily.options.map((family) => ({ value: family, label: text(`scenarios.family.${family}`) }))}
                  onCommit={(family) => commit({ ...scenario, family })}
                />
              </FormRow>
              <FormRow label={text('scenarios.startsAfter')}>
                <NumberField
                  value={scenario.startsAfterMonths}
                  decimals={0}
                  unit={text('scenarios.unit.months')}
                  min={0}
                  max={MOST_MONTHS}
                  required
                  onCommit={(months) => months !== undefined && commit({ ...scenario, startsAfterMonths: Math.round(months) })}
                />
              </FormRow>
              <FormRow label={text('scenarios.note')}>
                <TextField
                  value={scenario.note}
                  maxLength={MAX_NOTE}
                  rows={3}
                  onCommit={(note) => commit({ ...scenario, note: note ?? '' })}
                />
              </FormRow>
            </Form>
          )}
        </Section>
        <Section title={text('scenarios.effect')} span={5}>
          <FigureRow>
            <LabelledFigure label={text('scenarios.cost')} figure={data.cost} basis={text('scenarios.costBasis')} />
            <LabelledFigure
              label={text('scenarios.begins')}
              figure={{ value: formatMonth(start), unit: 'text', decimals: 0 }}
              basis={text('scenarios.beginsBasis', { count: scenario.startsAfterMonths })}
            />
          </FigureRow>
        </Section>
        <PathTable paths={paths} start={start} chosen={shown} onChoose={(path) => setOpened(path.key)} />
        {shown ? (
          <PathSection
            key={`${shown.kind} ${shown.key}`}
            path={shown}
            start={start}
            last={data.lastMonth}
            readOnly={readOnly}
            onMove={(knots) => setScenario(withPath(scenario, shown, { knots }))}
            onCommit={(part) => commit(withPath(scenario, shown, part))}
            onRemove={() => commit(withPath(scenario, shown, undefined))}
          />
        ) : undefined}
        <ChannelTable
          channels={scenario.channels}
          start={start}
          references={data.references}
          products={data.products}
          readOnly={readOnly}
          onCommit={(channels) => commit({ ...scenario, channels: [...channels] })}
        />
      </Columns>
    </Page>
  );
};
