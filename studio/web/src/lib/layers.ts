import type { LayerInfo } from './types';

/** The layers of a model in groups, the most useful first. */
export interface LayerGroups {
  /** The outputs of the network's stages. */
  stages: LayerInfo[];
  /** The other layers that people name: blocks, and the last layer of each map size. */
  blocks: LayerInfo[];
  /** All other maps of the graph. */
  others: LayerInfo[];
}

/** Groups layers. Stages are the main layers without a dot in their names (layer4, not layer4.1), else all main ones. */
export function grouped(layers: LayerInfo[]): LayerGroups {
  const main = layers.filter((layer) => layer.main || layer.auto);
  const outermost = main.filter(({ name }) => !name.includes('.'));
  const stages = outermost.length > 0 ? outermost : main;
  const blocks = main.filter((layer) => !stages.includes(layer));
  return { stages, blocks, others: layers.filter((layer) => !main.includes(layer)) };
}
