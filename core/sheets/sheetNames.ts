/** Other sheet names, those of earlier versions of Orebook among them. */
export const SHEET_NAMES: Readonly<Record<string, readonly string[]>> = {
  products: ['product', 'materials'],
  production: ['mine plan', 'production plan', 'output', 'volumes'],
  costs: ['cost', 'unit costs', 'opex'],
  buyers: ['buyer', 'customers', 'offtakers', 'clients', 'counterparties'],
  contracts: ['contract', 'offtakes', 'offtake agreements', 'deals', 'sales contracts'],
  openings: ['opening', 'opening balances', 'positions', 'under way', 'in progress', 'contracts under way', '执行中合同'],
  openingLines: ['opening lines', 'left open'],
  versions: ['versions of deals'],
  covenants: ['财务约束'],
  limits: ['limit', 'risk limits', 'policy'],
  prices: ['price', 'price deck', 'decks', 'deck', 'price history'],
};
