import type { Components, CssVarsTheme, Theme } from '@mui/material/styles';
import { tokens } from './tokens.ts';

type Overrides = Components<Omit<Theme, 'components' | 'palette'> & CssVarsTheme>;

const { radius, motion, size } = tokens;

/** The focus ring: blue, 2 px, outside unless the element is a cell. */
export const focusRing = (colour: string, offset: number = tokens.color.light.focus.offset) => ({
  outline: `${tokens.color.light.focus.width}px solid ${colour}`,
  outlineOffset: offset,
});

/** Inputs of numbers, and of pasted tables. */
const NUMBER_INPUTS = ':is(input[inputmode="decimal"], textarea[wrap="off"])';

const baseline: Overrides['MuiCssBaseline'] = {
  styleOverrides: (theme) => ({
    '*, *::before, *::after': { boxSizing: 'border-box' },
    html: { height: '100%' },
    body: {
      height: '100%',
      margin: 0,
      letterSpacing: '-0.003em',
      WebkitFontSmoothing: 'antialiased',
      scrollbarColor: `${theme.vars.palette.ore.line.normal} transparent`,
    },
    a: { color: 'inherit' },
    'button, input, select, textarea': { font: 'inherit', letterSpacing: 'inherit', color: 'inherit' },
    kbd: {
      ...theme.typography.micro,
      padding: '0 4px',
      border: `1px solid ${theme.vars.palette.ore.line.normal}`,
      borderRadius: radius.control,
      color: theme.vars.palette.text.secondary,
      lineHeight: '16px',
      whiteSpace: 'nowrap',
    },
    'b, strong': { fontWeight: tokens.type.weights.semibold },
    // heads are texts: tabular digits of Inter would widen their hyphens
    'th, [role="columnheader"]': { fontVariantNumeric: 'normal' },
    // canvas text inherits this, so that charts have tabular digits
    canvas: { fontVariantNumeric: 'tabular-nums' },
    ':focus-visible': { ...focusRing(theme.vars.palette.ore.focus), borderRadius: radius.control },
    // while amounts are hidden, only the input that is being edited shows its number
    [`:root[data-amounts-hidden] ${NUMBER_INPUTS}:not(:focus)`]: { WebkitTextSecurity: 'disc' },
    // after a route change the page has the focus, but it is not a control
    'main:focus, h1:focus': { outline: 'none' },
    '@media (prefers-reduced-motion: reduce)': {
      '*, *::before, *::after': { transitionDuration: '0s !important', animationDuration: '0s !important', scrollBehavior: 'auto' },
    },
    '@media (forced-colors: active)': { ':focus-visible': { outline: '2px solid Highlight' } },
  }),
};

const button: Overrides['MuiButton'] = {
  defaultProps: { disableElevation: true, disableRipple: true, size: 'small', variant: 'outlined', color: 'inherit' },
  styleOverrides: {
    root: ({ theme }) => ({
      minWidth: 0,
      borderRadius: radius.control,
      gap: 8,
      whiteSpace: 'nowrap',
      fontWeight: 540,
      transition: 'none',
      variants: [
        {
          props: { size: 'small' },
          style: { height: size.hit, padding: '0 8px', fontSize: '0.75rem', lineHeight: '16px', fontWeight: 560 },
        },
        { props: { size: 'medium' }, style: { height: size.control, padding: '0 12px', fontSize: '0.8125rem' } },
        {
          props: { variant: 'outlined', color: 'inherit' },
          style: {
            border: `1px solid ${theme.vars.palette.ore.line.control}`,
            backgroundColor: theme.vars.palette.background.paper,
            color: theme.vars.palette.text.primary,
            '&:hover': { backgroundColor: theme.vars.palette.ore.hover },
          },
        },
        {
          props: { variant: 'contained', color: 'primary' },
          style: {
            fontWeight: 600,
            backgroundColor: theme.vars.palette.primary.main,
            color: theme.vars.palette.ore.onAccent,
            '&:hover': { backgroundColor: theme.vars.palette.primary.dark },
          },
        },
        {
          props: { variant: 'text' },
          style: {
            color: theme.vars.palette.ore.link,
            fontWeight: 560,
            '&:hover': { backgroundColor: theme.vars.palette.ore.hover },
          },
        },
      ],
      '&.Mui-disabled': { color: theme.vars.palette.text.disabled, borderColor: theme.vars.palette.ore.line.normal },
    }),
  },
};

const iconButton: Overrides['MuiIconButton'] = {
  defaultProps: { disableRipple: true, size: 'small' },
  styleOverrides: {
    root: ({ theme }) => ({
      width: size.control,
      height: size.control,
      padding: 0,
      borderRadius: radius.control,
      color: theme.vars.palette.text.secondary,
      transition: 'none',
      '&:hover': { backgroundColor: theme.vars.palette.ore.hover, color: theme.vars.palette.text.primary },
      '&.Mui-disabled, &[aria-disabled="true"]': { color: theme.vars.palette.text.disabled },
      variants: [{ props: { size: 'small' }, style: { width: size.hit, height: size.hit } }],
    }),
  },
};

const surface = (theme: { vars: CssVarsTheme['vars'] }) => ({
  backgroundColor: theme.vars.palette.ore.raised,
  backgroundImage: 'none',
  border: `1px solid ${theme.vars.palette.ore.line.normal}`,
  borderRadius: radius.dialog,
  boxShadow: theme.vars.palette.ore.menuShadow,
});

const inputs: Overrides = {
  MuiOutlinedInput: {
    defaultProps: { notched: false },
    styleOverrides: {
      root: ({ theme }) => ({
        height: tokens.size.rowCompact,
        padding: '0 8px',
        // the height depends on the lines
        '&.MuiInputBase-multiline': { height: 'auto', padding: '4px 8px' },
        borderRadius: radius.control,
        backgroundColor: theme.vars.palette.ore.raised,
        fontSize: '0.8125rem',
        '& .MuiOutlinedInput-notchedOutline': { borderColor: theme.vars.palette.ore.line.control, borderWidth: 1 },
        '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: theme.vars.palette.text.secondary },
        '&.MuiInputBase-readOnly:not(.Mui-focused) .MuiOutlinedInput-notchedOutline': { borderColor: theme.vars.palette.divider },
        '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderColor: theme.vars.palette.ore.focus, borderWidth: 2 },
        '&.Mui-error .MuiOutlinedInput-notchedOutline, &.Mui-error.Mui-focused .MuiOutlinedInput-notchedOutline': {
          borderColor: theme.vars.palette.error.main,
          borderWidth: 2,
        },
        '&.Mui-error.Mui-focused': focusRing(theme.vars.palette.ore.focus),
        '&.Mui-disabled': { backgroundColor: theme.vars.palette.ore.sunken },
        '&.Mui-disabled .MuiOutlinedInput-notchedOutline': { borderColor: theme.vars.palette.ore.line.normal },
      }),
      input: ({ theme }) => ({
        height: '100%',
        padding: 0,
        fontWeight: 480,
        letterSpacing: 'inherit',
        '&::placeholder': { color: theme.vars.palette.ore.tertiary, opacity: 1 },
        // the focus ring is on the frame
        '&:focus-visible': { outline: 'none' },
        '&.Mui-disabled': { WebkitTextFillColor: theme.vars.palette.text.disabled },
      }),
      notchedOutline: { top: 0, '& legend': { display: 'none' } },
    },
  },
  MuiSwitch: {
    defaultProps: { disableRipple: true, size: 'small' },
    styleOverrides: {
      track: ({ theme }) => ({ backgroundColor: theme.vars.palette.ore.line.control, opacity: 1 }),
      // a white thumb needs an edge on a light page
      thumb: ({ theme }) => ({
        boxShadow: 'none',
        border: `1px solid ${theme.vars.palette.ore.line.control}`,
        '.Mui-checked > &': { borderColor: 'currentColor' },
      }),
    },
  },
  MuiCheckbox: { defaultProps: { disableRipple: true, size: 'small' } },
  MuiRadio: { defaultProps: { disableRipple: true, size: 'small' } },
};

const menus: Overrides = {
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiAutocomplete: {
    styleOverrides: {
      paper: ({ theme }) => surface(theme),
      listbox: ({ theme }) => ({
        padding: '4px 0',
        fontSize: '0.8125rem',
        '& .Mui-focused': { backgroundColor: theme.vars.palette.ore.hover },
      }),
      option: { minHeight: size.row, padding: '0 12px' },
      noOptions: { padding: '8px 12px', fontSize: '0.8125rem' },
    },
  },
  MuiPopover: {
    defaultProps: { transitionDuration: Number.parseInt(motion.fast, 10) },
    styleOverrides: { paper: ({ theme }) => surface(theme) },
  },
  MuiMenu: { styleOverrides: { list: { padding: '4px 0' } } },
  MuiMenuItem: {
    defaultProps: { disableRipple: true },
    styleOverrides: {
      root: ({ theme }) => ({
        minHeight: size.row,
        // Material UI resets the height on windows from 600 px
        '@media (min-width: 600px)': { minHeight: size.row },
        padding: '0 12px',
        gap: 8,
        fontSize: '0.8125rem',
        '&:hover, &.Mui-focusVisible': { backgroundColor: theme.vars.palette.ore.hover },
        '&.Mui-focusVisible': focusRing(theme.vars.palette.ore.focus, -2),
        '&.Mui-selected, &.Mui-selected:hover, &.Mui-selected.Mui-focusVisible': {
          backgroundColor: theme.vars.palette.ore.accentSoft,
          fontWeight: tokens.type.weights.semibold,
        },
        '&.Mui-disabled': { opacity: 1, color: theme.vars.palette.text.disabled },
      }),
    },
  },
  MuiBackdrop: {
    styleOverrides: {
      root: ({ theme }) => ({ backgroundColor: theme.vars.palette.ore.scrim }),
      invisible: { backgroundColor: 'transparent' },
    },
  },
  MuiDialog: {
    defaultProps: { transitionDuration: Number.parseInt(motion.fast, 10) },
    styleOverrides: { paper: ({ theme }) => ({ ...surface(theme), margin: 16 }) },
  },
  MuiDialogTitle: { styleOverrides: { root: ({ theme }) => ({ ...theme.typography.section, padding: '12px 16px 4px' }) } },
  MuiDialogContent: { styleOverrides: { root: { padding: '4px 16px 12px' } } },
  MuiDialogActions: { styleOverrides: { root: { padding: '8px 16px 12px', gap: 8, '& > :not(style) ~ :not(style)': { marginLeft: 0 } } } },
  MuiTooltip: {
    defaultProps: { enterDelay: 300, disableInteractive: false },
    styleOverrides: {
      tooltip: ({ theme }) => ({
        ...theme.typography.caption,
        fontWeight: 420,
        maxWidth: 320,
        padding: '6px 8px',
        color: theme.vars.palette.text.primary,
        backgroundColor: theme.vars.palette.ore.raised,
        border: `1px solid ${theme.vars.palette.ore.line.normal}`,
        borderRadius: radius.control,
      }),
    },
  },
};

const otherComponents: Overrides = {
  MuiButtonBase: {
    defaultProps: { disableRipple: true, disableTouchRipple: true },
    styleOverrides: { root: ({ theme }) => ({ '&.Mui-focusVisible': focusRing(theme.vars.palette.ore.focus) }) },
  },
  MuiChip: {
    defaultProps: { size: 'small', variant: 'outlined' },
    styleOverrides: {
      root: ({ theme }) => ({
        height: size.hit,
        borderRadius: radius.chip,
        fontSize: '0.75rem',
        fontWeight: tokens.type.weights.medium,
        borderColor: theme.vars.palette.ore.line.control,
      }),
    },
  },
  MuiTableCell: {
    styleOverrides: {
      root: ({ theme }) => ({ ...theme.typography.body2, padding: '0 8px', height: size.row, borderColor: theme.vars.palette.divider }),
    },
  },
  MuiTabs: {
    styleOverrides: {
      root: { minHeight: size.control },
      indicator: ({ theme }) => ({ height: 2, backgroundColor: theme.vars.palette.primary.main, transition: 'none' }),
    },
  },
  MuiTab: {
    defaultProps: { disableRipple: true },
    styleOverrides: {
      root: ({ theme }) => ({
        minWidth: 0,
        minHeight: size.control,
        padding: '0 12px',
        color: theme.vars.palette.text.secondary,
        '&.Mui-selected': { color: theme.vars.palette.text.primary, fontWeight: tokens.type.weights.semibold },
      }),
    },
  },
  MuiToggleButton: {
    defaultProps: { disableRipple: true, size: 'small' },
    styleOverrides: {
      root: ({ theme }) => ({
        height: size.hit,
        padding: '0 8px',
        fontSize: '0.75rem',
        borderRadius: radius.control,
        borderColor: theme.vars.palette.ore.line.control,
        color: theme.vars.palette.text.primary,
        '&.Mui-selected, &.Mui-selected:hover': {
          backgroundColor: theme.vars.palette.ore.accentSoft,
          color: theme.vars.palette.text.primary,
        },
      }),
    },
  },
  MuiSkeleton: { defaultProps: { animation: false, variant: 'rectangular' } },
  MuiLinearProgress: { styleOverrides: { root: { height: 2 } } },
  MuiLink: { defaultProps: { underline: 'hover' }, styleOverrides: { root: ({ theme }) => ({ color: theme.vars.palette.ore.link }) } },
};

/** Style overrides of Material UI components. */
export const overrides: Overrides = {
  MuiCssBaseline: baseline,
  MuiButton: button,
  MuiIconButton: iconButton,
  ...inputs,
  ...menus,
  ...otherComponents,
};
