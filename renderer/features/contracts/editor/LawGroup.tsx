import { dateOfMonth } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormLine } from '../../../components/FormRow.tsx';
import { AddAct, LineHeads, SmallLine } from '../../../editing/record/formParts.tsx';
import { RecordField, useRecordFields } from '../../../editing/record/RecordField.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { useEditor } from './EditorContext.ts';

/** Months from the start to a first price review, until somebody says when. */
const REVIEW_AFTER = 24;

const COLUMNS = 'minmax(0, 5fr) minmax(0, 5fr) minmax(0, 6fr)';

/** Dated things of the contract: notices, reviews, declarations. */
const Dates = () => {
  const { contract, leave } = useEditor();
  const { dates } = contract;
  const { specOf } = useRecordFields();
  const add = () =>
    leave([{ path: `dates.${dates.length}`, value: { kind: 'priceReview', date: dateOfMonth(contract.start + REVIEW_AFTER), note: '' } }]);
  return (
    <>
      {dates.length > 0 ? (
        <LineHeads columns={COLUMNS} heads={[text('form.dateKind'), text('form.date'), text('form.dateNote')]} />
      ) : undefined}
      {dates.map((_, index) => {
        const path = `dates.${index}`;
        const number = index + 1;
        return (
          <SmallLine
            key={path}
            label={`${text('form.date')} ${number}`}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.date', { number }),
              onAct: () => leave([{ path: 'dates', value: dates.filter((_each, at) => at !== index) }]),
            }}
          >
            {['kind', 'date', 'note'].map((key) => (
              <RecordField key={key} path={`${path}.${key}`} label={specOf(`${path}.${key}`)?.label} />
            ))}
          </SmallLine>
        );
      })}
      <AddAct label={text('form.add.date')} onAct={add} />
    </>
  );
};

/** Law, seat, what opens a review, what happens when a benchmark fails, and what is dated. */
export const LawGroup = () => {
  const missing = text('form.notAgreed');
  return (
    <>
      <FormGroup title={text('form.group.law')} />
      <RecordRow path="law" placeholder={missing} />
      <RecordRow path="seat" placeholder={missing} />
      <RecordRow path="reviewTrigger" placeholder={missing} />
      <RecordRow path="benchmarkFallback" placeholder={missing} />
      <RecordRow path="hardship" placeholder={missing} />
      <RecordRow path="changeOfLaw" placeholder={missing} />
      <Dates />
    </>
  );
};

/** Whatever else there is to say. */
export const NoteGroup = () => (
  <>
    <FormGroup title={text('form.group.note')} />
    <FormLine label={text('form.group.note')}>
      <RecordField path="note" label={text('form.noteText')} />
    </FormLine>
  </>
);
