import { untrack } from 'svelte';

/**
 * Runs work at once, and again whenever the value of the key changes. A key that is false, null or undefined runs nothing.
 * The signal is aborted when the key changes and when the component is removed.
 *
 * Only the key is tracked. An `$effect` tracks every state that it reads, also in the methods that it calls; if such a
 * method reads and writes the same state, the effect restarts itself.
 */
export function whenever(key: () => unknown, work: (signal: AbortSignal) => void): void {
  const value = $derived(JSON.stringify(key() || null));
  $effect(() => {
    if (value === 'null') return;
    const abort = new AbortController();
    untrack(() => work(abort.signal));
    return () => abort.abort();
  });
}
