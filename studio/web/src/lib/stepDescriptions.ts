import { contrasts, names } from './contrasts';
import { count, percent, shape, signed } from './text';
import type { Steps, TensorFacts } from './types';

/** One step of the algorithm, described with the numbers of the picture on screen. */
export interface StepDescription {
  title: string;
  facts: (steps: Steps) => [name: string, fact: string][];
  text: (steps: Steps) => string;
  tryThis: string;
}

const range = ({ low, high }: TensorFacts) => `${signed(low)} to ${signed(high)}`;
const brightness = ({ activations }: Steps) =>
  activations.low < 0
    ? 'It is red where the model found its pattern and blue where it found the opposite'
    : 'It is bright where the model found its pattern';

/** Whether every gradient map has one value in all cells. */
const constant = ({ channels }: Steps) =>
  channels.every(
    ({ gradient }) => Math.max(...gradient) - Math.min(...gradient) <= 1e-4 * Math.max(...gradient.map(Math.abs)),
  );
const channels = (steps: Steps) => steps.weights.length;
const cells = (steps: Steps) => `${steps.map.height} × ${steps.map.width}`;
const score = (steps: Steps) => {
  const others = contrasts(steps.versus);
  const logit = `logit of ${steps.target.label}`;
  if (others.length === 0) return logit;
  return `${logit} minus ${others.length > 1 ? 'the mean logit' : 'logit'} of ${names(others)}`;
};

export const stepDescriptions: StepDescription[] = [
  {
    title: 'Input',
    facts: (steps) => [
      ['tensor', shape(steps.input.shape)],
      ['values', range(steps.input)],
    ],
    text: (steps) =>
      `The picture is resized to ${steps.input.shape.at(-1)} × ${steps.input.shape.at(-2)} pixels, and each color is shifted and scaled as in the training of the model. From here on, the model works with ${count(steps.input.shape.reduce((product, d) => product * Math.abs(d), 1))} numbers. Anything that was cropped or blurred here cannot be part of an explanation.`,
    tryThis:
      'Drop a very wide picture of your own. It is squashed or cropped, depending on the model. Would you still recognize it?',
  },
  {
    title: 'Feature maps',
    facts: (steps) => [
      ['activations', shape(steps.activations.shape)],
      ['values', range(steps.activations)],
      ['exactly zero', percent(steps.activations.zeros)],
    ],
    text: (steps) =>
      `At ${steps.layer}, the model computes ${count(channels(steps))} maps of ${cells(steps)} cells. Each map is a detector that the model learned in training. ${brightness(steps)}. The maps here matter most for this class: they have the largest parts in the sum of step 5. Each is scaled to its own strongest cell.`,
    tryThis:
      'Choose some maps to lay them over the picture. Then choose an earlier layer in “Explain” and come back: more cells, simpler patterns.',
  },
  {
    title: 'Gradients',
    facts: (steps) => [
      ['gradient', shape(steps.gradients.shape)],
      ['values', range(steps.gradients)],
      [score(steps), signed(steps.score, 4)],
    ],
    text: (steps) =>
      `How much would the score rise if one of these numbers rose a little? The gradient of the ${score(steps)} with respect to the feature maps answers this for every number: red where more would help, blue where more would hurt. One backward pass through the layers between ${steps.layer} and the scores computes it. The weights of the model do not change. Each map is scaled to its own largest value.${constant(steps) ? ` Here, each map has a single color: the model averages each channel right after ${steps.layer}, so all cells of a channel count the same.` : ''}`,
    tryThis:
      'Choose an earlier layer in “Explain”, such as layer3 of a ResNet, and come back: now the cells of one channel differ.',
  },
  {
    title: 'Channel weights',
    facts: (steps) => [
      ['weights', count(channels(steps))],
      ['positive', count(steps.weights.filter((weight) => weight > 0).length)],
      ['largest', signed(Math.max(...steps.weights))],
      ['smallest', signed(Math.min(...steps.weights))],
    ],
    text: (steps) =>
      `Grad-CAM takes the mean of each gradient map over its ${cells(steps)} cells. The result is one number per channel: how much this detector counts for the class (warm, above the line) or against it (cold, below the line). This step discards the positions of the gradient. HiResCAM keeps them.`,
    tryThis:
      'Move along the bars, from the largest weight to the smallest, and see where in the picture each channel is active. A channel with a large weight can also be inactive in this picture.',
  },
  {
    title: 'Weighted sum',
    facts: (steps) => [
      ['map', cells(steps)],
      ['values', `${signed(Math.min(...steps.map.raw))} to ${signed(Math.max(...steps.map.raw))}`],
    ],
    text: (steps) =>
      `Each of the ${count(channels(steps))} maps is multiplied by its weight, and all products are added cell by cell. The result is a single map of ${cells(steps)} numbers: evidence for the class (red) and against it (blue).`,
    tryThis: 'Point at the reddest cell, then at a pale one. Do the same channels contribute most to both?',
  },
  {
    title: 'ReLU',
    facts: (steps) => [
      ['cells for the class', count(steps.map.raw.filter((value) => value > 0).length)],
      ['cells against, now zero', count(steps.map.raw.filter((value) => value < 0).length)],
    ],
    text: () =>
      `Negative cells are set to zero. They are evidence against the class, often because they are evidence for another. Without this step, the map would mix “evidence for this class” with “evidence for something else”. If every cell is negative, the map is empty. That is a result, too.`,
    tryThis: 'In “Explain”, set the evidence to “Against” or “Both” to see the part that this step removes.',
  },
  {
    title: 'Overlay',
    facts: (steps) => [
      ['from', cells(steps)],
      ['to', `${Math.round(steps.view.height)} × ${Math.round(steps.view.width)} pixels`],
    ],
    text: (steps) =>
      `The ${cells(steps)} cells are stretched over the part of the picture that the model saw, with linear blending between their centers, and scaled to 0…1 for the colors. The soft edges come from the stretching. The model itself computes no more than the cells.`,
    tryThis:
      'Choose another class in “Explain”: the feature maps stay the same, but other maps matter, and the steps from 3 on change.',
  },
];
