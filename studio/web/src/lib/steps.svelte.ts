import * as api from './api';
import { toProblem, type Studio } from './studio.svelte';
import type { Channel, Steps } from './types';

const maxFetched = 64;
/** Milliseconds that a channel must stay chosen before its maps are requested. */
const delay = 40;

/** Loads the intermediate results of Grad-CAM for the explanation on screen, and holds the chosen channel. */
export class StepsLoader {
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

  get query(): api.Query {
    return { ...this.#studio.query(), method: 'gradcam' };
  }

  #known(index: number): Channel | undefined {
    return [...(this.steps?.channels ?? []), ...this.#fetched].find((channel) => channel.index === index);
  }

  async load(signal: AbortSignal): Promise<void> {
    this.#current = signal;
    try {
      const steps = await api.steps(this.query, signal);
      if (signal.aborted) return;
      this.steps = steps;
      this.#fetched = [];
      this.chosen = steps.channels[0]!.index;
      this.problem = null;
    } catch (cause) {
      if (signal.aborted) return;
      this.steps = null;
      this.problem = toProblem(cause);
    }
  }

  /** Chooses a channel, and requests its maps if they are not among the strongest. The last choice wins. */
  async choose(index: number): Promise<void> {
    this.chosen = index;
    if (this.#known(index)) return;
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (this.chosen !== index) return;
    const signal = this.#current;
    try {
      const { channels } = await api.steps({ ...this.query, channels: index }, signal);
      if (!signal.aborted) this.#fetched = [...channels, ...this.#fetched].slice(0, maxFetched);
    } catch (cause) {
      if (!signal.aborted) this.problem = toProblem(cause);
    }
  }
}
