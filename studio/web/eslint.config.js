import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
  { ignores: ['node_modules/', 'src/lib/schema.d.ts'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    files: ['src/**', 'exported/**', 'test/**'],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig },
    },
    rules: {
      // TypeScript checks this.
      'no-undef': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_$' }],
      // The maps of the page are replaced as a whole.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['src/**/*.svelte', 'exported/**/*.svelte', 'src/lib/*.svelte.ts'],
    ignores: ['src/lib/whenever.svelte.ts', 'src/components/HeatMap.svelte', 'src/components/steps/MiniMap.svelte'],
    rules: {
      // An effect tracks every state that it reads, also in the methods that it calls.
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.name='$effect']", message: 'Use whenever(), which tracks its key only.' },
      ],
    },
  },
  { files: ['*.js', '*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
