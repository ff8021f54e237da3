import { createTheme, type Shadows } from '@mui/material/styles';
import { overrides } from './overrides.ts';
import { paletteOf } from './palette.ts';
import { tokens } from './tokens.ts';
import { typography } from './typography.ts';

// only Menu and Popover have a shadow, index 8
const shadows = Array.from({ length: 25 }, (_, index) => (index === 8 ? tokens.shadow.menu : 'none')) as Shadows;

const milliseconds = (duration: string) => Number.parseInt(duration, 10);
const fastDuration = milliseconds(tokens.motion.fast);

/** The theme of the app; light and dark are sets of CSS variables under `data-theme`. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: '[data-theme="%s"]', cssVarPrefix: 'ore' },
  colorSchemes: { light: { palette: paletteOf('light') }, dark: { palette: paletteOf('dark') } },
  defaultColorScheme: 'light',
  spacing: tokens.space.unit,
  shape: { borderRadius: tokens.radius.control },
  shadows,
  typography,
  transitions: {
    duration: {
      shortest: fastDuration,
      shorter: fastDuration,
      short: fastDuration,
      standard: milliseconds(tokens.motion.normal),
      complex: milliseconds(tokens.motion.normal),
      enteringScreen: fastDuration,
      leavingScreen: fastDuration,
    },
    easing: { easeInOut: tokens.motion.ease, easeOut: tokens.motion.ease, easeIn: tokens.motion.ease, sharp: tokens.motion.ease },
  },
  components: overrides,
});
