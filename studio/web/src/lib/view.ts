import { query } from './api';
import type { Sign } from './heat';

export const tabs = ['explain', 'steps', 'compare', 'spurious', 'model', 'about'] as const;
export type Tab = (typeof tabs)[number];

/** How picture and heat stand together. */
export type Arrangement = 'side' | 'blend' | 'heat';

/** Everything that is on the screen; the address bar holds all of it. */
export interface View {
  tab: Tab;
  picture: string;
  model: string;
  layer: string;
  method: string;
  target: string;
  versus: string;
  colormap: string;
  opacity: number;
  threshold: number;
  sign: Sign;
  arrangement: Arrangement;
  step: number;
  /** What the matrix of the Compare tab lays out. */
  rows: string;
  columns: string;
  scale: string;
  /** The class of the object that the lesson on spurious correlations is told with. */
  object: string;
  /** A box drawn around the object, in shares of the picture: x,y,width,height. */
  box: string;
  /** A line drawn around the object, in shares of the picture: x,y,x,y,…; in place of the box. */
  outline: string;
}

export const defaults: View = {
  tab: 'explain',
  picture: '',
  model: '',
  layer: '',
  method: '',
  target: '',
  versus: '',
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

/** Reads an address; what it does not say, or says wrongly, is as by default. */
export function read(search: string): View {
  const said = new URLSearchParams(search);
  const entries = Object.entries(defaults).map(([key, value]) => [key, parse(key as keyof View, said.get(key), value)]);
  const view = Object.fromEntries(entries) as unknown as View;
  return { ...view, picture: view.picture.replace(/^sample:/, '') };
}

function parse(key: keyof View, said: string | null, otherwise: string | number): string | number {
  if (said === null) return otherwise;
  const range = bounds[key];
  if (range) {
    const number = Number(said);
    return said.trim() !== '' && number >= range[0] && number <= range[1] ? number : otherwise;
  }
  const choices = allowed[key] as readonly string[] | undefined;
  return choices && !choices.includes(said) ? otherwise : said;
}

/** The shortest address of a view: defaults are left out. */
export function address(view: View): string {
  const said = Object.entries(view).filter(([key, value]) => value !== defaults[key as keyof View]);
  const search = query(Object.fromEntries(said));
  return search ? `?${search}` : location.pathname;
}
