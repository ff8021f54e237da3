import { defineConfig } from 'vite';

/** What runs without its sources: dist/hosts/core.js, loopback.js, main.js, tables.js, documents.js, allocation.js, simulation.js and sealThread.js. Only Electron and the native SQLite driver stay outside. */
export default defineConfig({
  // wherever it is started from
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist/hosts',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    reportCompressedSize: false,
    license: { fileName: 'licences.json' },
    rolldownOptions: {
      input: {
        core: 'core/main.ts',
        loopback: 'electron/loopback/main.ts',
        main: 'electron/main/main.ts',
        simulation: 'core/workers/simulation.ts',
        tables: 'core/workers/tables.ts',
        documents: 'core/workers/documents.ts',
        allocation: 'core/workers/allocation.ts',
        sealThread: 'db/sealThread.ts',
      },
      external: ['better-sqlite3', 'electron'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
});
