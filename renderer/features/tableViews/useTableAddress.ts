import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ViewedTable } from '#shared/domain/tableView.ts';
import { type ColumnWidths, formatWidths, parseWidths } from '../../components/dataTable/columnWidth.ts';
import { formatSort, parseSort, type TableSort } from '../../components/dataTable/tableSort.ts';
import { HIDE, parseKeys, readTableParameters, SORT, type TableParameters, WIDTHS, writeTableParameters } from './tableAddress.ts';

type Navigation = { readonly replacesEntry: boolean };

/** Filters, order, hidden columns and widths of a table, kept in the address of its page. */
export type TableAddress = TableParameters & {
  readonly table: ViewedTable;
  readonly hiddenColumns: readonly string[];
  readonly sort: TableSort | undefined;
  /** The widths of columns that a person set. */
  readonly widths: ColumnWidths;
  /** Replaces the filters with those of a query; order, columns and view stay. */
  readonly setFilters: (query: string, navigation: Navigation) => void;
  readonly setSort: (sort: TableSort | undefined) => void;
  readonly setHiddenColumns: (keys: readonly string[]) => void;
  readonly setWidths: (widths: ColumnWidths) => void;
  /** Shows the table as in a view; without one, as it is by default. */
  readonly openView: (view: { readonly id: string | undefined; readonly query: string }) => void;
};

/** Returns what the address says of a table, and functions that change it. `defaultSort` is its order without one in the address. */
export const useTableAddress = (table: ViewedTable, defaultSort?: TableSort): TableAddress => {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const tableParameters = useMemo(() => readTableParameters(table, search), [table, search]);
  const { parameters, viewId } = tableParameters;
  const write = (nextParameters: URLSearchParams, { replacesEntry }: Navigation, nextView: string | undefined) => {
    const query = writeTableParameters(table, search, { parameters: nextParameters, viewId: nextView });
    navigate(query === '' ? path : `${path}?${query}`, { replace: replacesEntry });
  };
  const withParameter = (key: string, value: string): URLSearchParams => {
    const nextParameters = new URLSearchParams(parameters);
    if (value === '') nextParameters.delete(key);
    else nextParameters.set(key, value);
    return nextParameters;
  };
  return {
    ...tableParameters,
    table,
    hiddenColumns: useMemo(() => parseKeys(parameters.get(HIDE)), [parameters]),
    sort: useMemo(() => parseSort(parameters.get(SORT) ?? '', defaultSort), [parameters, defaultSort]),
    widths: useMemo(() => parseWidths(parameters.get(WIDTHS) ?? ''), [parameters]),
    setFilters: (query, navigation) => {
      const nextParameters = new URLSearchParams(query);
      for (const key of [HIDE, SORT, WIDTHS]) if (parameters.has(key)) nextParameters.set(key, parameters.get(key) ?? '');
      write(nextParameters, navigation, viewId);
    },
    setSort: (sort) => {
      const value = formatSort(sort);
      write(withParameter(SORT, value === formatSort(defaultSort) ? '' : value), { replacesEntry: true }, viewId);
    },
    setHiddenColumns: (keys) => write(withParameter(HIDE, keys.join(',')), { replacesEntry: true }, viewId),
    setWidths: (widths) => write(withParameter(WIDTHS, formatWidths(widths)), { replacesEntry: true }, viewId),
    openView: ({ id, query }) => {
      write(new URLSearchParams(query), { replacesEntry: false }, id);
    },
  };
};
