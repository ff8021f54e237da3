import { getTableView, listTableViews, removeTableView, saveTableView } from '#db/repositories/tableViews.ts';
import { TableViewId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';

export const tableViewsHandlers: HandlersOf<'tableViews'> = {
  'tableViews.list': async (_input, { workspace }) => ({
    views: (await listTableViews(workspace.db())).map(({ view, version }) => ({ ...view, version })),
  }),

  'tableViews.add': async (input, { workspace, newId }) => {
    const id = TableViewId.parse(newId());
    return workspace.change(message('history.tableViewAdded', { name: input.name }), async (tx) => {
      await saveTableView(tx, { id, ...input });
      return { id };
    });
  },

  'tableViews.edit': async ({ id, name, query, version }, { workspace }) => {
    const { view } = await getTableView(workspace.db(), id);
    const label =
      name === view.name
        ? message('history.tableViewEdited', { name })
        : message('history.tableViewRenamed', { before: view.name, after: name });
    await workspace.change(label, (tx) => saveTableView(tx, { ...view, name, query }, version));
    return { done: true };
  },

  'tableViews.remove': async ({ id }, { workspace }) => {
    const { view } = await getTableView(workspace.db(), id);
    await workspace.change(message('history.tableViewDeleted', { name: view.name }), (tx) => removeTableView(tx, id));
    return { done: true };
  },
};
