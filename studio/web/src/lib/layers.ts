import type { LayerInfo } from './types';

/** The layers of a model in groups, the most useful first. */
export interface LayerGroups {
  /** The outputs of the network's stages. */
  stages: LayerInfo[];
  /** The other layers with names of the architecture. */
  blocks: LayerInfo[];
  /** Layers with the names of the graph's tensors. */
  others: LayerInfo[];
}

const size = ({ shape }: LayerInfo) => shape.slice(-2).join('x');

/** Groups layers. Stages are the names without a dot (layer4, not layer4.1); without such names, the last layer of each map size. */
export function grouped(layers: LayerInfo[]): LayerGroups {
  const named = layers.filter((layer) => layer.named);
  const stages =
    named.length > 0
      ? named.filter(({ name }) => !name.includes('.'))
      : layers.filter((layer, i) => layer.auto || !layers.slice(i + 1).some((later) => size(later) === size(layer)));
  const blocks = named.filter((layer) => !stages.includes(layer));
  return { stages, blocks, others: layers.filter((layer) => !stages.includes(layer) && !blocks.includes(layer)) };
}
