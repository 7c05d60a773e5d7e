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
import { alone } from './contrasts';
import { address, read, type View } from './view';

/** A picture of the user, kept in the memory of the server. */
export interface UploadedPicture extends Upload {
  name: string;
}

/** The key of the photographs among the downloads; models have their ids. */
export const photographs = 'sample:photographs';

const maxCached = 128;

/** The state that the whole page shares: models and samples, the view, and the explanation on screen. */
export class Studio {
  view = $state<View>(read(location.search));
  models = $state<ModelInfo[]>([]);
  samples = $state<Sample[]>([]);
  photographs = $state<PhotographsInfo | null>(null);
  methods = $state<MethodInfo[]>([]);
  layers = $state<LayerInfo[]>([]);
  uploads = $state<UploadedPicture[]>([]);
  colormaps = $state.raw(new Map<string, Uint8Array>());
  explanation = $state.raw<Explanation | null>(null);
  /** The same by a fast method, Grad-CAM if the chosen one is slow: shown until that is ready, and in lessons and tests. */
  fastExplanation = $state.raw<Explanation | null>(null);
  problem = $state.raw<Problem | null>(null);
  notice = $state.raw<Problem | null>(null);
  busy = $state(false);
  /** The progress of a slow method and its start (ms); a total of 0 is unknown. Null if none runs. */
  runs = $state.raw<(RunProgress & { since: number }) | null>(null);
  started = $state(false);
  downloads = $state<Record<string, PullProgress>>({});
  /** The reasons of downloads that failed. */
  failedDownloads = $state<Record<string, Problem>>({});

  model = $derived(this.models.find((model) => model.id === this.view.model) ?? this.models[0]);
  sample = $derived(this.samples.find((sample) => sample.id === this.view.picture));
  ready = $derived(this.model?.state === 'ready');
  slow = $derived(this.methods.some(({ id, slow }) => slow && id === this.view.method));

  #cache = new Map<string, Explanation>();
  #abort = new AbortController();

  /** Downloads the first model if none is here. One that the address names has a button: a link downloads nothing. */
  async start(): Promise<void> {
    this.problem = null;
    const named = this.view.model !== '';
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
      if (!this.models.some((known) => known.state === 'ready') && model && !named) void this.pull(model);
    } catch (cause) {
      this.problem = toProblem(cause);
    }
  }

  /** Changes the view, and adds it to the history unless it replaces the current one. */
  show(change: Partial<View>, { replace = false } = {}): void {
    const next = { ...this.view, ...change };
    const changed = address(next) !== address(this.view);
    this.view = next;
    if (changed || replace) history[replace ? 'replaceState' : 'pushState'](null, '', address(next));
  }

  adjust(change: Partial<View>): void {
    this.show(change, { replace: true });
  }

  /** Shows another picture, explained for its own best class. */
  pick(picture: string): void {
    this.show({ picture, target: '', ...alone, box: '', outline: '' });
  }

  back(): void {
    this.view = { ...read(location.search) };
    if (!this.view.model) this.view.model = this.models[0]?.id ?? '';
    if (!this.view.picture) this.view.picture = this.samples[0]?.id ?? '';
  }

  /** @param size the longer side in pixels, if less than the whole is needed */
  pictureUrl(picture: string, size?: number): string {
    return api.pictureUrl(picture, this.samples, size);
  }

  /** Returns the parameters of a request for the explanation on screen. */
  query(change: Partial<View> = {}): api.Query {
    const view = { ...this.view, ...change };
    const { picture, model, layer, method, target, versus } = view;
    const weights = view['versus-weights'];
    return { picture, model, layer, method: method || 'gradcam', target, versus, 'versus-weights': weights };
  }

  /** Returns the same with a fast method: Grad-CAM if the chosen one is slow. */
  fastQuery(change: Partial<View> = {}): api.Query {
    return this.query({ ...(this.slow ? { method: 'gradcam' } : {}), ...change });
  }

  /** Returns an explanation from the cache or the server. */
  async request(
    query: api.Query,
    signal?: AbortSignal,
    progress: (runs: RunProgress) => void = () => {},
  ): Promise<Explanation> {
    const key = api.query(query);
    const known = this.#cache.get(key);
    if (known) return known;
    const slow = this.methods.some(({ id, slow }) => slow && id === query.method);
    const answer = await (slow ? api.explainSlowly(query, progress, signal) : api.explain(query, signal));
    this.#cache.set(key, answer);
    if (this.#cache.size > maxCached) this.#cache.delete(this.#cache.keys().next().value!);
    return answer;
  }

  /** Explains the picture on screen and aborts the request before, if any. A slow method is preceded by Grad-CAM. */
  async explain(): Promise<void> {
    this.#abort.abort();
    const abort = (this.#abort = new AbortController());
    if (!this.view.picture || !this.ready) return;
    if (this.explanation?.input !== this.view.picture) this.explanation = this.fastExplanation = null;
    this.busy = true;
    this.runs = null;
    const since = Date.now();
    try {
      const fast = await this.request(this.fastQuery(), abort.signal);
      if (abort.signal.aborted) return;
      this.explanation = this.fastExplanation = fast;
      this.problem = null;
      if (!this.slow) return;
      this.runs = { done: 0, total: 0, since };
      const answer = await this.request(this.query(), abort.signal, (runs) => {
        if (!abort.signal.aborted) this.runs = { ...runs, since };
      });
      if (abort.signal.aborted) return;
      this.explanation = answer;
    } catch (cause) {
      if (abort.signal.aborted) return;
      if (!this.runs) this.fastExplanation = null;
      this.explanation = null;
      this.problem = toProblem(cause);
    } finally {
      if (!abort.signal.aborted) {
        this.busy = false;
        this.runs = null;
      }
    }
  }

  /** Stops the explanation. The server stops when the connection closes. */
  cancel(): void {
    this.#abort.abort();
    this.busy = false;
    this.runs = null;
    this.problem = new Problem(0, 'Stopped', 'Choose another method, or try again.');
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
      this.notice = toProblem(cause);
    }
  }

  /** Uploads pictures that were chosen, dropped or pasted, and shows the last one. */
  async add(files: Iterable<File>): Promise<void> {
    this.notice = null;
    for (const file of files) {
      try {
        const upload = await api.upload(file);
        this.uploads = [{ ...upload, name: file.name || 'pasted picture' }, ...this.uploads];
        this.pick(upload.id);
      } catch (cause) {
        const { status, title, detail } = toProblem(cause);
        this.notice = new Problem(status, title, `${file.name}: ${detail}`);
      }
    }
  }

  async loadGallery(): Promise<void> {
    ({ samples: this.samples, photographs: this.photographs } = await api.gallery());
  }

  async pull(model: string): Promise<void> {
    await this.#download(model, async (progress) => {
      await api.pullModel(model, progress);
      this.models = await api.models();
      if (!this.ready) this.show({ model, layer: '' }, { replace: true });
    });
  }

  /** Downloads the photographs. Each appears in the gallery as soon as it is complete. */
  async pullPhotographs(): Promise<void> {
    let present = this.photographs?.present ?? 0;
    await this.#download(photographs, async (progress) => {
      try {
        await api.pullPhotographs((step) => {
          progress(step);
          if (step.done > present) this.loadGallery().catch((cause) => (this.notice = toProblem(cause)));
          present = Math.max(present, step.done);
        });
      } finally {
        await this.loadGallery();
      }
    });
  }

  async #download(name: string, work: (progress: (step: PullProgress) => void) => Promise<void>): Promise<void> {
    this.downloads[name] = { step: 'Starting', done: 0, total: null };
    delete this.failedDownloads[name];
    try {
      await work((step) => (this.downloads[name] = step));
    } catch (cause) {
      this.failedDownloads[name] = toProblem(cause);
    } finally {
      delete this.downloads[name];
    }
  }
}

/** Returns an error as a problem that the page can show. */
export function toProblem(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem(0, 'An error occurred in this page', String(cause));
}

export const studio = new Studio();
