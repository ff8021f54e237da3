import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Bundles renderer/ into dist/renderer. The host fills in the nonce and the token of index.html at every load. */
export default defineConfig({
  // independent of the working directory
  root: join(import.meta.dirname, 'renderer'),
  cacheDir: '../.cache/vite',
  plugins: [react()],
  html: { cspNonce: '%OREBOOK_NONCE%' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // the content policy allows no data: fonts, and separate files are cached
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licences.json' },
    // what the first page always needs is one file: as chunks by their other uses it would be sixty
    chunkSizeWarningLimit: 1_100,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'app', test: /[\\/]renderer[\\/]app[\\/]main\.tsx$/ }] } } },
  },
});
