import type { LayerInfo } from './types';

/** The layers of a model, the more useful ones apart. */
export interface LayerGroups {
  /** The ends of the network's stages. */
  stages: LayerInfo[];
  /** The parts of the stages that have names. */
  blocks: LayerInfo[];
  /** What is left: tensors by the graph's own names. */
  others: LayerInfo[];
}

const size = ({ shape }: LayerInfo) => shape.slice(-2).join('x');

/** Where names are known the stages are those without a dot (layer4 but not layer4.1); else the last layer of each map size. */
export function grouped(layers: LayerInfo[]): LayerGroups {
  const named = layers.filter((layer) => layer.named);
  const stages =
    named.length > 0
      ? named.filter(({ name }) => !name.includes('.'))
      : layers.filter((layer, i) => layer.auto || !layers.slice(i + 1).some((later) => size(later) === size(layer)));
  const blocks = named.filter((layer) => !stages.includes(layer));
  return { stages, blocks, others: layers.filter((layer) => !stages.includes(layer) && !blocks.includes(layer)) };
}
