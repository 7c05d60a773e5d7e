import { describe, expect, it } from 'vitest';
import { border, fitted, formula, planes, summary } from '../src/lib/preprocessing';

const caffe = {
  width: 224,
  height: 224,
  channels: 'BGR',
  fit: 'crop',
  scale: 1,
  mean: [103.939, 116.779, 123.68],
  std: [1, 1, 1],
};
const symbols = { ...caffe, channels: 'GRAY', fit: 'pad', scale: -1 / 255, mean: [-1], std: [1] };
const torch = { ...caffe, channels: 'RGB', scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

describe('the planes of the input', () => {
  const pixels = new Uint8ClampedArray([0, 0, 0, 0, 10, 20, 30, 40]);
  const values = (channels: string) => planes({ ...caffe, channels }).map(({ name, of }) => [name, of(pixels, 4)]);

  it('follow the order of the channels', () => {
    expect(values('BGR')).toEqual([
      ['blue', 30],
      ['green', 20],
      ['red', 10],
    ]);
    expect(values('RGBA').at(-1)).toEqual(['opacity', 40]);
  });
  it('are the luma alone for gray', () => expect(values('GRAY')).toEqual([['gray', 18]]));
});

it('the border of a padded picture has the color of the mean', () => {
  expect(border(symbols)).toBe('rgb(255, 255, 255)');
  expect(border(caffe)).toBe('rgb(124, 117, 104)');
  expect(border({ ...torch, mean: [0, 0, 0] })).toBe('rgb(114, 114, 114)');
});

describe('the preprocessing in words', () => {
  it('is a formula for each channel', () => {
    expect(formula(caffe, 0)).toBe('p − 103.939');
    expect(formula(torch, 2)).toBe('(0.0039 p − 0.406) / 0.225');
    expect(formula(symbols, 0)).toBe('−0.0039 p + 1');
  });
  it('is a line of text', () => {
    expect(summary(caffe)).toBe('cropped to 224 × 224, BGR, minus (103.939, 116.779, 123.68)');
    expect(summary(symbols)).toBe('padded to 224 × 224, gray, times −0.00392, minus (-1)');
    expect(fitted(symbols)).toBe('padded');
  });
});
