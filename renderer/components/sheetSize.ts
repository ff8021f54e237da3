/** A sheet is laid out at this many px a point, so that charts' 12 px stand for the document's 7.5 pt; then it is scaled to its place. */
const PX_A_POINT = 1.6;

/** A length of the document, in px of the unscaled sheet. */
export const pt = (points: number): number => Math.round(points * PX_A_POINT * 100) / 100;

/** A4 with the margins of the documents. */
export const SHEET = { width: pt(595.28), height: pt(841.89), side: pt(48), top: pt(56), bottom: pt(52) } as const;
