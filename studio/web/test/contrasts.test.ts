import { describe, expect, it } from 'vitest';
import { contrasts, title } from '../src/lib/contrasts';

const target = { label: 'ox' };
const bison = { index: 347, label: 'bison', logit: 2, probability: 0.5 };
const several = (...weights: number[]) =>
  weights.map((weight, i) => ({ index: i, label: ['bison', 'zebra', 'ram'][i]!, weight }));

describe('the classes that a target is compared with', () => {
  it('are none, one or several', () => {
    expect(contrasts(null)).toEqual([]);
    expect(contrasts(bison)).toEqual([{ index: 347, label: 'bison', weight: 1 }]);
    expect(contrasts(several(0.75, 0.25))).toEqual(several(0.75, 0.25));
  });

  it('have the same title as in a figure', () => {
    expect(title({ target, versus: null })).toBe('ox');
    expect(title({ target, versus: bison })).toBe('ox versus bison');
    expect(title({ target, versus: several(0.5, 0.5) })).toBe('ox versus bison and zebra');
    expect(title({ target, versus: several(1 / 3, 1 / 3, 1 / 3) })).toBe('ox versus bison, zebra and ram');
    expect(title({ target, versus: several(0.75, 0.25) })).toBe('ox versus bison (0.75) and zebra (0.25)');
    expect(title({ target, versus: several(1 / 3, 2 / 3) })).toBe('ox versus bison (0.33) and zebra (0.67)');
  });
});
