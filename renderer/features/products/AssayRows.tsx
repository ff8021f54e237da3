import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { TextField } from '../../components/CodecField.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ELEMENTS, elementName, mainElement } from '../../components/elements.ts';
import { FieldMessage, FormRow, RowNote, useIsLocked } from '../../components/FormRow.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { at, set } from '../../editing/fields/fieldPath.ts';
import { RemoveButton } from '../../editing/record/formParts.tsx';
import { RecordField, useExtraText, useFieldError, useRecordFields } from '../../editing/record/RecordField.tsx';
import { useRowOrigin } from '../../editing/record/RecordRow.tsx';
import { type ProductSheet, SHEET } from './productSheet.ts';

/** The field for the symbol of another element. */
const NEW_ELEMENT = 'newElement';
const SYMBOL = /^[A-Z][A-Za-z0-9]{0,7}$/;

const Line = styled('div')({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 24px', columnGap: 4, alignItems: 'center' });
const Menu = styled('div')({ gridColumn: '2 / -1', minHeight: 32, marginLeft: -6 });

type ElementRowProps = { readonly element: string; readonly isAssumed: boolean; readonly onRemove: () => void };

const ElementRow = ({ element, isAssumed, onRemove }: ElementRowProps) => {
  const path = at(SHEET, 'assay', element);
  const formOrigin = useRowOrigin(path);
  const origin = isAssumed ? 'house' : formOrigin;
  const name = elementName(element);
  return (
    <FormRow label={name} origin={origin}>
      <Line>
        <RecordField path={path} label={text('product.gradeOf', { element: name })} />
        <RemoveButton label={text('product.removeElement', { element: name })} onAction={onRemove} />
      </Line>
    </FormRow>
  );
};

/** The assay of the product: its main element first, then the others by grade. */
export const AssayRows = ({ sheet }: { readonly sheet: ProductSheet }) => {
  const { assay } = sheet;
  const { commit } = useRecordFields();
  const [isChosen, setIsChosen] = useState(false);
  const draft = useExtraText(NEW_ELEMENT);
  const asksSymbol = isChosen || draft.current !== undefined;
  const [problem, setProblem] = useState<string>();
  const isLocked = useIsLocked();
  const assayError = useFieldError(at(SHEET, 'assay'));
  const isAssumed = sheet.isAssayAssumed === true;
  const main = mainElement(sheet);
  const elements = Object.entries(assay)
    .sort(([elementA, a], [elementB, b]) => Number(elementB === main) - Number(elementA === main) || b - a)
    .map(([element]) => element);
  const [order, setOrder] = useState(elements);
  // rows keep their order while a grade is edited; only added and removed elements change it
  if (order.length !== elements.length || elements.some((element) => !order.includes(element))) {
    const presentElements = order.filter((element) => elements.includes(element));
    setOrder([...presentElements, ...elements.filter((element) => !presentElements.includes(element))]);
  }
  const add = (element: string) => {
    setIsChosen(false);
    setProblem(undefined);
    commit([set(at(SHEET, 'assay', element), 0)]);
  };
  const refuse = (symbol: string, message: string) => {
    draft.onText({ text: symbol, isLeft: true });
    setProblem(message);
  };
  const addSymbol = (symbol: string | undefined) => {
    if (symbol === undefined) {
      setIsChosen(false);
      setProblem(undefined);
    } else if (!SYMBOL.test(symbol)) refuse(symbol, text('product.notASymbol'));
    else if (assay[symbol] !== undefined) refuse(symbol, text('product.symbolThere', { element: symbol }));
    else add(symbol);
  };
  return (
    <>
      {isAssumed ? (
        <>
          <RowNote>{text('product.assumedAssay')}</RowNote>
          <FormRow label={text('product.assumedAssay.label')}>
            <EditButton size="small" onClick={() => commit([set(at(SHEET, 'isAssayAssumed'), undefined)])}>
              {text('product.assumedAssay.confirm')}
            </EditButton>
          </FormRow>
        </>
      ) : undefined}
      {order.map((element) => (
        <ElementRow
          key={element}
          element={element}
          isAssumed={isAssumed}
          onRemove={() => commit([set(at(SHEET, 'assay', element), undefined)])}
        />
      ))}
      {asksSymbol ? (
        <FormRow label={text('product.symbol')}>
          <TextField
            autoFocus
            name={NEW_ELEMENT}
            draft={draft}
            value={undefined}
            error={problem}
            placeholder={text('product.symbolHint')}
            onCommit={addSymbol}
          />
        </FormRow>
      ) : undefined}
      {assayError === undefined ? undefined : <FieldMessage fieldId="assay">{assayError}</FieldMessage>}
      {isLocked ? undefined : (
        <Menu>
          <MenuButton
            label={text('product.addElement')}
            icon="plus"
            entries={[
              ...ELEMENTS.filter((element) => assay[element] === undefined).map((element) => ({
                key: element,
                label: elementName(element),
                hint: element,
                onPick: () => add(element),
              })),
              { key: 'rule', rule: true as const },
              { key: 'other', label: text('product.otherElement'), onPick: () => setIsChosen(true) },
            ]}
          />
        </Menu>
      )}
    </>
  );
};
