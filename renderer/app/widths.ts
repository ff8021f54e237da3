/** Under this width the rail shows its icons only and columns stack: a 1280 px window at 200 % zoom. */
export const COLLAPSED_RAIL_QUERY = '(max-width: 899px)';
export const COLLAPSED_RAIL = `@media ${COLLAPSED_RAIL_QUERY}`;

/** Under this width the header takes two lines. */
export const TWO_LINE_HEADER = '@media (max-width: 599px)';
