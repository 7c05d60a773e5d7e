import type { Environment } from 'vitest/runtime';

/** Node with the client build of Svelte. The server build runs no effects. */
export default { name: 'client', viteEnvironment: 'client', setup: () => ({ teardown() {} }) } satisfies Environment;
