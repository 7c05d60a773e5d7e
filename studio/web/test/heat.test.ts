import { describe, expect, it } from 'vitest';
import { evidence, heat, overPicture, shares } from '../src/lib/heat';

const map = { width: 2, height: 2, raw: [4, -2, 0, 1] };

describe('evidence', () => {
  it('keeps positive evidence', () => expect([...evidence(map.raw, 'positive')]).toEqual([4, 0, 0, 1]));
  it('inverts negative evidence', () => expect([...evidence(map.raw, 'negative')]).toEqual([0, 2, 0, 0]));
  it('keeps both signs', () => expect([...evidence(map.raw, 'both')]).toEqual(map.raw));
});

describe('heat', () => {
  it('spans 0 to 1 on its own scale', () => {
    const { values, peak, signed } = heat(map, 'positive', 2, 2);
    expect([...values]).toEqual([1, 0, 0, 0.25]);
    expect(peak).toBe(4);
    expect(signed).toBe(false);
  });

  it('spans -1 to 1 around zero for both signs', () => {
    expect([...heat(map, 'both', 2, 2).values]).toEqual([1, -0.5, 0, 0.25]);
  });

  it('starts at zero on a common scale', () => {
    expect([...heat({ ...map, raw: [4, 2, 2, 2] }, 'positive', 2, 2, 8).values]).toEqual([0.5, 0.25, 0.25, 0.25]);
  });

  it('spans the range of the part over the picture', () => {
    const padded = { width: 1, height: 4, raw: [9, 1, 3, 0] };
    const explained = { picture: { width: 20, height: 10 }, view: { x: 0, y: -5, width: 20, height: 20 } };
    const { values, peak } = heat(padded, 'positive', 1, 4, undefined, overPicture(explained));
    expect(peak).toBe(3);
    expect([...values].slice(1, 3)).toEqual([0, 1]);
  });

  it('is zero if the map is constant', () => {
    expect([...heat({ ...map, raw: [3, 3, 3, 3] }, 'positive', 2, 2).values]).toEqual([0, 0, 0, 0]);
  });
});

describe('overPicture', () => {
  const picture = { width: 20, height: 10 };
  it('is the whole map if the model saw a part of the picture', () => {
    const part = overPicture({ picture, view: { x: 5, y: 0, width: 10, height: 10 } });
    expect(part).toEqual({ left: 0, top: 0, right: 1, bottom: 1 });
  });
  it('leaves out the border', () => {
    const part = overPicture({ picture, view: { x: 0, y: -5, width: 20, height: 20 } });
    expect(part).toEqual({ left: 0, top: 0.25, right: 1, bottom: 0.75 });
  });
});

describe('shares', () => {
  const left = (x: number) => x < 0.5;

  it('returns the fractions of evidence and area inside', () => {
    const { evidence, area } = shares({ width: 1, height: 1, raw: [2] }, left);
    expect(evidence).toBeCloseTo(0.5, 6);
    expect(area).toBe(0.5);
  });

  it('returns null without positive evidence', () => {
    expect(shares({ width: 1, height: 1, raw: [-2] }, left).evidence).toBeNull();
  });
});
