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
  /** Light, dark, or like the computer. */
  readonly mode: ThemeMode;
  /** The nonce of this load's content policy; without it no style would apply. */
  readonly nonce?: string | undefined;
  readonly children: ReactNode;
};

const FollowMode = ({ mode }: { readonly mode: ThemeMode }) => {
  const { setMode } = useColorScheme();
  useEffect(() => setMode(mode), [mode, setMode]);
  return undefined;
};

/** The theme, its baseline and its style cache around the whole page. */
export const ThemeRoot = ({ mode, nonce, children }: ThemeRootProps) => {
  const cache = useMemo(() => createCache({ key: 'ore', ...(nonce === undefined ? {} : { nonce }) }), [nonce]);
  return (
    <CacheProvider value={cache}>
      {/* the workspace keeps the mode, so nothing is stored beside it */}
      <ThemeProvider theme={theme} defaultMode={mode} storageManager={null} noSsr>
        <CssBaseline enableColorScheme />
        <FollowMode mode={mode} />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
};

const Paper = createContext(false);

/** Shows what is inside as on paper: in the light look, whatever the page around it wears. */
export const OnPaper = ({ children }: { readonly children: ReactNode }) => (
  <Paper.Provider value={true}>
    <div data-theme="light">{children}</div>
  </Paper.Provider>
);

/** The theme in force, for what is drawn rather than styled. */
export const useScheme = (): { readonly name: SchemeName; readonly colours: SchemeColours } => {
  const { colorScheme } = useColorScheme();
  const paper = useContext(Paper);
  const name = colorScheme === 'dark' && !paper ? 'dark' : 'light';
  return { name, colours: tokens.color[name] };
};
