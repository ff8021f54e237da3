import type { Message } from '#shared/contract/figure.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import { elementField } from '../sheets/assayColumns.ts';
import type { Draft } from '../sheets/columns.ts';
import { gradeCell } from '../sheets/writeCells.ts';
import type { ReadRow } from './readRow.ts';

/** The grades of a row by element, fractions of a dmt. */
const gradesIn = ({ values }: ReadRow): ReadonlyMap<string, number> =>
  new Map(
    [...values].flatMap(([key, value]) => {
      const field = elementField(key);
      return field?.part === 'assay' ? [[field.element, Number(value)] as const] : [];
    }),
  );

/**
 * Prepares the assay of a product for the grades of its row. If the assay is assumed, its grades are removed; the grade of the metal that the
 * product is sold for, the first, stays assumed if the row has none.
 */
export const prepareAssay = (draft: Draft, read: ReadRow): void => {
  if (read.values.has('assay')) {
    delete draft.isAssayAssumed;
    return;
  }
  const grades = gradesIn(read);
  if (grades.size === 0 || !draft.isAssayAssumed) return;
  const assay = (draft.assay ?? {}) as Readonly<Record<string, number>>;
  const [mainElement] = Object.keys(assay);
  draft.assay = Object.fromEntries(Object.entries(assay).filter(([element]) => element === mainElement && !grades.has(element)));
  if (mainElement !== undefined && grades.has(mainElement)) delete draft.isAssayAssumed;
};

/** Notes each grade in the row of a contract that differs from the assay of its product, which a contract does not change. */
export const assayNotes = (read: ReadRow, { name, assay }: Product): readonly Message[] =>
  [...gradesIn(read)].flatMap(([element, grade]) => {
    const storedGrade = assay[element];
    if (storedGrade !== undefined && Math.abs(storedGrade - grade) <= 1e-9) return [];
    const storedText = storedGrade === undefined ? '–' : gradeCell(storedGrade);
    return [
      message('imports.note.assayDiffers', { product: { name }, element: { name: element }, stored: storedText, given: gradeCell(grade) }),
    ];
  });
