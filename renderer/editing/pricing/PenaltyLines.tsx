import type { Penalty } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { elementName } from '../../components/elements.ts';
import { at, type FieldPath, set } from '../fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../record/formParts.tsx';
import { RecordField, useRecordFields } from '../record/RecordField.tsx';
import { elementChoices, usePrice } from './priceContext.ts';

const COLUMNS = 'minmax(0, 78px) repeat(5, minmax(0, 1fr))';
const MAX_PENALTIES = 12;
const FIELDS = ['element', 'threshold', 'increment', 'rate', 'rejectAbove', 'importLimit'] as const satisfies readonly (keyof Penalty)[];

/** The lines of penalties, by element: the threshold, the penalty, and the level at which a buyer or a port may reject. */
export const PenaltyLines = ({
  path,
  penalties,
}: {
  readonly path: FieldPath<readonly Penalty[]>;
  readonly penalties: readonly Penalty[];
}) => {
  const context = usePrice();
  const { commit, specOf } = useRecordFields();
  const percent = text('formUnit.percent');
  const heads = [
    text('form.penaltyElement'),
    `${text('form.penaltyThreshold')} ${percent}`,
    `${text('form.penaltyIncrement')} ${percent}`,
    `${text('form.penaltyRate')} USD`,
    `${text('form.penaltyReject')} ${percent}`,
    `${text('form.penaltyLimit')} ${percent}`,
  ];
  const unusedElement = elementChoices(context).find(({ value }) => !penalties.some(({ element }) => element === value));
  const add = (element: string) => commit([set(at(path, penalties.length), { element, threshold: 0.001, increment: 0.001, rate: 1 })]);
  return (
    <>
      <Subhead title={text('form.penalties')} />
      {penalties.length > 0 ? <LineHeads columns={COLUMNS} heads={heads} /> : undefined}
      {penalties.map(({ element }, index) => {
        const line = at(path, index);
        const name = elementName(element);
        return (
          <SmallLine
            key={line}
            label={name}
            columns={COLUMNS}
            remove={{
              label: text('form.remove.penalty', { element: name }),
              onAction: () =>
                commit([
                  set(
                    path,
                    penalties.filter((_, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {FIELDS.map((field) => (
              <RecordField
                key={field}
                hidesUnit
                path={at(line, field)}
                label={specOf(at(line, field))?.label}
                placeholder={text('form.none')}
              />
            ))}
          </SmallLine>
        );
      })}
      {unusedElement && penalties.length < MAX_PENALTIES ? (
        <AddButton label={text('form.add.penalty')} onAction={() => add(unusedElement.value)} />
      ) : undefined}
    </>
  );
};
