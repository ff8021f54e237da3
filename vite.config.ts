import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page: renderer/ becomes dist/renderer. A host fills the nonce and the token of index.html for every load. */
export default defineConfig({
  // wherever it is started from
  root: join(import.meta.dirname, 'renderer'),
  cacheDir: '../.cache/vite',
  plugins: [react()],
  html: { cspNonce: '%OREBOOK_NONCE%' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // the policy knows no data: fonts, and a file of its own is cached
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licences.json' },
  },
});
