import type { ImportTarget } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import type { Action } from '../../components/EmptyState.tsx';

/** Where records of a sheet are pasted, and where a file of them is chosen. */
export const importRoutes = (sheet: ImportTarget): { readonly paste: string; readonly import: string } => ({
  paste: `/data?paste=${sheet}`,
  import: `/data?sheet=${sheet}`,
});

/** The two ways to bring many records at once, for a page that has none yet. */
export const importActs = (sheet: ImportTarget): readonly Action[] => {
  const routes = importRoutes(sheet);
  return [
    { label: text('data.bring.paste'), route: routes.paste },
    { label: text('data.bring.import'), route: routes.import },
  ];
};
