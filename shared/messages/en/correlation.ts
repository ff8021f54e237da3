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
  'correlation.goldSilver':
    'Default assumption, range 0.65 to 0.85. Published: 0.84 (daily futures, September 2010 to March 2011, Futures Magazine, May 2011); about 0.75 (Market Realist, July 2016).',
  'correlation.goldBase': 'Default assumption, range 0 to 0.4; no published figure.',
  'correlation.silverBase': 'Default assumption, range 0.1 to 0.5; no published figure.',
  'correlation.unpublished': 'Default assumption: no published figure.',
} as const;
