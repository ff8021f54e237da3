import type { ImportTarget } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import type { Action } from '../../components/EmptyState.tsx';

/** The routes to paste records of a sheet and to choose a file of them. */
export const importRoutes = (sheet: ImportTarget): { readonly paste: string; readonly import: string } => ({
  paste: `/data?paste=${sheet}`,
  import: `/data?sheet=${sheet}`,
});

/** The two actions that import records, for a page without records. */
export const importActions = (sheet: ImportTarget): readonly Action[] => {
  const routes = importRoutes(sheet);
  return [
    { label: text('data.bring.paste'), route: routes.paste },
    { label: text('data.bring.import'), route: routes.import },
  ];
};
