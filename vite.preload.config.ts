import { defineConfig } from 'vite';

/**
 * Bundles what must be one CommonJS file each: the preload script, because a sandboxed page can load no other, and the texts of a language,
 * which the core loads when the first one is read.
 */
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
    rolldownOptions: {
      input: {
        preload: 'electron/preload/preload.ts',
        english: 'shared/messages/english.ts',
        chinese: 'shared/messages/zh-CN.ts',
      },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
  ssr: { noExternal: true },
});
