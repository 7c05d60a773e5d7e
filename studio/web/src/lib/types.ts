/** The documents of the HTTP interface, by the names that the page uses. `npm run types` generates them from openapi.json. */
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Channel = Schemas['Channel'];
export type ClassRef = Schemas['ClassRef'];
export type Contrast = Schemas['Contrast'];
export type Explanation = Schemas['ExplanationResponse'];
export type Gallery = Schemas['Gallery'];
export type LayerInfo = Schemas['LayerInfo'];
export type MethodInfo = Schemas['MethodInfo'];
export type ModelInfo = Schemas['ModelInfo'];
export type PhotographsInfo = Schemas['PhotographsInfo'];
export type Prediction = Schemas['Prediction'];
export type ProblemDocument = Schemas['Problem'];
export type PullProgress = Schemas['PullProgress'];
export type RawMap = Schemas['RawMap'];
export type Rect = Schemas['CropRegion'];
export type RunProgress = Schemas['RunProgress'];
export type Sample = Schemas['SampleInfo'];
export type Size = Schemas['Size'];
export type Steps = Schemas['Steps'];
export type TensorFacts = Schemas['TensorFacts'];
export type Upload = Schemas['UploadInfo'];
export type Versus = Explanation['versus'];

/** The paths that return JSON. */
export type JsonPath = {
  [Path in keyof paths]: paths[Path] extends {
    get: { responses: { 200: { content: { 'application/json': unknown } } } };
  }
    ? Path
    : never;
}[keyof paths];

/** The document at a path. */
export type JsonDocument<Path extends JsonPath> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Document } } } };
}
  ? Document
  : never;
