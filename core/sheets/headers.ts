/** A unit at the end of a header without brackets: "Payable %", "Volume kt/y", "TC USD/dmt". */
const UNIT_AT_END =
  /^(.*?)[\s,:_-]*(%|(?<![\p{L}\p{N}])(?:pct|per ?cent|k?(?:dmt|wmt|mt)|[kKM]t|tpa|ktpa|mtpa|(?:k?(?:dmt|wmt|mt)|[kKM]?t)\s*(?:\/|per )\s*(?:y|yr|a|year)|(?:usd|us\$|\$)\s*\/\s*\w+|(?:us)?[c¢]\s*\/\s*lb|units?|g\/d?t|gpt|ppm|t?oz\/d?t))$/isu;

/** Words above tonnes that a mine produces or sells, and above unit costs. */
export const AMOUNT_WORDS = {
  tonnes: /\b(?:mine plan|production|produced|output|tonnes|tonnage|volumes?|mined)\b|产量|矿山计划|生产计划|数量/iu,
  cost: /\b(?:costs?|opex|aisc|c1)\b|成本/iu,
} as const;

/** Marks of footnotes at the end of a header or number. */
export const FOOTNOTE = /[\s*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+$/u;

/** Splits a header into name and unit: "Tonnes a year (kt)" and "Tonnes a year, kt" into "Tonnes a year" and "kt". */
export const splitHeader = (markedHeader: string): { readonly name: string; readonly unit: string } => {
  const header = markedHeader.replace(FOOTNOTE, '');
  const [, nameBeforeBrackets, inBrackets] = /^(.*?)[\s\n]*[([（]([^)\]）]*)[)\]）]$/s.exec(header) ?? [];
  if (nameBeforeBrackets !== undefined && nameBeforeBrackets !== '') return { name: nameBeforeBrackets, unit: inBrackets ?? '' };
  const [, name = header, unit = ''] = UNIT_AT_END.exec(header) ?? [];
  // a header such as "kt/y" is both the name and the unit
  return { name: name === '' ? header : name, unit };
};

/** The unit in a header; undefined without one. */
export const unitIn = (header: string): string | undefined => splitHeader(header).unit || undefined;
