import type {
  Answer,
  Explanation,
  JsonPath,
  ProblemDocument,
  PullProgress,
  RunProgress,
  Sample,
  Upload,
} from './types';

/** A refusal the server put into words (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

export type Query = Record<string, string | number | null | undefined>;

export function query(parameters: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.toString();
}

async function problem(response: Response): Promise<Problem> {
  const kind = response.headers.get('content-type') ?? '';
  if (!kind.includes('json')) return new Problem(response.status, `The server answered ${response.status}`, '');
  const body = (await response.json()) as Partial<ProblemDocument>;
  return new Problem(response.status, body.title ?? `The server answered ${response.status}`, body.detail ?? '');
}

const attempts = 3;
const seconds = 1000;

/** Asks; where the studio is busy it comes back when told to, a few times. */
async function request(path: string, init: RequestInit = {}, attempt = 1): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'The studio does not answer', 'Is it still running? Start it again with: gradcam studio');
  }
  const later = response.headers.get('retry-after');
  if (response.status === 503 && later && attempt < attempts) {
    await new Promise((resolve) => setTimeout(resolve, seconds * Number(later)));
    return request(path, init, attempt + 1);
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/** The document at an address; `Path` is the address in the OpenAPI document. */
async function json<Path extends JsonPath>(address: string, signal?: AbortSignal): Promise<Answer<Path>> {
  return (await request(address, signal ? { signal } : {})).json() as Promise<Answer<Path>>;
}

export const models = async () => (await json<'/api/models'>('/api/models')).models;

export const gallery = () => json<'/api/samples'>('/api/samples');

export const methods = async () => (await json<'/api/methods'>('/api/methods')).methods;

export const layers = async (model: string) =>
  (await json<'/api/models/{id}/layers'>(`/api/models/${encodeURIComponent(model)}/layers`)).layers;

export const labels = async (q: string, model: string, signal?: AbortSignal) =>
  (await json<'/api/labels'>(`/api/labels?${query({ q, model })}`, signal)).labels;

/** The page draws the heat itself, from the map: the server need not. */
const explanation = (parameters: Query) => query({ ...parameters, heatMap: 'false' });

export const explain = (parameters: Query, signal?: AbortSignal) =>
  json<'/api/explain'>(`/api/explain?${explanation(parameters)}`, signal);

/** The same by a method that runs the model many times, telling how far it is; aborting ends it. */
export async function explainSlowly(
  parameters: Query,
  progress: (runs: RunProgress) => void,
  signal?: AbortSignal,
): Promise<Explanation> {
  const response = await request(`/api/explain.events?${explanation(parameters)}`, signal ? { signal } : {});
  const broken = new Problem(0, 'The answer broke off', 'Is the studio still running? Then try again.');
  return JSON.parse(await done(response, (data) => progress(JSON.parse(data) as RunProgress), broken)) as Explanation;
}

/** The intermediates of Grad-CAM; with `channels` those of just these channels. */
export const steps = (parameters: Query, signal?: AbortSignal) =>
  json<'/api/steps'>(`/api/steps?${query(parameters)}`, signal);

/** Colour tables of the library itself: 256 RGB triples each, so that page and files agree to the last bit. */
export async function colormaps(): Promise<Map<string, Uint8Array>> {
  const { colormaps } = await json<'/api/colormaps'>('/api/colormaps');
  return new Map(colormaps.map(({ id, rgb }) => [id, Uint8Array.from(atob(rgb), (c) => c.charCodeAt(0))]));
}

export async function upload(file: Blob): Promise<Upload> {
  const form = new FormData();
  form.set('picture', file);
  return (await request('/api/pictures', { method: 'POST', body: form })).json() as Promise<Upload>;
}

/** Where a picture is shown from: samples by name, uploads by their unguessable id. */
export function pictureUrl(picture: string, samples: Sample[], size?: number): string {
  const folder = samples.some((sample) => sample.id === picture) ? 'samples' : 'pictures';
  return `/api/${folder}/${encodeURIComponent(picture)}.png${size ? `?size=${size}` : ''}`;
}

/** Fetches a model, telling each step of the way. */
export const pullModel = (model: string, progress: (step: PullProgress) => void) =>
  pull(`/api/models/${encodeURIComponent(model)}/pull`, progress);

/** Fetches the photographs that are not here yet. */
export const pullPhotographs = (progress: (step: PullProgress) => void) => pull('/api/samples/pull', progress);

async function pull(path: string, progress: (step: PullProgress) => void): Promise<void> {
  const response = await request(path, { method: 'POST' });
  const broken = new Problem(
    0,
    'The download broke off',
    'Try again: what was already fetched is checked and nothing half-written is kept.',
  );
  await done(response, (data) => progress(JSON.parse(data) as PullProgress), broken);
}

/** What the last event says; those before it tell how far it is. */
async function done(response: Response, progress: (data: string) => void, broken: Problem): Promise<string> {
  for await (const { event, data } of serverSentEvents(response)) {
    if (event === 'progress') progress(data);
    if (event === 'problem') {
      const { status, title, detail } = JSON.parse(data) as ProblemDocument;
      throw new Problem(status, title, detail);
    }
    if (event === 'done') return data;
  }
  throw broken;
}

async function* serverSentEvents(response: Response): AsyncGenerator<{ event: string; data: string }> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (pending + value).split('\n\n');
    pending = blocks.pop()!;
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      yield { event: field('event') ?? 'message', data: field('data') ?? '' };
    }
  }
}
