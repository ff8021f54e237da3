import type { PriceUnit } from '#shared/domain/reference.ts';
import { removeNoise } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { isMoneyUnit } from '../sheets/amounts.ts';
import type { Draft } from '../sheets/columns.ts';
import { unitIn } from '../sheets/headers.ts';
import type { ImportContext } from '../sheets/importContext.ts';
import { columnField } from '../sheets/mapping.ts';
import { priceFactor } from '../sheets/priceUnits.ts';
import type { SheetSpec } from '../sheets/sheets.ts';
import { cellIssue, type ReadRow } from './readRow.ts';

/** Metals whose refining charge is per ounce. */
const PER_OUNCE: ReadonlySet<unknown> = new Set(['Au', 'Ag', 'Pt', 'Pd']);

/** The unit in which a term of a contract is stored. Floors, caps and fixed prices are in the unit of the price reference. */
const unitOfTerm = (field: string, read: ReadRow, terms: Draft, { references }: ImportContext): PriceUnit => {
  const price = terms.price as Draft;
  const payable = (price.payables as readonly Draft[] | undefined)?.[0];
  const code = read.values.get('reference') ?? price.reference ?? payable?.reference;
  const referenceUnit = references.find((reference) => reference.code === code)?.unit ?? 'USD/dmt';
  switch (field) {
    case 'freight':
      return 'USD/wmt';
    case 'refiningCharge':
      return PER_OUNCE.has(payable?.element) ? 'USD/toz' : 'USc/lb';
    case 'premium':
      return price.basis === 'refined' || price.basis === 'indexDmtu' ? referenceUnit : 'USD/dmt';
    case 'treatmentCharge':
    case 'otherCost':
    case 'fixedAmount':
      return 'USD/dmt';
    default:
      return referenceUnit;
  }
};

/**
 * Converts the prices of a row to the units in which its terms are stored, from the unit after a number or in its header. Adds an issue
 * where there is no conversion.
 */
export const convertPrices = (read: ReadRow, spec: SheetSpec, terms: Draft, context: ImportContext): void => {
  for (const [field, value] of read.values) {
    if (columnField(spec, field)?.unit !== 'price') continue;
    const unit = [read.units.get(field), unitIn(read.headerOf(field))].find((text) => text !== undefined && isMoneyUnit(text));
    if (unit === undefined) continue;
    const storedUnit = unitOfTerm(field, read, terms, context);
    const factor = priceFactor(unit, storedUnit);
    if (factor === undefined) read.issues.push(cellIssue(read, field, 'unitNotConvertible', storedUnit));
    else if (factor !== 1) {
      read.values.set(field, removeNoise(Number(value) * factor));
      read.notes.push(message('imports.note.unit', { given: unit, unit: storedUnit }));
    }
  }
};
