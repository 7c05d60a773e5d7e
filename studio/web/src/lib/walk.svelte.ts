import * as api from './api';
import { told, type Studio } from './studio.svelte';
import type { Channel, Steps } from './types';

const remembered = 64;
const settling = 40;

/** The intermediates of the question on screen, and the channel that is looked at. */
export class Walk {
  steps = $state.raw<Steps | null>(null);
  problem = $state.raw<api.Problem | null>(null);
  chosen = $state(0);
  channel = $derived.by(() => this.#known(this.chosen));

  #fetched = $state.raw<Channel[]>([]);
  #current = new AbortController().signal;
  #studio: Studio;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  get question(): api.Query {
    return { ...this.#studio.question(), method: 'gradcam' };
  }

  #known(index: number): Channel | undefined {
    return [...(this.steps?.channels ?? []), ...this.#fetched].find((channel) => channel.index === index);
  }

  async load(signal: AbortSignal): Promise<void> {
    this.#current = signal;
    try {
      const steps = await api.steps(this.question, signal);
      if (signal.aborted) return;
      this.steps = steps;
      this.#fetched = [];
      this.chosen = steps.channels[0]!.index;
      this.problem = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.steps = null;
      this.problem = told(cause);
    }
  }

  /** Looks at a channel; one that was not among the strongest is fetched, the last one asked for wins. */
  async choose(index: number): Promise<void> {
    this.chosen = index;
    if (this.#known(index)) return;
    await new Promise((resolve) => setTimeout(resolve, settling));
    if (this.chosen !== index) return;
    const signal = this.#current;
    try {
      const { channels } = await api.steps({ ...this.question, channels: index }, signal);
      if (!signal.aborted) this.#fetched = [...channels, ...this.#fetched].slice(0, remembered);
    } catch (cause) {
      if (!signal.aborted) this.problem = told(cause);
    }
  }
}
