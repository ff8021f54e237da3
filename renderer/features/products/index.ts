import { lazyPage } from '../../components/lazyPage.ts';

export const ProductPage = lazyPage(() => import('./ProductPage.tsx'));
export { yearField } from './productField.ts';
export { type ProductSheet, productOf, SHEET, sheetOf } from './productSheet.ts';
