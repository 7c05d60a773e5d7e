import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Lists the files, as a jar has no folders to list. */
const list: Plugin = {
  name: 'list',
  generateBundle(_, bundle) {
    const source = Object.keys(bundle).sort().join('\n');
    this.emitFile({ type: 'asset', fileName: 'files.txt', source });
  },
};

/** The page that `gradcam export --web` writes beside a model. Its addresses are relative: any folder can hold it. */
export default defineConfig({
  root: 'exported',
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: '../svelte.config.js' }), list],
  build: {
    outDir: '../../target/classes/exported-page',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rollupOptions: {
      // The names stay the same, so that a later version leaves no old files behind.
      output: {
        entryFileNames: 'assets/page.js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
});
