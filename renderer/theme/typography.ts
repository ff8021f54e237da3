import { tokens } from './tokens.ts';

type Scale = keyof typeof tokens.type.scale;

/** A step of the type scale as CSS; sizes in rem, so that the user's font size applies. */
export const typeStep = (name: Scale) => {
  const { size, line, weight } = tokens.type.scale[name];
  return { fontSize: `${size / 16}rem`, lineHeight: `${line}px`, fontWeight: weight } as const;
};

const { verdict } = tokens.type.scale;

/** Media query of wide windows, in which verdict and padding are larger. */
export const WIDE_WINDOW = `@media (min-width: ${verdict.wide.from}px)`;

const fontFamily = tokens.type.family;

const step = (name: Scale) => ({ fontFamily, ...typeStep(name), letterSpacing: '-0.003em' });

/** The verdict on wide windows. */
export const verdictWide = { fontSize: `${verdict.wide.size / 16}rem`, lineHeight: `${verdict.wide.line}px` };

declare module '@mui/material/styles' {
  interface TypographyVariants {
    verdict: React.CSSProperties;
    figureL: React.CSSProperties;
    figureM: React.CSSProperties;
    section: React.CSSProperties;
    micro: React.CSSProperties;
  }
  interface TypographyVariantsOptions {
    verdict?: React.CSSProperties;
    figureL?: React.CSSProperties;
    figureM?: React.CSSProperties;
    section?: React.CSSProperties;
    micro?: React.CSSProperties;
  }
}

declare module '@mui/material/Typography' {
  interface TypographyPropsVariantOverrides {
    verdict: true;
    figureL: true;
    figureM: true;
    section: true;
    micro: true;
    h1: false;
    h2: false;
    h3: false;
    h4: false;
    h5: false;
    h6: false;
    subtitle1: false;
    subtitle2: false;
    overline: false;
  }
}

/** Typography variants: verdict, figures, section, body, table (body2), label (caption), micro. */
export const typography = {
  fontFamily,
  fontSize: 13,
  htmlFontSize: 16,
  fontWeightRegular: tokens.type.weights.regular,
  fontWeightMedium: tokens.type.weights.medium,
  fontWeightBold: tokens.type.weights.semibold,
  verdict: {
    ...step('verdict'),
    letterSpacing: '-0.012em',
    [WIDE_WINDOW]: verdictWide,
  },
  figureL: { ...step('figureL'), letterSpacing: '-0.02em', fontVariantNumeric: 'tabular-nums' },
  figureM: { ...step('figureM'), letterSpacing: '-0.012em', fontVariantNumeric: 'tabular-nums' },
  section: { ...step('section') },
  micro: { ...step('micro') },
  body1: step('body'),
  body2: { ...step('table'), fontVariantNumeric: 'tabular-nums' },
  caption: step('label'),
  button: { ...step('body'), fontWeight: 540, textTransform: 'none' },
} as const;
