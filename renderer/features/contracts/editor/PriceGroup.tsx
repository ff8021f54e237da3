import { useMemo } from 'react';
import { text } from '#shared/messages/text.ts';
import { FormGroup } from '../../../components/FormRow.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { PriceRows } from '../../../editing/pricing/PriceRows.tsx';
import { PriceProvider } from '../../../editing/pricing/priceContext.ts';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { priceContextOf } from '../fields/fieldContext.ts';
import { useEditor, useTermsPath } from './EditorContext.ts';
import { IndexEndRow } from './IndexEndRow.tsx';

/** Edits the price: basis and its terms, floor and cap, fixed share. */
export const PriceGroup = () => {
  const { contract, options, terms } = useEditor();
  const path = useTermsPath();
  const { price, collar } = terms;
  const context = useMemo(() => priceContextOf({ contract, options }), [contract, options]);
  return (
    <>
      <FormGroup title={text('form.group.price')} />
      <RecordRow path={at(path, 'price', 'basis')} />
      <PriceProvider value={context}>
        <PriceRows path={at(path, 'price')} price={price} />
      </PriceProvider>
      <IndexEndRow path={at(path, 'price')} price={price} />
      <FormGroup title={text('form.group.collar')} />
      <RecordRow
        path={at(path, 'collar', 'floor')}
        pair={at(path, 'collar', 'cap')}
        label={text('form.floorCap')}
        placeholder={text('form.none')}
      />
      {collar ? <RecordRow path={at(path, 'collar', 'level')} /> : undefined}
      <RecordRow path={at(path, 'blend', 'fixedShare')} placeholder={text('form.none')} />
      {terms.blend ? <RecordRow path={at(path, 'blend', 'fixedPrice')} /> : undefined}
    </>
  );
};
