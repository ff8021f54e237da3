/** Texts of imports and exports. */
export const importsMessages = {
  'imports.source': 'Import of {name}',
  'imports.pasted': 'pasted {what}',
  'imports.fieldIssue': '{field}: {issue}',
  'imports.job.check': 'Rows checked',
  'imports.job.copy': 'Copy of the workspace, pages',
  'imports.job.write': 'Records and prices written',
  'imports.corrected.name': '{name}, to correct',
  'imports.template.name': 'Orebook template',
  'imports.template.guide': 'Read me',
  'imports.template.title': 'Orebook template',
  'imports.template.one': 'One row is one record. Rows that begin with “Example:” show how it is done; the import skips them.',
  'imports.template.two':
    'Each head has a note: what is needed, in which unit, and which words are understood. Blank cells are filled with house defaults, or leave what is there.',
  'imports.template.three':
    'Contracts name their buyer and product as the sheets Buyers and Products do. Both may come from the same file.',
  'imports.template.four': 'Months are written 2027-01 or Jan 2027; dates 2027-01-31. Tonnes are dry. Shares are per cent.',
  'imports.template.five': 'In Orebook choose Data, then this file. Nothing is stored before you have seen what it would change.',
  'imports.prices.worldBank': 'World Bank Pink Sheet, monthly means',
  'imports.prices.worldBankOf': 'World Bank Pink Sheet, monthly means, updated {updated}',
  'imports.prices.imf': 'IMF Primary Commodity Prices, monthly means',
  'imports.series.twice': 'Another series of this file is taken for {reference} already. Choose one.',
  'imports.series.unitOther': 'The file gives {stated}; the reference is in {wanted}. Choose a reference in the file’s unit.',
  'imports.series.unitUnknown': 'The file names no unit, and no price in {wanted} is known to compare it with. Choose another reference.',
  'imports.series.unitOff':
    'Its level is {ratio} times the known prices in {wanted}: another unit or another commodity. Choose another reference.',
  'imports.series.unitInverse':
    'It is quoted the other way round: US dollars for one unit of the currency. Orebook holds {wanted}, the currency for one US dollar. Put 1 divided by each rate into the file.',
  'imports.series.ironBefore2006':
    'Left out: {count} months before 2006, which are US cents per dmtu under annual contracts. From 2006 on it is spot in USD per dry tonne, whatever the file’s unit line says.',
  'imports.series.late': {
    one: 'Left out: {count} month after the valuation date.',
    other: 'Left out: {count} months after the valuation date.',
  },
  'imports.series.early': { one: 'Left out: {count} month before 1990.', other: 'Left out: {count} months before 1990.' },
  'imports.trade.doubled': 'The partners sum to {ratio} times the world: details are counted beside their totals.',
  'imports.trade.differs': 'The partners sum to {percent} % of the world.',
  'imports.trade.partOf': 'Part of {code}, which is in this file too.',
  'exports.picture.name': '{title}, {date}',
  'exports.picture.source': '{workspace}, plan {plan}, valued at {date}',
  'exports.name': '{name}, {date}',
} as const;
