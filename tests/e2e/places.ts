/** Every page of the sample by its place, with a text that is visible once it has loaded. */
export const PLACES = {
  overview: [
    { path: '/', heading: 'Overview' },
    { path: '/dates', heading: 'Upcoming dates' },
    { path: '/summary?contract=C-042', heading: /summary|Hai Long/i },
  ],
  'market and china': [
    { path: '/market', heading: 'Market' },
    { path: '/china', heading: 'China' },
  ],
  buyers: [
    { path: '/buyers', heading: 'Buyers' },
    { path: '/buyers/new', heading: 'New buyer' },
    { path: '/buyers/hai-long', heading: 'Hai Long Smelting' },
    { path: '/buyers/groups/binyao', heading: 'Hai Long with Binyao' },
  ],
  contracts: [
    { path: '/contracts', heading: 'Contracts' },
    { path: '/contracts/new', heading: 'New contract' },
    { path: '/contracts/C-042', heading: /Hai Long/ },
    { path: '/contracts/C-042/versions', heading: 'Versions of C-042, Hai Long Smelting' },
    { path: '/open-pricing', heading: 'Open pricing' },
  ],
  'goals and sensitivity': [
    { path: '/goal-seek', heading: 'Goal seek' },
    { path: '/sensitivity-table', heading: 'Sensitivity table' },
  ],
  tenders: [
    { path: '/contracts/tenders', heading: 'Tenders' },
    { path: '/contracts/tenders/T-1', heading: 'Copper concentrate 2028–30' },
    { path: '/contracts/tenders/T-1/bids/T-1-1', heading: /Yunfeng/ },
  ],
  plans: [
    { path: '/plans', heading: 'Plans' },
    { path: '/products/new', heading: /^Iron ore fines/ },
    { path: '/products/copper-concentrate', heading: 'Copper concentrate' },
  ],
  diversification: [
    { path: '/diversification', heading: 'Diversification' },
    { path: '/diversification/what-if', heading: 'What if' },
    { path: '/diversification/allocation', heading: 'Allocation' },
    { path: '/diversification/limits/copper-group', heading: 'One group, copper' },
  ],
  'demand cycles': [
    { path: '/cycles', heading: 'Demand cycles' },
    { path: '/cycles/simulation', heading: 'Simulation' },
    { path: '/cycles/scenarios/copper-barred-from-china', heading: 'Copper concentrate barred from China' },
    { path: '/financing', heading: 'Financing' },
    { path: '/financing/prepayments/tianmu-prepayment', heading: 'Tianmu prepayment' },
    { path: '/compare', heading: 'Compare' },
  ],
  'data and settings': [
    { path: '/data', heading: 'Data' },
    { path: '/health', heading: 'Data quality' },
    { path: '/conflicts', heading: 'Conflicts' },
    { path: '/notes', heading: 'Notes' },
    { path: '/decisions', heading: 'Decisions' },
    { path: '/settings', heading: 'Settings' },
    { path: '/start', heading: 'Create a workspace' },
  ],
} as const;
