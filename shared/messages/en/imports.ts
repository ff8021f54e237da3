/** Texts of import and export files. */
export const importsMessages = {
  'imports.source': 'Import of {name}',
  'imports.pasted': 'pasted {what}',
  'imports.fieldIssue': '{field}: {issue}',
  'imports.period': '{from} to {to}',
  'imports.check.unusualTerm': '{field} is {value}. The template of this metal has {usual}: check the unit.',
  'imports.check.likeContract': '{code} has the same buyer, product and months. If it is the same contract, enter this code in the file.',
  'imports.check.aboveProduction':
    '{tonnes} is {ratio} times the largest yearly production of {product}, {most}. Check the tonnes and their unit.',
  'imports.job.check': 'Rows checked',
  'imports.job.copy': 'Workspace backup, pages',
  'imports.job.write': 'Records and prices saved',
  'imports.corrected.name': '{name}, to correct',
  'imports.template.name': 'Orebook template',
  'imports.template.guide': 'Instructions',
  'imports.template.title': 'Orebook template',
  'imports.template.one': 'Each row is one record. Rows that begin with “Example:” show how to fill in the sheet; the import skips them.',
  'imports.template.two':
    'Each column header has a note with the unit, the allowed words and whether a value is required. Blank cells use default assumptions, or keep the existing value.',
  'imports.template.three':
    'Contracts refer to buyers and products by the names in the sheets Buyers and Products. All may be in the same file.',
  'imports.template.four': 'Write months as 2027-01 or Jan 2027 and dates as 2027-01-31. Tonnes are dry. Shares are percentages.',
  'imports.template.five': 'In Orebook, open Data and choose this file. You see all changes before anything is saved.',
  'imports.prices.worldBank': 'World Bank Pink Sheet, monthly averages',
  'imports.prices.worldBankOf': 'World Bank Pink Sheet, monthly averages, updated {updated}',
  'imports.prices.imf': 'IMF Primary Commodity Prices, monthly averages',
  'imports.series.twice': 'Another series in this file is already imported as {reference}. Choose one of them.',
  'imports.series.unitOther': 'The file is in {stated}, the reference in {wanted}. Choose a reference in the file’s unit.',
  'imports.series.unitUnknown':
    'The file has no unit, and no known price in {wanted} is available for comparison. Choose another reference.',
  'imports.series.unitOff':
    'The prices are {ratio} times the known prices in {wanted}, so the unit or the commodity differs. Choose another reference.',
  'imports.series.unitInverse':
    'The rate is quoted the other way round: US dollars per unit of the currency. Orebook uses {wanted}, the currency per US dollar. Replace each rate in the file with 1 divided by the rate.',
  'imports.series.ironBefore2006':
    'Excluded: {count} months before 2006, which are annual contract prices in US cents per dmtu. Prices from 2006 on are spot in USD per dry tonne, whatever unit the file states.',
  'imports.series.late': {
    one: 'Excluded: {count} month after the valuation date.',
    other: 'Excluded: {count} months after the valuation date.',
  },
  'imports.series.early': { one: 'Excluded: {count} month before 1990.', other: 'Excluded: {count} months before 1990.' },
  'imports.trade.doubled':
    'Partner countries add up to {ratio} times the world total, because details are counted together with their totals.',
  'imports.trade.differs': 'Partner countries add up to {percent} % of the world total.',
  'imports.trade.partOf': 'Part of {code}, which is in this file too.',
  'exports.picture.name': '{title}, {date}',
  'exports.name': '{name}, {date}',
} as const;
