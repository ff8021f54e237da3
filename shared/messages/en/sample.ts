/** Names of the records of the sample mine. */
export const sampleMessages = {
  'sample.product.spodumene': 'Spodumene SC6',
  'sample.product.nickel': 'Nickel hydroxide (MHP)',
  'sample.limit.china': 'China, revenue',
  'sample.limit.copperGroup': 'One group, copper',
  'sample.limit.copperSold': 'Copper sold in 2027',
  'sample.limit.rating': 'Rated B or lower',
  'sample.limit.largestContract': 'Largest contract',
  'sample.limit.state': 'State buyers',
  'sample.limit.traders': 'Traders',
  'sample.limit.lithium': 'Lithium buyers',
  'sample.plan.renew': 'Renew Hai Long',
  'sample.plan.spread': 'Spread three ways',
} as const;
