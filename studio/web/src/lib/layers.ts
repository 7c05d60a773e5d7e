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

/** Groups layers. Stages are the main layers that are not part of another one by name, as layer4.1 is of layer4. */
export function grouped(layers: LayerInfo[]): LayerGroups {
  const main = layers.filter((layer) => layer.main || layer.auto);
  const isPart = ({ name }: LayerInfo) => main.some((other) => name.startsWith(`${other.name}.`));
  const blocks = main.filter(isPart);
  const stages = main.filter((layer) => !blocks.includes(layer));
  return { stages, blocks, others: layers.filter((layer) => !main.includes(layer)) };
}
