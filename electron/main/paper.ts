/** The page's own paper, so that a window shows it before the page is painted. A test holds it equal to the theme's. */
export const PAPER = { light: '#FDFDFC', dark: '#141C22' } as const;
