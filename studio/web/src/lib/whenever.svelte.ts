import { untrack } from 'svelte';

/**
 * Runs work at once and again whenever the key has another value; a key that is false, null or undefined runs nothing. The signal
 * is aborted when the key changes and when the component goes.
 *
 * Only the key is tracked. An `$effect` tracks all that is read below it, in methods that it calls as well: where such a method
 * both reads and writes the state of the page, the effect restarts itself.
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
