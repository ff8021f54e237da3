import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { GroupId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { countryName } from '#shared/messages/country.ts';
import { text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { TextField } from '../../../components/CodecField.tsx';
import { Form, FormGroup, FormLine, FormRow } from '../../../components/FormRow.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { StateMark } from '../../../components/StateMark.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine } from '../../../editing/record/formParts.tsx';
import { RecordField, useExtraText, useRecordFields } from '../../../editing/record/RecordField.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { hasNoTonnesAtHome } from './buyerField.ts';

/** The root of a buyer's paths. */
const BUYER = rootOf<Buyer>();

export type BuyerLists = Pick<Output<'buyers.list'>, 'countries' | 'groups'>;

const COLUMNS = 'minmax(0, 5fr) minmax(0, 2fr)';
const MAX_PARTS = 12;
const MAX_NAME = 200;

const Remark = styled('p')(({ theme }) => ({
  gridColumn: '1 / -1',
  margin: '4px 0',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

/** The shares of destination by country; the rest is shown as unknown. */
const Destinations = ({ buyer, countries }: { readonly buyer: Buyer; readonly countries: BuyerLists['countries'] }) => {
  const { commit, specOf } = useRecordFields();
  const { destination } = buyer;
  const unknownShare = 1 - sumBy(destination, ({ share }) => share);
  const nameOf = (code: string) => countryName(countries.find((country) => country.code === code) ?? { code, name: code });
  const unusedCountry = countries.find(({ code }) => !destination.some((part) => part.country === code));
  return (
    <>
      {destination.length > 0 ? (
        <LineHeads
          columns={COLUMNS}
          heads={[text('buyer.destinationCountry'), `${text('buyer.destinationShare')} ${text('formUnit.percent')}`]}
        />
      ) : undefined}
      {destination.map(({ country }, index) => {
        const part = at(BUYER, 'destination', index);
        return (
          <SmallLine
            key={part}
            label={text('buyer.destinationPart', { number: index + 1 })}
            columns={COLUMNS}
            remove={{
              label: text('buyer.removeDestination', { country: nameOf(country) }),
              onAction: () =>
                commit([
                  set(
                    at(BUYER, 'destination'),
                    destination.filter((_, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {(['country', 'share'] as const).map((key) => (
              <RecordField key={key} hidesUnit path={at(part, key)} label={specOf(at(part, key))?.label} />
            ))}
          </SmallLine>
        );
      })}
      {hasNoTonnesAtHome(buyer) ? (
        <Remark>
          <StateMark state="near">{text('buyer.destinationAbroad', { country: nameOf(buyer.country) })}</StateMark>
        </Remark>
      ) : undefined}
      {unknownShare > 1e-9 ? <Remark>{text('buyer.destinationUnknown', { share: formatPercent(unknownShare) })}</Remark> : undefined}
      {unusedCountry && destination.length < MAX_PARTS ? (
        <AddButton
          label={text('buyer.addDestination')}
          path={at(BUYER, 'destination')}
          onAction={() =>
            commit([set(at(BUYER, 'destination', destination.length), { country: unusedCountry.code, share: Math.max(0, unknownShare) })])
          }
        />
      ) : undefined}
    </>
  );
};

const NO_GROUP = 'none';
const NEW_GROUP = 'new';

const createGroupId = (): GroupId => window.crypto.randomUUID() as GroupId;

/** The buyer's group: an existing one, or a new one by its name. */
const GroupRows = ({ buyer, groups }: { readonly buyer: Buyer; readonly groups: BuyerLists['groups'] }) => {
  const { commit } = useRecordFields();
  const [isChosen, setIsChosen] = useState(false);
  const draft = useExtraText(NEW_GROUP);
  const isNaming = isChosen || draft.current !== undefined;
  // a retry adds the same group
  const [newId, setNewId] = useState(createGroupId);
  const save = useCommand('buyerGroups.save');
  const addGroup = async (name: string | undefined): Promise<void> => {
    if (name === undefined) return;
    // stays until the group is stored
    draft.onText({ text: name, isLeft: false });
    if (!(await save.run({ group: { id: newId, name, why: '' } }))) return;
    draft.onText(undefined);
    setIsChosen(false);
    setNewId(createGroupId());
    commit([set(at(BUYER, 'groupId'), newId)]);
  };
  return (
    <>
      <FormRow label={text('buyer.actsWith')}>
        <SelectField
          name="groupId"
          value={isNaming ? NEW_GROUP : (buyer.groupId ?? NO_GROUP)}
          choices={[
            { value: NO_GROUP, label: text('buyer.noGroup') },
            ...groups.map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW_GROUP, label: text('buyer.newGroup') },
          ]}
          onCommit={(value) => {
            setIsChosen(value === NEW_GROUP);
            draft.onText(undefined);
            if (value !== NEW_GROUP) commit([set(at(BUYER, 'groupId'), value === NO_GROUP ? undefined : (value as GroupId))]);
          }}
        />
      </FormRow>
      {isNaming ? (
        <FormRow label={text('buyer.newGroupName')}>
          <TextField
            autoFocus
            name={NEW_GROUP}
            draft={draft}
            required
            maxLength={MAX_NAME}
            value={undefined}
            placeholder={text('buyer.newGroupHint')}
            onCommit={(name) => void addGroup(name)}
          />
        </FormRow>
      ) : undefined}
    </>
  );
};

/** The form of a buyer. */
export const BuyerForm = ({ buyer, lists }: { readonly buyer: Buyer; readonly lists: BuyerLists }) => (
  <Section title={text('buyer.form')}>
    <Form>
      <FormGroup title={text('buyer.group.who')} />
      <RecordRow path={at(BUYER, 'name')} />
      <RecordRow path={at(BUYER, 'country')} />
      <RecordRow path={at(BUYER, 'type')} />
      <RecordRow path={at(BUYER, 'ownership')} />
      <FormGroup title={text('buyer.group.where')} />
      <Destinations buyer={buyer} countries={lists.countries} />
      <FormGroup title={text('buyer.group.together')} />
      <RecordRow path={at(BUYER, 'ultimateParent', 'name')} placeholder={text('buyer.parentNone')} />
      {buyer.ultimateParent ? <RecordRow path={at(BUYER, 'ultimateParent', 'country')} /> : undefined}
      <GroupRows buyer={buyer} groups={lists.groups} />
      <FormGroup title={text('buyer.group.risk')} />
      <RecordRow path={at(BUYER, 'rating')} />
      <RecordRow path={at(BUYER, 'cycleSensitivity')} />
      <FormGroup title={text('buyer.group.note')} />
      <FormLine label={text('buyer.group.note')}>
        <RecordField path={at(BUYER, 'note')} label={text('buyer.noteText')} />
      </FormLine>
    </Form>
  </Section>
);
