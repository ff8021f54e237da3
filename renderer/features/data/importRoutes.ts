import type { ImportTarget } from '#shared/contract/imports.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import type { Action } from '../../components/EmptyState.tsx';

/** The routes to paste records of a sheet and to choose a file of them. */
export const importRoutes = (sheet: ImportTarget): { readonly paste: string; readonly import: string } => ({
  paste: `/data?paste=${sheet}`,
  import: `/data?sheet=${sheet}`,
});

/** The route to paste prices into a deck. */
export const deckPasteRoute = (deck: DeckId): string => `${importRoutes('prices').paste}&deck=${encodeURIComponent(deck)}`;

/** The two actions that import records, for a page without records. */
export const importActions = (sheet: ImportTarget): readonly Action[] => {
  const routes = importRoutes(sheet);
  return [
    { label: text('data.bring.paste'), isEdit: true, route: routes.paste },
    { label: text('data.bring.import'), isEdit: true, route: routes.import },
  ];
};
