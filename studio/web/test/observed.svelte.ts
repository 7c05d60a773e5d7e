import { whenever } from '../src/lib/whenever.svelte';

/** Page state, and work that reads and writes more of it than its key. */
export function observed() {
  let view = $state({ picture: 'daisy', opacity: 0.5 });
  let explanation = $state('');
  let signal: AbortSignal | undefined;
  const runs: string[] = [];
  const destroy = $effect.root(() =>
    whenever(
      () => view.picture && [view.picture],
      (current) => {
        signal = current;
        if (explanation !== view.picture) explanation = view.picture;
        runs.push(`${view.picture}${view.opacity === 0.5 ? '' : ', redrawn'}`);
      },
    ),
  );
  return {
    runs,
    destroy,
    get signal() {
      return signal;
    },
    get view() {
      return view;
    },
    set view(next) {
      view = next;
    },
    set explanation(next: string) {
      explanation = next;
    },
  };
}
