import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const api = process.env.STUDIO_API ?? 'http://127.0.0.1:8501';

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.STUDIO_WEB_OUT ?? '../target/classes/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true, proxy: { '/api': { target: api, changeOrigin: true } } },
});
