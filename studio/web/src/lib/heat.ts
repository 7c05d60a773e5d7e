import type { RawMap, Rect, Size } from './types';

/** The evidence shown: for the class, against it, or both around a neutral middle. */
export type Sign = 'positive' | 'negative' | 'both';

/** A map resized to the picture: 0..1, or -1..1 if both signs are shown. */
export interface Heat {
  width: number;
  height: number;
  values: Float32Array;
  signed: boolean;
  /** The raw value that is drawn as full heat; 0 if the map is empty. */
  peak: number;
}

/** Returns the evidence of the chosen sign, on the grid of the map. */
export function evidence(raw: ArrayLike<number>, sign: Sign): Float32Array {
  const kept = Float32Array.from(raw);
  if (sign === 'both') return kept;
  const direction = sign === 'positive' ? 1 : -1;
  return kept.map((value) => Math.max(0, direction * value));
}

interface Tap {
  low: number;
  high: number;
  share: number;
}

/** Half-pixel centers, clamped at the border (PyTorch: align_corners=False). */
function taps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const low = Math.min(from - 1, Math.floor(at));
    return { low, high: Math.min(from - 1, low + 1), share: at - low };
  });
}

/** Resizes a map, bilinearly. */
export function resize(
  values: ArrayLike<number>,
  from: { width: number; height: number },
  width: number,
  height: number,
) {
  const across = taps(from.width, width);
  const resized = new Float32Array(width * height);
  taps(from.height, height).forEach((down, y) => {
    const top = down.low * from.width;
    const bottom = down.high * from.width;
    for (let x = 0; x < width; x++) {
      const { low, high, share } = across[x]!;
      const above = values[top + low]! * (1 - share) + values[top + high]! * share;
      const below = values[bottom + low]! * (1 - share) + values[bottom + high]! * share;
      resized[y * width + x] = above * (1 - down.share) + below * down.share;
    }
  });
  return resized;
}

/** A part of a map, in fractions of its width and height. */
export interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const whole: Part = { left: 0, top: 0, right: 1, bottom: 1 };

/** Returns the part of a map that lies over the picture. What the model saw beyond the picture is a border. */
export function overPicture({ picture, view }: { picture: Size; view: Rect }): Part {
  const fraction = (at: number, start: number, length: number) => Math.min(1, Math.max(0, (at - start) / length));
  return {
    left: fraction(0, view.x, view.width),
    top: fraction(0, view.y, view.height),
    right: fraction(picture.width, view.x, view.width),
    bottom: fraction(picture.height, view.y, view.height),
  };
}

/**
 * Selects the sign, resizes and normalizes. With `peak`, several maps share one scale; otherwise each map uses the
 * full range of the part that is shown.
 */
export function heat(map: RawMap, sign: Sign, width: number, height: number, peak?: number, shown: Part = whole): Heat {
  const stretched = resize(evidence(map.raw, sign), map, width, height);
  const signed = sign === 'both';
  let lowest = Infinity;
  let highest = -Infinity;
  const last = (end: number, size: number) => Math.max(1, Math.round(end * size));
  for (let y = Math.round(shown.top * height); y < last(shown.bottom, height); y++) {
    for (let x = Math.round(shown.left * width); x < last(shown.right, width); x++) {
      lowest = Math.min(lowest, stretched[y * width + x]!);
      highest = Math.max(highest, stretched[y * width + x]!);
    }
  }
  if (signed) highest = Math.max(Math.abs(lowest), Math.abs(highest));
  const floor = signed || peak !== undefined ? 0 : lowest;
  const range = (peak ?? highest) - floor;
  const values = range > 0 ? stretched.map((value) => (value - floor) / range) : stretched.fill(0);
  return { width, height, values, signed, peak: highest };
}

/** A test whether a region contains a point, in fractions of the part that the model saw. */
export type Region = (x: number, y: number) => boolean;

/** Returns the fraction of the positive evidence in a region, null if the map has none, and the region's fraction of the area. */
export function shares(map: RawMap, region: Region): { evidence: number | null; area: number } {
  const size = 224;
  const values = resize(evidence(map.raw, 'positive'), map, size, size);
  let inside = 0;
  let all = 0;
  let area = 0;
  values.forEach((value, i) => {
    const within = region(((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size);
    all += value;
    inside += within ? value : 0;
    area += within ? 1 : 0;
  });
  return { evidence: all > 0 ? inside / all : null, area: area / values.length };
}
