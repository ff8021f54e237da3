import { useEffect, useState } from 'react';
import { loadFonts } from './chart/chartSetup.ts';

/** Whether the fonts that canvases write in are there. */
export const useFonts = (): boolean => {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let left = false;
    void loadFonts().then(() => {
      if (!left) setReady(true);
    });
    return () => {
      left = true;
    };
  }, []);
  return ready;
};
