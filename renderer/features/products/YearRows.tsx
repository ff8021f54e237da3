import { styled } from '@mui/material/styles';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { FormRow, PairRow } from '../../components/FormRow.tsx';
import { at } from '../../editing/fields/fieldPath.ts';
import { RecordField } from '../../editing/record/RecordField.tsx';
import { costHeldIn, type ProductSheet, SHEET } from './productSheet.ts';

const Heads = styled('div')(({ theme }) => ({
  gridColumn: '1 / -1',
  display: 'grid',
  gridTemplateColumns: 'subgrid',
  fontSize: '0.6875rem',
  lineHeight: '14px',
  textAlign: 'right',
  paddingTop: 6,
  '& > div': { gridColumn: 2, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', columnGap: 8 },
  color: theme.vars.palette.ore.tertiary,
}));

/** What is made in each year and what a tonne of it costs; a cost holds on until another year names one. */
export const YearRows = ({ sheet, years }: { readonly sheet: ProductSheet; readonly years: readonly Year[] }) => (
  <>
    <Heads aria-hidden="true">
      <div>
        <span>{text('product.tonnesHead')}</span>
        <span>{text('product.costHead')}</span>
      </div>
    </Heads>
    {years.map((year) => {
      const held = costHeldIn(sheet, year);
      return (
        <FormRow key={year} label={String(year)}>
          <PairRow>
            <RecordField
              bare
              path={at(SHEET, 'years', String(year), 'tonnes')}
              label={text('product.tonnes', { year })}
              placeholder={text('product.noTonnes')}
            />
            <RecordField
              bare
              path={at(SHEET, 'years', String(year), 'usdPerDmt')}
              label={text('product.costOf', { year })}
              placeholder={held === undefined ? text('product.noTonnes') : formatNumber(held, { decimals: 1 })}
            />
          </PairRow>
        </FormRow>
      );
    })}
  </>
);
