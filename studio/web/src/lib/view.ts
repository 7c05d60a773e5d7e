import { query } from './api';
import type { Sign } from './heat';

export const tabs = ['explain', 'steps', 'compare', 'spurious', 'model', 'about'] as const;
export type Tab = (typeof tabs)[number];

/** The arrangement of picture and heat map. */
export type Arrangement = 'side' | 'blend' | 'heat';

/** The whole state of the page, which the address contains. */
export interface View {
  tab: Tab;
  picture: string;
  model: string;
  layer: string;
  method: string;
  target: string;
  versus: readonly string[];
  /** The weights of the classes in `versus`, separated by commas; equal if empty. */
  'versus-weights': string;
  colormap: string;
  opacity: number;
  threshold: number;
  sign: Sign;
  arrangement: Arrangement;
  step: number;
  /** The axes of the matrix in the Compare tab. */
  rows: string;
  columns: string;
  scale: string;
  /** The class of the object in the lesson on spurious correlations. */
  object: string;
  /** A box around the object, in fractions of the picture: x,y,width,height. */
  box: string;
  /** A polygon around the object, in fractions of the picture: x,y,x,y,…; in place of the box. */
  outline: string;
}

export const defaults: View = {
  tab: 'explain',
  picture: '',
  model: '',
  layer: '',
  method: '',
  target: '',
  versus: [],
  'versus-weights': '',
  colormap: 'jet',
  opacity: 0.5,
  threshold: 0,
  sign: 'positive',
  arrangement: 'side',
  step: 1,
  rows: 'methods',
  columns: 'layers',
  scale: 'own',
  object: '',
  box: '',
  outline: '',
};

const allowed: { [key in keyof View]?: readonly View[key][] } = {
  tab: tabs,
  sign: ['positive', 'negative', 'both'],
  arrangement: ['side', 'blend', 'heat'],
};

const bounds: { [key in keyof View]?: [least: number, most: number] } = {
  opacity: [0, 1],
  threshold: [0, 0.95],
  step: [1, 7],
};

/** Reads an address. A parameter that is missing or invalid has its default value. */
export function read(search: string): View {
  const parameters = new URLSearchParams(search);
  const entries = Object.entries(defaults).map(([key, value]) => [
    key,
    parse(key as keyof View, parameters.get(key), value),
  ]);
  const view = Object.fromEntries(entries) as unknown as View;
  const versus = parameters.getAll('versus').filter((text) => text !== '');
  return { ...view, versus, picture: view.picture.replace(/^sample:/, '') };
}

function parse<T>(key: keyof View, text: string | null, fallback: T): T | string | number {
  if (text === null) return fallback;
  const range = bounds[key];
  if (range) {
    const number = Number(text);
    return text.trim() !== '' && number >= range[0] && number <= range[1] ? number : fallback;
  }
  const choices = allowed[key] as readonly string[] | undefined;
  return choices && !choices.includes(text) ? fallback : text;
}

/** Returns the shortest address of a view, without default values. */
export function address(view: View): string {
  const changed = Object.entries(view).filter(([key, value]) => value !== defaults[key as keyof View]);
  const search = query(Object.fromEntries(changed));
  return search ? `?${search}` : location.pathname;
}
