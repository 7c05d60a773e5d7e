import type { Environment } from 'vitest/runtime';

/** Node with Svelte as it is in browsers: what it compiles to for servers runs no effects. */
export default { name: 'client', viteEnvironment: 'client', setup: () => ({ teardown() {} }) } satisfies Environment;
