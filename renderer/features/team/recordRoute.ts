/** The page of a record by its kind, where `:id` is its id; a kind without pages of its own has the page that lists it. */
const ROUTES: Readonly<Record<string, string>> = {
  contract: '/contracts/:id',
  buyer: '/buyers/:id',
  buyerGroup: '/buyers/groups/:id',
  product: '/products/:id',
  limit: '/diversification/limits/:id',
  scenario: '/cycles/scenarios/:id',
  tender: '/contracts/tenders/:id',
  plan: '/plans',
  facility: '/financing',
  projectFinance: '/financing',
  note: '/notes',
  decision: '/decisions',
  deck: '/market',
  reference: '/market',
  fact: '/data',
  houseStyle: '/settings',
  workspace: '/settings',
};

/** The page that shows a record; undefined for a kind that no page shows. */
export const recordRoute = (kind: string, id: string): string | undefined => ROUTES[kind]?.replace(':id', id);
