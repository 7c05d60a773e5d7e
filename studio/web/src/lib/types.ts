/** What the server says: the same shapes as /api/openapi.json. */

export interface ClassRef {
  index: number;
  label: string;
}

export interface Prediction extends ClassRef {
  logit: number;
  probability: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Evidence per cell of the target layer, row by row, signed, before ReLU. */
export interface RawMap {
  height: number;
  width: number;
  raw: number[];
}

export interface Size {
  width: number;
  height: number;
}

export interface Explanation {
  input: string;
  model: string;
  layer: string;
  method: string;
  target: Prediction;
  versus: Prediction | null;
  predictions: Prediction[];
  /** In whose pixels the view is; what is shown may be smaller. */
  picture: Size;
  view: Rect;
  map: RawMap;
  timings: Record<'preprocessing' | 'trunk' | 'head' | 'map', number>;
  /** The share of the score that the map adds up to; null where the method is not meant to add up. */
  explained: number | null;
}

export interface ModelInfo {
  id: string;
  title: string;
  /** `ready` models answer at once; `available` ones are pulled first. */
  state: string;
  size: number;
  parameters: number | null;
  license: string | null;
  architecture: string | null;
  citation: string | null;
  source: string | null;
  layer: string;
  input: { width: number; height: number; channels: string; fit: string; mean: number[]; std: number[]; scale: number };
  classes: number | null;
}

export interface LayerInfo {
  name: string;
  kind: string;
  shape: number[];
  auto: boolean;
  /** Whether it has a name that people know. */
  named: boolean;
}

export interface Sample {
  id: string;
  category: string;
  title: string;
  class: ClassRef | null;
  license: string | null;
  author: string | null;
  source: string | null;
  note: string | null;
  /** Whether it is known exactly where the object is. */
  mask: boolean;
}

/** The curated photographs, which are fetched when somebody wants them. */
export interface PhotographsInfo {
  present: number;
  total: number;
  source: string;
}

/** What there is to look at; no photographs where a folder of one's own is shown instead. */
export interface Gallery {
  samples: Sample[];
  photographs: PhotographsInfo | null;
}

export interface Upload {
  id: string;
  width: number;
  height: number;
  expires: string;
}

export interface MethodInfo {
  id: string;
  title: string;
  /** Whether it runs the model many times. */
  slow: boolean;
}

/** How far a method has come that runs the model many times. */
export interface RunProgress {
  done: number;
  total: number;
}

/** Progress of a download: bytes or photographs so far, of how many (null where unknown). */
export interface PullProgress {
  step: string;
  done: number;
  total: number | null;
}

/** What a tensor's numbers are like. */
export interface TensorFacts {
  shape: number[];
  low: number;
  high: number;
  mean: number;
  /** The share of its values that are exactly zero. */
  zeros: number;
}

/** One channel of the layer: its map, the gradient there, and the gradient's mean. */
export interface Channel {
  index: number;
  weight: number;
  activation: number[];
  gradient: number[];
}

/** Every intermediate of Grad-CAM for one question. */
export interface Steps {
  model: string;
  layer: string;
  target: Prediction;
  versus: Prediction | null;
  /** What is differentiated: the logit, or the difference of two. */
  score: number;
  picture: Size;
  view: Rect;
  input: TensorFacts;
  activations: TensorFacts;
  gradients: TensorFacts;
  weights: number[];
  channels: Channel[];
  map: RawMap;
}
