import * as ort from 'onnxruntime-web/wasm';
import { cropRegion, fitted, type Fitting, type Pixels } from '../src/lib/pillow';
import type { ClassRef, RawMap, Rect, Size } from '../src/lib/types';

/** The folder's model.json. */
export interface Description {
  title: string;
  method: string;
  layer: string;
  bytes: number;
  labels: string[];
  /** What the page applies to the model's output. */
  activation: 'softmax' | 'sigmoid' | 'none';
  inputs: { image: string; choice: string };
  outputs: { scores: string; map: string };
  fitting: Fitting;
  /** 256 times red, green and blue, in base64. */
  colormaps: Record<string, string>;
  license?: string;
  citation?: string;
}

export interface Score extends ClassRef {
  probability: number;
}

export interface Answer {
  scores: Score[];
  target: Score;
  map: RawMap;
  explained: { picture: Size; view: Rect };
  milliseconds: number;
}

/** Returns probabilities; the values themselves if nothing is to be applied. */
export function probabilities(values: Float32Array, activation: Description['activation']): Float32Array {
  if (activation === 'none') return values;
  if (activation === 'sigmoid') return values.map((x) => 1 / (1 + Math.exp(-x)));
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(values, (x) => Math.exp(x - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

/** Finds classes by number or a part of their names. */
export function find(labels: string[], query: string): ClassRef[] {
  const words = query.toLowerCase();
  return labels
    .map((label, index) => ({ label, index }))
    .filter(({ label, index }) => String(index) === words || label.toLowerCase().includes(words))
    .slice(0, 20);
}

async function file(name: string): Promise<Response> {
  const response = await fetch(new URL(name, document.baseURI));
  if (!response.ok)
    throw new Error(`${name} is not in this folder (HTTP ${response.status}). Upload the whole folder.`);
  return response;
}

/** Reads the folder's files part by part and reports the fraction that is here. */
async function model({ bytes }: Description, progress: (share: number) => void): Promise<Uint8Array> {
  const reader = (await file('model.onnx')).body!.getReader();
  const all = new Uint8Array(bytes);
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (at + part.value.length > bytes) throw new Error('model.onnx is not the file that belongs to this page.');
    all.set(part.value, at);
    progress((at += part.value.length) / bytes);
  }
  if (at < bytes) throw new Error(`model.onnx ends after ${at} of ${bytes} bytes. Reload the page.`);
  return all;
}

/** The model of the folder, computed in the browser. */
export class WebModel {
  private constructor(
    readonly description: Description,
    readonly threads: number,
    private readonly session: ort.InferenceSession,
  ) {}

  static async load(progress: (share: number) => void): Promise<WebModel> {
    const description = (await (await file('model.json')).json()) as Description;
    const threads = crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency) : 1;
    ort.env.wasm.numThreads = threads;
    const session = await ort.InferenceSession.create(await model(description, progress), {
      executionProviders: ['wasm'],
    });
    return new WebModel(description, threads, session);
  }

  /** Explains a class of a picture; -1 for the best one. */
  async explain(picture: Pixels, target: number): Promise<Answer> {
    const { fitting, inputs, outputs, labels, activation } = this.description;
    const start = performance.now();
    const results = await this.session.run({
      [inputs.image]: new ort.Tensor('uint8', fitted(picture, fitting), [1, fitting.height, fitting.width, 3]),
      [inputs.choice]: new ort.Tensor('int64', BigInt64Array.of(BigInt(target)), [1]),
    });
    const milliseconds = performance.now() - start;
    const map = results[outputs.map]!;
    const [, height, width] = map.dims as [number, number, number];
    const shares = probabilities(Float32Array.from(results[outputs.scores]!.data as Float32Array), activation);
    const all = Array.from(shares, (probability, index) => ({ index, label: labels[index]!, probability }));
    const scores = all.toSorted((a, b) => b.probability - a.probability);
    return {
      scores: scores.slice(0, 5),
      target: target < 0 ? scores[0]! : all[target]!,
      map: { width, height, raw: Array.from(map.data as Float32Array) },
      explained: { picture: { width: picture.width, height: picture.height }, view: cropRegion(fitting, picture) },
      milliseconds,
    };
  }
}
