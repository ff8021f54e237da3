import { defineConfig } from 'vite';

/** Bundles the hosts, the core and its threads into dist/hosts. Only Electron and the native SQLite driver stay outside. */
export default defineConfig({
  // independent of the working directory
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
        core: 'core/start.ts',
        loopback: 'electron/loopback/main.ts',
        main: 'electron/main/main.ts',
        simulationThread: 'core/workers/simulationThread.ts',
        tableThread: 'core/workers/tableThread.ts',
        documentThread: 'core/workers/documentThread.ts',
        runFileThread: 'core/workers/runFileThread.ts',
        pictureThread: 'core/workers/pictureThread.ts',
        allocationThread: 'core/workers/allocationThread.ts',
        fileCheckThread: 'db/fileCheckThread.ts',
      },
      external: ['better-sqlite3-multiple-ciphers', 'electron'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
});
