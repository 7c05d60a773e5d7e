import * as api from './api';
import { Problem } from './api';
import type {
  Explanation,
  LayerInfo,
  MethodInfo,
  ModelInfo,
  PhotographsInfo,
  PullProgress,
  RunProgress,
  Sample,
  Upload,
} from './types';
import { address, read, type View } from './view';

/** One picture of one's own: shown at once from this page's memory, explained from the server's. */
export interface OwnPicture extends Upload {
  name: string;
}

/** The name of the photographs among what is being fetched; models go by their ids. */
export const photographs = 'sample:photographs';

const remembered = 128;

/** What the whole page shares: the catalogue, the view, and the explanation on screen. */
export class Studio {
  view = $state<View>(read(location.search));
  models = $state<ModelInfo[]>([]);
  samples = $state<Sample[]>([]);
  photographs = $state<PhotographsInfo | null>(null);
  methods = $state<MethodInfo[]>([]);
  layers = $state<LayerInfo[]>([]);
  own = $state<OwnPicture[]>([]);
  colormaps = $state.raw(new Map<string, Uint8Array>());
  explanation = $state.raw<Explanation | null>(null);
  /** The same by a method that answers at once: until a slow one is ready, and where many explanations are shown. */
  quick = $state.raw<Explanation | null>(null);
  problem = $state.raw<Problem | null>(null);
  notice = $state.raw<Problem | null>(null);
  busy = $state(false);
  /** How far the explanation that is being made has come, where that takes long, and since when (ms); a total of 0 is not known yet. */
  runs = $state.raw<(RunProgress & { since: number }) | null>(null);
  started = $state(false);
  pulling = $state<Record<string, PullProgress>>({});
  /** Why a download ended without its end. */
  failed = $state<Record<string, Problem>>({});

  model = $derived(this.models.find((model) => model.id === this.view.model) ?? this.models[0]);
  sample = $derived(this.samples.find((sample) => sample.id === this.view.picture));
  ready = $derived(this.model?.state === 'ready');
  slow = $derived(this.methods.some(({ id, slow }) => slow && id === this.view.method));

  #answers = new Map<string, Explanation>();
  #abort = new AbortController();

  async start(): Promise<void> {
    this.problem = null;
    try {
      [this.models, this.methods, this.colormaps] = await Promise.all([
        api.models(),
        api.methods(),
        api.colormaps(),
        this.loadGallery(),
      ]);
      const model = this.model?.id ?? '';
      this.show({ picture: this.view.picture || (this.samples[0]?.id ?? ''), model }, { replace: true });
      this.started = true;
      if (!this.models.some((known) => known.state === 'ready') && model) void this.pull(model);
    } catch (cause) {
      this.problem = told(cause);
    }
  }

  /** Changes what is on screen; a step in the history unless it only adjusts the present one. */
  show(change: Partial<View>, { replace = false } = {}): void {
    const next = { ...this.view, ...change };
    const changed = (Object.keys(change) as (keyof View)[]).some((key) => this.view[key] !== next[key]);
    this.view = next;
    if (changed || replace) history[replace ? 'replaceState' : 'pushState'](null, '', address(next));
  }

  adjust(change: Partial<View>): void {
    this.show(change, { replace: true });
  }

  /** Another picture is a new question: its own best class, versus nothing. */
  pick(picture: string): void {
    this.show({ picture, target: '', versus: '', box: '', outline: '' });
  }

  back(): void {
    this.view = { ...read(location.search) };
    if (!this.view.model) this.view.model = this.models[0]?.id ?? '';
    if (!this.view.picture) this.view.picture = this.samples[0]?.id ?? '';
  }

  /** @param size of the longer side in pixels, where the whole is not needed */
  pictureUrl(picture: string, size?: number): string {
    return api.pictureUrl(picture, this.samples, size);
  }

  /** The question on screen, as the server wants it asked. */
  question(change: Partial<View> = {}): api.Query {
    const { picture, model, layer, method, target, versus } = { ...this.view, ...change };
    return { picture, model, layer, method: method || 'gradcam', target, versus };
  }

  /** The same for a method that answers at once: Grad-CAM where the chosen one is slow. */
  quickQuestion(change: Partial<View> = {}): api.Query {
    return this.question({ ...(this.slow ? { method: 'gradcam' } : {}), ...change });
  }

  async ask(
    question: api.Query,
    signal?: AbortSignal,
    progress: (runs: RunProgress) => void = () => {},
  ): Promise<Explanation> {
    const key = api.query(question);
    const known = this.#answers.get(key);
    if (known) return known;
    const slow = this.methods.some(({ id, slow }) => slow && id === question.method);
    const answer = await (slow ? api.explainSlowly(question, progress, signal) : api.explain(question, signal));
    this.#answers.set(key, answer);
    if (this.#answers.size > remembered) this.#answers.delete(this.#answers.keys().next().value!);
    return answer;
  }

  /** Explains what the view says; a newer question ends an older one. What takes long is preceded by Grad-CAM's answer. */
  async explain(): Promise<void> {
    this.#abort.abort();
    const abort = (this.#abort = new AbortController());
    if (!this.view.picture || !this.ready) return;
    if (this.explanation?.input !== this.view.picture) this.explanation = this.quick = null;
    this.busy = true;
    this.runs = null;
    const since = Date.now();
    try {
      const quick = await this.ask(this.quickQuestion(), abort.signal);
      if (abort.signal.aborted) return;
      this.explanation = this.quick = quick;
      this.problem = null;
      if (!this.slow) return;
      this.runs = { done: 0, total: 0, since };
      const answer = await this.ask(this.question(), abort.signal, (runs) => {
        if (!abort.signal.aborted) this.runs = { ...runs, since };
      });
      if (abort.signal.aborted) return;
      this.explanation = answer;
    } catch (cause) {
      if (abort.signal.aborted) return;
      if (!this.runs) this.quick = null;
      this.explanation = null;
      this.problem = told(cause);
    } finally {
      if (!abort.signal.aborted) {
        this.busy = false;
        this.runs = null;
      }
    }
  }

  /** Ends what is being explained; the server notices and stops. */
  cancel(): void {
    this.#abort.abort();
    this.busy = false;
    this.runs = null;
    this.problem = new Problem(0, 'Stopped', 'Choose another method, or start it again.');
  }

  async loadLayers(): Promise<void> {
    const model = this.view.model;
    if (!this.ready) {
      this.layers = [];
      return;
    }
    try {
      const layers = await api.layers(model);
      if (model === this.view.model) this.layers = layers;
    } catch (cause) {
      this.notice = told(cause);
    }
  }

  /** Takes in pictures that were chosen, dropped or pasted, and shows the last of them. */
  async add(files: Iterable<File>): Promise<void> {
    this.notice = null;
    for (const file of files) {
      try {
        const upload = await api.upload(file);
        this.own = [{ ...upload, name: file.name || 'pasted picture' }, ...this.own];
        this.pick(upload.id);
      } catch (cause) {
        const { status, title, detail } = told(cause);
        this.notice = new Problem(status, title, `${file.name}: ${detail}`);
      }
    }
  }

  async loadGallery(): Promise<void> {
    ({ samples: this.samples, photographs: this.photographs } = await api.gallery());
  }

  async pull(model: string): Promise<void> {
    await this.#fetch(model, async (progress) => {
      await api.pullModel(model, progress);
      this.models = await api.models();
      if (!this.ready) this.show({ model, layer: '' }, { replace: true });
    });
  }

  /** Each photograph is in the gallery as soon as it is here. */
  async pullPhotographs(): Promise<void> {
    let here = this.photographs?.present ?? 0;
    await this.#fetch(photographs, async (progress) => {
      try {
        await api.pullPhotographs((step) => {
          progress(step);
          if (step.done > here) this.loadGallery().catch((cause) => (this.notice = told(cause)));
          here = Math.max(here, step.done);
        });
      } finally {
        await this.loadGallery();
      }
    });
  }

  async #fetch(name: string, work: (progress: (step: PullProgress) => void) => Promise<void>): Promise<void> {
    this.pulling[name] = { step: 'Starting', done: 0, total: null };
    delete this.failed[name];
    try {
      await work((step) => (this.pulling[name] = step));
    } catch (cause) {
      this.failed[name] = told(cause);
    } finally {
      delete this.pulling[name];
    }
  }
}

export function told(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem(0, 'Something went wrong in this page', String(cause));
}

export const studio = new Studio();
