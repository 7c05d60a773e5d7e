import type { Rect } from './types';

/** Pictures as bytes of red, green and blue, row by row. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array | Uint8ClampedArray;
}

export type Filter = 'bilinear' | 'bicubic' | 'nearest';

/** How a picture becomes a model's input; the twin of Java's `Preprocessing`. */
export interface Fitting {
  width: number;
  height: number;
  fit: 'squash' | 'crop' | 'pad';
  /** The shorter side before a crop; 0 for 256/224 of the input's longer side. */
  resize: number;
  interpolation: Filter;
  /** The color of a padded border. */
  border: readonly number[];
}

/** The position of the input in the whole resized picture; negative with padding. */
interface Placement {
  fullWidth: number;
  fullHeight: number;
  left: number;
  top: number;
}

/** Rounds half to even, as Python does. */
function even(x: number): number {
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(x);
}

function place({ width, height, fit, resize }: Fitting, picture: { width: number; height: number }): Placement {
  if (fit === 'squash') return { fullWidth: width, fullHeight: height, left: 0, top: 0 };
  if (fit === 'pad') {
    const ratio = Math.min(width / picture.width, height / picture.height);
    const fullWidth = Math.max(1, even(picture.width * ratio));
    const fullHeight = Math.max(1, even(picture.height * ratio));
    return {
      fullWidth,
      fullHeight,
      left: -Math.trunc((width - fullWidth) / 2),
      top: -Math.trunc((height - fullHeight) / 2),
    };
  }
  const side = resize > 0 ? resize : Math.round((Math.max(width, height) * 256) / 224);
  const longer = (length: number, other: number) => Math.floor((side * length) / other);
  const fullWidth = picture.width <= picture.height ? side : longer(picture.width, picture.height);
  const fullHeight = picture.height <= picture.width ? side : longer(picture.height, picture.width);
  return { fullWidth, fullHeight, left: even((fullWidth - width) / 2), top: even((fullHeight - height) / 2) };
}

/** Returns the part of a picture that the model sees, in the picture's pixels; beyond the picture with padding. */
export function cropRegion(fitting: Fitting, picture: { width: number; height: number }): Rect {
  const { fullWidth, fullHeight, left, top } = place(fitting, picture);
  return {
    x: (left * picture.width) / fullWidth,
    y: (top * picture.height) / fullHeight,
    width: (fitting.width * picture.width) / fullWidth,
    height: (fitting.height * picture.height) / fullHeight,
  };
}

const precision = 22;

function weight(filter: Filter, distance: number): number {
  if (filter === 'bilinear') return Math.max(0, 1 - distance);
  const a = -0.5;
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
}

interface Taps {
  first: number;
  weights: Int32Array;
}

/** Pillow's fixed-point weights of a part of an axis; the filter widens when a picture shrinks. */
function taps(filter: Filter, size: number, fullSize: number, start: number, length: number): Taps[] {
  const scale = size / fullSize;
  const widening = Math.max(scale, 1);
  const support = widening * (filter === 'bicubic' ? 2 : 1);
  return Array.from({ length }, (_, i) => {
    const center = (start + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(size, Math.trunc(center + support + 0.5)) - first;
    const values = Array.from({ length: count }, (_, k) =>
      weight(filter, Math.abs((k + first - center + 0.5) * (1 / widening))),
    );
    const sum = values.reduce((all, value) => all + value, 0);
    return {
      first,
      weights: Int32Array.from(values, (value) => {
        const fixed = (value / sum) * 2 ** precision;
        return Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
      }),
    };
  });
}

/** Pillow's nearest positions: the step is added up from the first on. */
function nearest(size: number, fullSize: number, start: number, length: number): number[] {
  const step = size / fullSize;
  let center = step * 0.5;
  for (let i = 0; i < start; i++) center += step;
  return Array.from({ length }, () => {
    const position = Math.min(Math.trunc(center), size - 1);
    center += step;
    return position;
  });
}

/** Sums along one axis; a Uint8ClampedArray is not used, as it rounds while Pillow has rounded already. */
function along(from: Pixels['rgb'], to: Uint8Array, lines: number, ends: Taps[], line: Strides, position: Strides) {
  for (let l = 0; l < lines; l++) {
    ends.forEach(({ first, weights }, i) => {
      for (let c = 0; c < 3; c++) {
        let sum = 1 << (precision - 1);
        let at = l * line.from + first * position.from + c;
        for (const weight of weights) {
          sum += from[at]! * weight;
          at += position.from;
        }
        to[l * line.to + i * position.to + c] = Math.max(0, Math.min(255, sum >> precision));
      }
    });
  }
}

interface Strides {
  from: number;
  to: number;
}

interface Span {
  from: number;
  length: number;
}

function covered(start: number, length: number, fullSize: number): Span {
  const from = Math.max(0, start);
  return { from, length: Math.min(fullSize, start + length) - from };
}

function resizePart(picture: Pixels, { fullWidth, fullHeight }: Placement, x: Span, y: Span, filter: Filter) {
  const to = new Uint8Array(3 * x.length * y.length);
  if (filter === 'nearest') {
    const columns = nearest(picture.width, fullWidth, x.from, x.length);
    nearest(picture.height, fullHeight, y.from, y.length).forEach((row, j) => {
      columns.forEach((column, i) => {
        const at = 3 * (row * picture.width + column);
        to.set(picture.rgb.subarray(at, at + 3), 3 * (j * x.length + i));
      });
    });
    return to;
  }
  const columns = taps(filter, picture.width, fullWidth, x.from, x.length);
  const rows = taps(filter, picture.height, fullHeight, y.from, y.length);
  const narrow = new Uint8Array(3 * x.length * picture.height);
  const row = 3 * x.length;
  along(picture.rgb, narrow, picture.height, columns, { from: 3 * picture.width, to: row }, { from: 3, to: 3 });
  along(narrow, to, x.length, rows, { from: 3, to: 3 }, { from: row, to: row });
  return to;
}

/** Returns a picture as the model sees it, exactly as Java's `Preprocessing.resizeAndCrop` and Pillow do. */
export function fitted(picture: Pixels, fitting: Fitting): Uint8Array {
  const placement = place(fitting, picture);
  const x = covered(placement.left, fitting.width, placement.fullWidth);
  const y = covered(placement.top, fitting.height, placement.fullHeight);
  const part = resizePart(picture, placement, x, y, fitting.interpolation);
  if (x.length === fitting.width && y.length === fitting.height) return part;
  const all = Uint8Array.from({ length: 3 * fitting.width * fitting.height }, (_, i) => fitting.border[i % 3]!);
  const left = Math.max(0, -placement.left);
  const top = Math.max(0, -placement.top);
  for (let j = 0; j < y.length; j++) {
    all.set(part.subarray(3 * j * x.length, 3 * (j + 1) * x.length), 3 * ((top + j) * fitting.width + left));
  }
  return all;
}
