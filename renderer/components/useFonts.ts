import { useEffect, useState } from 'react';
import { loadFonts } from './chart/chartSetup.ts';

/** Returns true once the fonts of canvases are loaded, or can't be. */
export const useFontsLoaded = (): boolean => {
  const [isLoaded, setReady] = useState(false);
  useEffect(() => {
    let isUnmounted = false;
    void loadFonts().then(() => {
      if (!isUnmounted) setReady(true);
    });
    return () => {
      isUnmounted = true;
    };
  }, []);
  return isLoaded;
};
