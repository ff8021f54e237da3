import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider, useColorScheme } from '@mui/material/styles';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import './fonts.css';
import { theme } from './theme.ts';
import { type SchemeColours, type SchemeName, tokens } from './tokens.ts';

export type ThemeMode = 'light' | 'dark' | 'system';

export type ThemeRootProps = {
  /** Light, dark, or that of the system. */
  readonly mode: ThemeMode;
  /** The nonce of the content policy, which styles need. */
  readonly nonce?: string | undefined;
  readonly children: ReactNode;
};

const FollowMode = ({ mode }: { readonly mode: ThemeMode }) => {
  const { setMode } = useColorScheme();
  useEffect(() => setMode(mode), [mode, setMode]);
  return undefined;
};

/** Provides theme, baseline and style cache for the whole page. */
export const ThemeRoot = ({ mode, nonce, children }: ThemeRootProps) => {
  const cache = useMemo(() => createCache({ key: 'ore', ...(nonce === undefined ? {} : { nonce }) }), [nonce]);
  return (
    <CacheProvider value={cache}>
      {/* the mode is stored in the workspace only */}
      <ThemeProvider theme={theme} defaultMode={mode} storageManager={null} noSsr>
        <CssBaseline enableColorScheme />
        <FollowMode mode={mode} />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
};

const LightThemeContext = createContext(false);

/** Shows its children in the light theme, as on paper. */
export const LightTheme = ({ children }: { readonly children: ReactNode }) => (
  <LightThemeContext.Provider value={true}>
    <div data-theme="light">{children}</div>
  </LightThemeContext.Provider>
);

/** Returns the current colours, for canvases. */
export const useScheme = (): { readonly name: SchemeName; readonly colours: SchemeColours } => {
  const { colorScheme } = useColorScheme();
  const isLightForced = useContext(LightThemeContext);
  const name = colorScheme === 'dark' && !isLightForced ? 'dark' : 'light';
  return { name, colours: tokens.color[name] };
};
