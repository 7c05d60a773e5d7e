import type { Heat } from './heat';

/** Colors a heat map by a table. Values below the threshold (0..1) are transparent. */
export function colorize(heat: Heat, table: Uint8Array, threshold: number): ImageData {
  const image = new ImageData(heat.width, heat.height);
  heat.values.forEach((value, i) => {
    const at = 3 * Math.min(255, Math.max(0, Math.floor(256 * (heat.signed ? (value + 1) / 2 : value))));
    image.data[4 * i] = table[at]!;
    image.data[4 * i + 1] = table[at + 1]!;
    image.data[4 * i + 2] = table[at + 2]!;
    image.data[4 * i + 3] = Math.abs(value) >= threshold ? 255 : 0;
  });
  return image;
}

type Point = [x: number, y: number];

/** Returns the contour of a heat map at a level, by marching squares, in pixels of the heat map. */
export function contour(heat: Heat, level: number): Path2D {
  const path = new Path2D();
  const step = Math.max(1, Math.floor(Math.min(heat.width, heat.height) / 112));
  const at = (x: number, y: number) => Math.abs(heat.values[y * heat.width + x]!) - level;
  for (let y = 0; y + step < heat.height; y += step) {
    for (let x = 0; x + step < heat.width; x += step) {
      const corners: Point[] = [
        [x, y],
        [x + step, y],
        [x + step, y + step],
        [x, y + step],
      ];
      const crossings = corners.flatMap((corner, i) => crossing(corner, corners[(i + 1) % 4]!, at));
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        path.moveTo(...crossings[i]!);
        path.lineTo(...crossings[i + 1]!);
      }
    }
  }
  return path;
}

function crossing(a: Point, b: Point, at: (x: number, y: number) => number): Point[] {
  const from = at(...a);
  const to = at(...b);
  if (from >= 0 === to >= 0) return [];
  const share = from / (from - to);
  return [[a[0] + share * (b[0] - a[0]) + 0.5, a[1] + share * (b[1] - a[1]) + 0.5]];
}
