import { grouped } from './layers';
import type { Studio } from './studio.svelte';
import type { View } from './view';

/** What a row or a column of the matrix may stand for. */
export const axes = ['methods', 'layers', 'classes', 'pictures', 'models'] as const;
export type Axis = (typeof axes)[number];

/** One row or column: its heading, and how the question differs there. */
export interface Line {
  name: string;
  change: Partial<View>;
}

const most = 8;

/** The lines of an axis for what is on screen; stages rather than single blocks where the layers have such names. */
export function lines(axis: Axis, studio: Studio): Line[] {
  switch (axis) {
    case 'methods':
      return studio.methods
        .filter(({ slow }) => !slow)
        .slice(0, most)
        .map(({ id, title }) => ({ name: title, change: { method: id } }));
    case 'layers': {
      const { stages } = grouped(studio.layers);
      return stages.slice(-most).map(({ name }) => ({ name, change: { layer: name } }));
    }
    case 'classes':
      return (studio.explanation?.predictions ?? []).map(({ label, index }) => ({
        name: label,
        change: { target: String(index), versus: '' },
      }));
    case 'pictures': {
      const category = studio.sample?.category ?? studio.samples[0]?.category;
      const own = studio.own.map(({ id, name }) => ({ id, title: name }));
      const alike = studio.samples.filter((sample) => sample.category === category);
      return [...own, ...alike]
        .slice(0, most)
        .map(({ id, title }) => ({ name: title, change: { picture: id, target: '', versus: '' } }));
    }
    case 'models':
      return studio.models
        .filter(({ state }) => state === 'ready')
        .slice(0, most)
        .map(({ id, title }) => ({ name: title, change: { model: id, layer: '' } }));
  }
}
