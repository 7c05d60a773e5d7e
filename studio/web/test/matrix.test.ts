import { describe, expect, it } from 'vitest';
import { grouped } from '../src/lib/layers';
import { lines } from '../src/lib/matrix';
import type { Studio } from '../src/lib/studio.svelte';
import type { LayerInfo } from '../src/lib/types';

const layer = (name: string, side: number, main = true): LayerInfo => ({
  name,
  kind: 'Relu',
  shape: [1, 8, side, side],
  auto: false,
  main,
});

const studio = {
  methods: [
    { id: 'gradcam', title: 'Grad-CAM', slow: false },
    { id: 'scorecam', title: 'Score-CAM', slow: true },
  ],
  layers: [layer('layer1', 56), layer('layer1.0', 56), layer('layer2', 28), layer('relu_7', 28, false)],
  explanation: { predictions: [{ index: 3, label: 'crane' }] },
  sample: { category: 'animals' },
  samples: [
    { id: 'daisy', title: 'Daisy', category: 'plants' },
    ...Array.from({ length: 9 }, (_, i) => ({ id: `cow_${i}`, title: `Cow ${i}`, category: 'animals' })),
  ],
  uploads: [{ id: 'f00', name: 'mine.png' }],
  models: [
    { id: 'tiny', title: 'Tiny', state: 'ready' },
    { id: 'large', title: 'Large', state: 'available' },
  ],
} as unknown as Studio;

describe('the lines of', () => {
  it('methods leave out those that run the model many times', () =>
    expect(lines('methods', studio)).toEqual([{ name: 'Grad-CAM', change: { method: 'gradcam' } }]));

  it('layers are the stages', () =>
    expect(lines('layers', studio).map(({ name }) => name)).toEqual(['layer1', 'layer2']));

  it('classes have no versus', () =>
    expect(lines('classes', studio)).toEqual([
      { name: 'crane', change: { target: '3', versus: [], 'versus-weights': '' } },
    ]));

  it('pictures are the uploads, then one category, eight at most', () => {
    const found = lines('pictures', studio);
    expect(found.map(({ change }) => change.picture).slice(0, 2)).toEqual(['f00', 'cow_0']);
    expect(found).toHaveLength(8);
  });

  it('models are those that are ready', () =>
    expect(lines('models', studio)).toEqual([{ name: 'Tiny', change: { model: 'tiny', layer: '' } }]));
});

describe('layers whose main ones all have dots in their names', () => {
  it('have the main ones as stages', () => {
    const layers = [layer('features.1', 8), layer('features.2', 8, false), layer('features.3', 4)];
    const { stages, others } = grouped(layers);
    expect(stages.map(({ name }) => name)).toEqual(['features.1', 'features.3']);
    expect(others.map(({ name }) => name)).toEqual(['features.2']);
  });

  it('have parts of main ones as blocks, beside a layer without a dot', () => {
    const layers = [layer('stem', 16), layer('blocks.0', 8), layer('blocks.0.1', 8), layer('blocks.1', 4)];
    const { stages, blocks } = grouped(layers);
    expect(stages.map(({ name }) => name)).toEqual(['stem', 'blocks.0', 'blocks.1']);
    expect(blocks.map(({ name }) => name)).toEqual(['blocks.0.1']);
  });
});
