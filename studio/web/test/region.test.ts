import { describe, expect, it } from 'vitest';
import { corners, outlineRegion, readBox, readOutline, writeBox, writeOutline } from '../src/lib/region';

describe('a box', () => {
  const box = { x: 0.1, y: 0.25, width: 0.5, height: 0.125 };

  it('is read as written', () => expect(readBox(writeBox(box))).toEqual(box));
  it.each(['', '0.1,0.2,0.3', '0.1,0.2,0,0.4', '0.1,0.2,x,0.4', '0.1,0.2,1.3,0.4', '0.1,,0.3,0.4'])(
    'is not "%s"',
    (text) => expect(readBox(text)).toBeNull(),
  );
});

describe('an outline', () => {
  const outline = [
    { x: 0, y: 0.5 },
    { x: 1, y: 0.25 },
    { x: 0.75, y: 1 },
  ];

  it('is read as written', () => expect(readOutline(writeOutline(outline))).toEqual(outline));
  it.each(['', '0,0,1,1', '0,0,1,1,0.5', '0,0,1,1,0.5,-1'])('is not "%s"', (text) =>
    expect(readOutline(text)).toBeNull(),
  );
});

it('a region lies in the picture, its points in the part that the model saw', () => {
  const whole = { width: 200, height: 100 };
  const middle = { x: 50, y: 0, width: 100, height: 100 };
  const leftHalf = outlineRegion(corners({ x: 0, y: 0, width: 0.5, height: 1 }), { picture: whole, view: middle });
  expect(leftHalf(0.49, 0.5)).toBe(true);
  expect(leftHalf(0.51, 0.5)).toBe(false);
});
