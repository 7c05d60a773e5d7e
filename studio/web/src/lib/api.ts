import type {
  JsonDocument,
  Explanation,
  JsonPath,
  ProblemDocument,
  PullProgress,
  RunProgress,
  Sample,
  Upload,
} from './types';

/** A problem document (RFC 9457), or an error of the connection with status 0. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

type Value = string | number;

/** The parameters of a request; an array is a parameter that is repeated. */
export type Query = Record<string, Value | readonly Value[] | null | undefined>;

export function query(parameters: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? (value as readonly Value[]) : [value as Value | null | undefined]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one));
    }
  }
  return search.toString();
}

async function problem(response: Response): Promise<Problem> {
  const kind = response.headers.get('content-type') ?? '';
  if (!kind.includes('json')) return new Problem(response.status, `The server returned status ${response.status}`, '');
  const body = (await response.json()) as Partial<ProblemDocument>;
  return new Problem(response.status, body.title ?? `The server returned status ${response.status}`, body.detail ?? '');
}

const attempts = 3;
const seconds = 1000;

/** Sends a request. If the studio is busy or refuses so many at a time, repeats it a few times after the delay that the server names. */
async function request(path: string, init: RequestInit = {}, attempt = 1): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(
      0,
      'The studio does not respond',
      'Check that it is still running. Start it with: gradcam studio',
    );
  }
  const retryAfter = response.headers.get('retry-after');
  if ((response.status === 503 || response.status === 429) && retryAfter && attempt < attempts) {
    await new Promise((resolve) => setTimeout(resolve, seconds * Number(retryAfter)));
    return request(path, init, attempt + 1);
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/** Returns the document at an address. `Path` is the path in the OpenAPI document. */
async function json<Path extends JsonPath>(address: string, signal?: AbortSignal): Promise<JsonDocument<Path>> {
  return (await request(address, signal ? { signal } : {})).json() as Promise<JsonDocument<Path>>;
}

export const models = async () => (await json<'/api/models'>('/api/models')).models;

export const gallery = () => json<'/api/samples'>('/api/samples');

export const methods = async () => (await json<'/api/methods'>('/api/methods')).methods;

export const layers = async (model: string) =>
  (await json<'/api/models/{id}/layers'>(`/api/models/${encodeURIComponent(model)}/layers`)).layers;

export const labels = async (q: string, model: string, signal?: AbortSignal) =>
  (await json<'/api/labels'>(`/api/labels?${query({ q, model })}`, signal)).labels;

/** The page draws the heat map itself, from the raw map. */
const explanation = (parameters: Query) => query({ ...parameters, heatMap: 'false' });

export const explain = (parameters: Query, signal?: AbortSignal) =>
  json<'/api/explain'>(`/api/explain?${explanation(parameters)}`, signal);

/** Explains by a method that runs the model many times, and reports its progress. Aborting the signal stops it. */
export async function explainSlowly(
  parameters: Query,
  progress: (runs: RunProgress) => void,
  signal?: AbortSignal,
): Promise<Explanation> {
  const response = await request(`/api/explain.events?${explanation(parameters)}`, signal ? { signal } : {});
  const broken = new Problem(0, 'The connection was lost', 'Check that the studio is still running, then try again.');
  return JSON.parse(await done(response, (data) => progress(JSON.parse(data) as RunProgress), broken)) as Explanation;
}

/** Returns the intermediate results of Grad-CAM, for the strongest channels or for those in `channels`. */
export const steps = (parameters: Query, signal?: AbortSignal) =>
  json<'/api/steps'>(`/api/steps?${query(parameters)}`, signal);

/** Returns the color tables of the library, 256 RGB triples each: the page and the files have the same colors. */
export async function colormaps(): Promise<Map<string, Uint8Array>> {
  const { colormaps } = await json<'/api/colormaps'>('/api/colormaps');
  return new Map(colormaps.map(({ id, rgb }) => [id, Uint8Array.from(atob(rgb), (c) => c.charCodeAt(0))]));
}

export async function upload(file: Blob): Promise<Upload> {
  const form = new FormData();
  form.set('picture', file);
  return (await request('/api/pictures', { method: 'POST', body: form })).json() as Promise<Upload>;
}

/** Returns the address of a sample's or an upload's image. */
export function pictureUrl(picture: string, samples: Sample[], size?: number): string {
  const folder = samples.some((sample) => sample.id === picture) ? 'samples' : 'pictures';
  return `/api/${folder}/${encodeURIComponent(picture)}.png${size ? `?size=${size}` : ''}`;
}

/** Downloads a model and reports the progress. */
export const pullModel = (model: string, progress: (step: PullProgress) => void) =>
  pull(`/api/models/${encodeURIComponent(model)}/pull`, progress);

/** Downloads the missing photographs and reports the progress. */
export const pullPhotographs = (progress: (step: PullProgress) => void) => pull('/api/samples/pull', progress);

async function pull(path: string, progress: (step: PullProgress) => void): Promise<void> {
  const response = await request(path, { method: 'POST' });
  const broken = new Problem(0, 'The download was interrupted', 'Try again. The download resumes where possible.');
  await done(response, (data) => progress(JSON.parse(data) as PullProgress), broken);
}

/** Returns the data of the last event. The events before it report the progress. */
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
