import { styled } from '@mui/material/styles';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { FormRow, PairRow } from '../../components/FormRow.tsx';
import { at } from '../../editing/fields/fieldPath.ts';
import { RecordField } from '../../editing/record/RecordField.tsx';
import { type ProductSheet, previousCost, SHEET } from './productSheet.ts';

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

/** Production and unit cost by year; a cost applies to later years until the next entry. */
export const YearRows = ({ sheet, years }: { readonly sheet: ProductSheet; readonly years: readonly Year[] }) => (
  <>
    <Heads aria-hidden="true">
      <div>
        <span>{text('product.tonnesHead')}</span>
        <span>{text('product.costHead')}</span>
      </div>
    </Heads>
    {years.map((year) => {
      const previous = previousCost(sheet, year);
      return (
        <FormRow key={year} label={String(year)}>
          <PairRow>
            <RecordField
              hidesUnit
              path={at(SHEET, 'years', String(year), 'tonnes')}
              label={text('product.tonnes', { year })}
              placeholder={text('product.noEntry')}
            />
            <RecordField
              hidesUnit
              path={at(SHEET, 'years', String(year), 'usdPerDmt')}
              label={text('product.costOf', { year })}
              placeholder={previous === undefined ? text('product.noEntry') : formatNumber(previous, { decimals: 1 })}
            />
          </PairRow>
        </FormRow>
      );
    })}
  </>
);
