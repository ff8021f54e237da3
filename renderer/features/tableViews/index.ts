export { TableViews } from './TableViews.tsx';
export { useTableAddress } from './useTableAddress.ts';
