/** Amounts that are hidden on a shared screen. */
export const hiddenAmountsMessages = {
  'palette.hideAmounts': 'Hide or show amounts',
  'palette.keywords.hideAmounts': 'privacy screen sharing blur',
  'amounts.hidden': 'Amounts hidden',
  'amounts.show': 'Show amounts',
  'amounts.cellLabel':
    'Show amounts. Money, tonnes, prices and the numbers of charts are hidden on all pages. Percentages, counts, dates, names, notes and the field being edited stay visible. Copies, documents and exports contain amounts.',
  'amounts.documentHidden': 'The preview contains amounts, which are hidden. Exported documents contain them.',
} as const;
