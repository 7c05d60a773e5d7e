import { whenever } from '../src/lib/whenever.svelte';

/** State as the page has it, and work that reads and writes more of it than its key. */
export function observed() {
  let view = $state({ picture: 'daisy', opacity: 0.5 });
  let answer = $state('');
  let signal: AbortSignal | undefined;
  const runs: string[] = [];
  const leave = $effect.root(() =>
    whenever(
      () => view.picture && [view.picture],
      (current) => {
        signal = current;
        if (answer !== view.picture) answer = view.picture;
        runs.push(`${view.picture}${view.opacity === 0.5 ? '' : ', drawn otherwise'}`);
      },
    ),
  );
  return {
    runs,
    leave,
    get signal() {
      return signal;
    },
    get view() {
      return view;
    },
    set view(next) {
      view = next;
    },
    set answer(next: string) {
      answer = next;
    },
  };
}
