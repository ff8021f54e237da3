import { dateOfMonth } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormLine } from '../../../components/FormRow.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine } from '../../../editing/record/formParts.tsx';
import { RecordField, useRecordFields } from '../../../editing/record/RecordField.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { DEAL } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';

/** Default months from the start to the first price review. */
const REVIEW_MONTHS = 24;

const COLUMNS = 'minmax(0, 5fr) minmax(0, 5fr) minmax(0, 6fr)';

/** Edits the dates of the contract: notices, reviews, declarations. */
const Dates = () => {
  const { contract, commit } = useEditor();
  const { dates } = contract;
  const { specOf } = useRecordFields();
  const add = () =>
    commit([set(at(DEAL, 'dates', dates.length), { kind: 'priceReview', date: dateOfMonth(contract.start + REVIEW_MONTHS), note: '' })]);
  return (
    <>
      {dates.length > 0 ? (
        <LineHeads columns={COLUMNS} heads={[text('form.dateKind'), text('form.date'), text('form.dateNote')]} />
      ) : undefined}
      {dates.map((_, index) => {
        const path = at(DEAL, 'dates', index);
        const number = index + 1;
        return (
          <SmallLine
            key={path}
            label={`${text('form.date')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.date', { number }),
              onAction: () =>
                commit([
                  set(
                    at(DEAL, 'dates'),
                    dates.filter((_each, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {(['kind', 'date', 'note'] as const).map((key) => (
              <RecordField key={key} path={at(path, key)} label={specOf(at(path, key))?.label} />
            ))}
          </SmallLine>
        );
      })}
      <AddButton label={text('form.add.date')} onAction={add} />
    </>
  );
};

/** Edits law, seat, review, fallback and hardship clauses, and dates. */
export const LawGroup = () => {
  const missingText = text('form.notAgreed');
  return (
    <>
      <FormGroup title={text('form.group.law')} />
      <RecordRow path={at(DEAL, 'law')} placeholder={missingText} />
      <RecordRow path={at(DEAL, 'seat')} placeholder={missingText} />
      <RecordRow path={at(DEAL, 'reviewTrigger')} placeholder={missingText} />
      <RecordRow path={at(DEAL, 'benchmarkFallback')} placeholder={missingText} />
      <RecordRow path={at(DEAL, 'hardship')} placeholder={missingText} />
      <RecordRow path={at(DEAL, 'changeOfLaw')} placeholder={missingText} />
      <Dates />
    </>
  );
};

/** Edits the note. */
export const NoteGroup = () => (
  <>
    <FormGroup title={text('form.group.note')} />
    <FormLine label={text('form.group.note')}>
      <RecordField path={at(DEAL, 'note')} label={text('form.noteText')} />
    </FormLine>
  </>
);
