import type { Region } from './heat';
import type { Rect, Size } from './types';

/** A rectangle, in fractions of the picture. */
export type Box = Rect;

/** A point, in fractions of the picture. */
export interface Point {
  x: number;
  y: number;
}

/** The corners of a polygon around an object. */
export type Outline = readonly Point[];

export const corners = ({ x, y, width, height }: Box): Outline => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

/** Returns whether there are enough corners for a polygon. */
export const canClose = (outline: Outline) => outline.length >= 3;

function fractions(text: string): number[] | null {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return numbers.every((n) => n >= 0 && n <= 1) ? numbers : null;
}

const write = (numbers: number[]) => numbers.map((n) => n.toFixed(3)).join(',');

export function readBox(text: string): Box | null {
  const [x, y, width, height] = fractions(text) ?? [];
  return width && height ? { x: x!, y: y!, width, height } : null;
}

export const writeBox = (box: Box) => write([box.x, box.y, box.width, box.height]);

export function readOutline(text: string): Outline | null {
  const numbers = fractions(text) ?? [];
  const outline = numbers.flatMap((x, i) => (i % 2 === 0 && i + 1 < numbers.length ? [{ x, y: numbers[i + 1]! }] : []));
  return numbers.length % 2 === 0 && canClose(outline) ? outline : null;
}

export const writeOutline = (outline: Outline) => write(outline.flatMap(({ x, y }) => [x, y]));

/** The size of an explained picture, and the part of it that the model saw. */
export interface Explained {
  picture: Size;
  view: Rect;
}

/** Converts a region of the picture to a region of the part that the model saw. */
function inView({ picture, view }: Explained, within: Region): Region {
  return (x, y) => within((view.x + x * view.width) / picture.width, (view.y + y * view.height) / picture.height);
}

/** A point is inside if a line from it crosses the outline an odd number of times. */
function inside(outline: Outline): Region {
  return (x, y) =>
    outline.reduce((odd, a, i) => {
      const b = outline[(i + 1) % outline.length]!;
      const crosses = a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
      return crosses !== odd;
    }, false);
}

export const outlineRegion = (outline: Outline, explained: Explained): Region => inView(explained, inside(outline));

/** Returns the region of a scene's object, from the mask of the server: white on black. */
export async function maskRegion(sample: string, explained: Explained): Promise<Region> {
  const image = new Image();
  image.src = `/api/samples/${encodeURIComponent(sample)}/mask.png`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return inView(explained, (x, y) => data[4 * (Math.floor(y * height) * width + Math.floor(x * width))]! > 127);
}
