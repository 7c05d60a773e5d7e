import { describe, expect, it } from 'vitest';
// PageTwinsTest.java checks the library against the same files.
import maps from '../../src/test/resources/io/github/gradcam4j/studio/golden/bilinear.json';
import polygons from '../../src/test/resources/io/github/gradcam4j/studio/golden/polygon.json';
import { heat, resize } from '../src/lib/heat';
import { outlineRegion } from '../src/lib/region';

function expectClose(actual: Float32Array, expected: number[]) {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i], `value ${i}`).toBeCloseTo(value, 6));
}

describe('a map is resized and normalized', () => {
  it.each(maps)('$name', ({ width, height, values, toWidth, toHeight, ...expected }) => {
    expectClose(resize(values, { width, height }, toWidth, toHeight), expected.resized);
    expectClose(heat({ width, height, raw: values }, 'positive', toWidth, toHeight).values, expected.heat);
  });
});

describe('an outline has these cells inside', () => {
  it.each(polygons)('$name', ({ width, height, corners, inside }) => {
    const outline = corners.map(([x, y]) => ({ x: x!, y: y! }));
    const region = outlineRegion(outline, { picture: { width, height }, view: { x: 0, y: 0, width, height } });
    const rows = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => (region((x + 0.5) / width, (y + 0.5) / height) ? '#' : '.')).join(''),
    );
    expect(rows).toEqual(inside);
  });
});
