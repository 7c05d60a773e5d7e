import { alone } from './contrasts';
import { grouped } from './layers';
import type { Studio } from './studio.svelte';
import type { View } from './view';

/** The things that the rows or columns of the matrix can show. */
export const axes = ['methods', 'layers', 'classes', 'pictures', 'models'] as const;
export type Axis = (typeof axes)[number];

/** A row or column: its heading, and its part of the query. */
export interface Line {
  name: string;
  change: Partial<View>;
}

const maxLines = 8;

/** Returns the rows or columns for the explanation on screen. Layers are the stages of the model. */
export function lines(axis: Axis, studio: Studio): Line[] {
  switch (axis) {
    case 'methods':
      return studio.methods
        .filter(({ slow }) => !slow)
        .slice(0, maxLines)
        .map(({ id, title }) => ({ name: title, change: { method: id } }));
    case 'layers': {
      const { stages } = grouped(studio.layers);
      return stages.slice(-maxLines).map(({ name }) => ({ name, change: { layer: name } }));
    }
    case 'classes':
      return (studio.explanation?.predictions ?? []).map(({ label, index }) => ({
        name: label,
        change: { target: String(index), ...alone },
      }));
    case 'pictures': {
      const category = studio.sample?.category ?? studio.samples[0]?.category;
      const uploads = studio.uploads.map(({ id, name }) => ({ id, title: name }));
      const sameCategory = studio.samples.filter((sample) => sample.category === category);
      return [...uploads, ...sameCategory]
        .slice(0, maxLines)
        .map(({ id, title }) => ({ name: title, change: { picture: id, target: '', ...alone } }));
    }
    case 'models':
      return studio.models
        .filter(({ state }) => state === 'ready')
        .slice(0, maxLines)
        .map(({ id, title }) => ({ name: title, change: { model: id, layer: '' } }));
  }
}
