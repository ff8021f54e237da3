/** Texts of price correlations. */
export const correlationMessages = {
  'correlation.title': 'Price correlations',
  'correlation.note': 'correlation of log returns, as used in simulations',
  'correlation.reference': 'Reference',
  'correlation.change': 'Edit or fit',
  'correlation.repaired':
    'These correlations are inconsistent with one another. Simulations use the nearest consistent matrix, shown here. {count} values differ by more than 0.005.',
  'correlation.holds': 'The correlations are consistent. Simulations use them unchanged.',
  'correlation.cell': '{a} with {b}: {value}',
  'correlation.pair': '{a} with {b}',
  'correlation.stated': 'Correlation',
  'correlation.used': 'Used after adjustment',
  'correlation.fittedAs': 'Fitted to the workspace’s own prices: {value} ± {error}.',
  'correlation.significant': 'Significantly different from zero at 5 %.',
  'correlation.notSignificant': 'Not significantly different from zero at 5 %: there are too few returns.',
  'correlation.window.month': { one: '{count} monthly return, {from} to {to}.', other: '{count} monthly returns, {from} to {to}.' },
  'correlation.window.year': {
    one: '{count} return of yearly averages, {from} to {to}; too few months in common.',
    other: '{count} returns of yearly averages, {from} to {to}; too few months in common.',
  },
  'correlation.tooFew':
    'The two references have too few prices in common. A fit needs 36 consecutive months or eight full years, none of them zero.',
  'correlation.use': 'Use {value}',
  'correlation.useAll': { one: 'Use fit for {count} pair', other: 'Use fit for {count} pairs' },
  'correlation.back': 'Reset to {value}',
  'correlation.backAll': 'Reset to published values',
  'correlation.set': 'Correlations changed',
  'correlation.typed': 'Entered manually.',
  'correlation.fitSource': 'Fitted to the workspace’s own prices: {window}',
  'correlation.published': 'Published',
  'correlation.publishedSource':
    'Monthly log returns, June 2012 to September 2025: World Bank Commodity Price Data (Pink Sheet), updated 2026-06-02; lithium, manganese and cobalt from IMF Primary Commodity Prices, vintage 2025-10.',
  'correlation.source': 'Source: {source}',
  'correlation.sameMetal': 'Default assumption: two prices of the same metal.',
  'correlation.unpublished': 'Default assumption: no published figure.',
} as const;
