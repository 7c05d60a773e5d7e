/** The texts of the page about a method. */
interface MethodText {
  /** One or two short sentences. */
  description: string;
  /** Whether the map has the pixels of the input instead of the cells of a layer. */
  pixels?: true;
  /** Whether the result is the same for every layer. */
  anyLayer?: true;
  /** What a map shows that is not about the class. */
  shows?: string;
}

const anyClass = 'What stands out in the layer, whatever the class';
const sensitive = 'Warm: pixels that would change the score most';
const baseline = 'A baseline: it ignores the picture and the model';

const texts: Record<string, MethodText> = {
  gradcam: { description: 'Weights each channel by its mean gradient. The classic method: smooth and robust.' },
  'gradcam++': {
    description:
      'Gives more weight to cells with a positive influence. Shows several objects of one class better than Grad-CAM.',
  },
  'smoothgradcam++': { description: 'Averages the gradients of Grad-CAM++ over noisy copies of the picture.' },
  hirescam: { description: 'Multiplies gradient and activation cell by cell, without averaging the gradient.' },
  xgradcam: {
    description:
      'Averages the gradient of each channel, weighted by its activations, so that the map sums more closely to the score.',
  },
  layercam: {
    description: 'Weights each cell by its own positive gradient. Works at early layers, where the map is finer.',
  },
  elementwise: { description: 'HiResCAM without the negative products.' },
  eigencam: {
    description: 'The strongest common pattern of all channels. Uses no class, so the map is the same for each.',
    shows: anyClass,
  },
  eigengradcam: {
    description:
      'The strongest common pattern of gradient times activation. Unlike Eigen-CAM, it depends on the class.',
  },
  scorecam: {
    description:
      'Uses each channel as a mask over the picture and runs the model on the result. Needs no gradient, but one run per channel.',
  },
  sscam: { description: 'Score-CAM with noise on the masks. Smoother weights, but many runs per channel.' },
  iscam: {
    description:
      'Score-CAM with each mask faded in, from black to full. Steadier weights, but several runs per channel.',
  },
  fem: {
    description: 'The cells that stand out in their channels. Uses no class and no gradient.',
    shows: anyClass,
  },
  ablationcam: { description: 'Sets each channel to zero and measures the drop of the score. Needs no gradient.' },
  gradient: {
    description: 'The pixels that would change the score most. Noisy, and not where the evidence is.',
    shows: sensitive,
    pixels: true,
    anyLayer: true,
  },
  smoothgrad: {
    description: 'The input gradient, averaged over noisy copies of the picture. Less noisy.',
    shows: sensitive,
    pixels: true,
    anyLayer: true,
  },
  integratedgradients: {
    description:
      'Adds up the gradient on the way from an empty picture to this one. The map sums to the gain of the score.',
    pixels: true,
    anyLayer: true,
  },
  guidedbackprop: {
    description: 'The pixels that excite the neurons. Sharp outlines that hardly depend on the class.',
    shows: 'Warm: pixels that excite the neurons',
    pixels: true,
    anyLayer: true,
  },
  guidedgradcam: {
    description: 'Guided backprop times the Grad-CAM map. Sharp outlines where the evidence for the class is.',
    pixels: true,
  },
  random: {
    description: 'Random values, as a baseline. A method that scores no better is of no use.',
    shows: baseline,
  },
  center: {
    description: 'A blob in the middle, as a baseline. It does not look at the picture.',
    shows: baseline,
  },
};

/** Returns the texts of a method; empty for a method that the page does not know. */
export const methodTexts = (method: string): MethodText => texts[method] ?? { description: '' };
