import { count, percent, shape, signed } from './text';
import type { Steps, TensorFacts } from './types';

/** One step of the algorithm, told with the numbers of the picture on screen. */
export interface Lesson {
  title: string;
  facts: (steps: Steps) => [name: string, fact: string][];
  text: (steps: Steps) => string;
  tryThis: string;
}

const range = ({ low, high }: TensorFacts) => `${signed(low)} to ${signed(high)}`;
const maps = ({ activations }: Steps) =>
  activations.low < 0
    ? 'it is red where its pattern was found and blue where its opposite was'
    : 'it is bright where its pattern was found';
const level = ({ channels }: Steps) =>
  channels.every(
    ({ gradient }) => Math.max(...gradient) - Math.min(...gradient) <= 1e-4 * Math.max(...gradient.map(Math.abs)),
  );
const channels = (steps: Steps) => steps.weights.length;
const cells = (steps: Steps) => `${steps.map.height} × ${steps.map.width}`;
const score = (steps: Steps) =>
  steps.versus
    ? `logit of ${steps.target.label} minus logit of ${steps.versus.label}`
    : `logit of ${steps.target.label}`;

export const lessons: Lesson[] = [
  {
    title: 'Input',
    facts: (steps) => [
      ['tensor', shape(steps.input.shape)],
      ['values', range(steps.input)],
    ],
    text: (steps) =>
      `The picture is brought to ${steps.input.shape.at(-1)} × ${steps.input.shape.at(-2)} pixels and each colour is shifted and scaled as it was when the model was trained. From here on there is no picture any more, only ${count(steps.input.shape.reduce((product, d) => product * Math.abs(d), 1))} numbers; what was cut off or blurred away here cannot be part of any explanation.`,
    tryThis:
      'Drop a very wide picture of yours: it is squashed or cropped, depending on the model. Would you still recognise it?',
  },
  {
    title: 'Feature maps',
    facts: (steps) => [
      ['activations', shape(steps.activations.shape)],
      ['values', range(steps.activations)],
      ['exactly zero', percent(steps.activations.zeros)],
    ],
    text: (steps) =>
      `At ${steps.layer} the model holds ${count(channels(steps))} maps of ${cells(steps)} cells. Each map is a detector that training invented: ${maps(steps)}. Shown are those that matter most for this class, by the size of their part in the sum of step 5. Each is scaled to its own strongest cell.`,
    tryThis:
      'Choose some maps to lay them over the picture. In “Explain”, take an earlier layer and come back: more cells, simpler patterns.',
  },
  {
    title: 'Gradients',
    facts: (steps) => [
      ['gradient', shape(steps.gradients.shape)],
      ['values', range(steps.gradients)],
      [score(steps), signed(steps.score, 4)],
    ],
    text: (steps) =>
      `For each of these numbers: how much would the score rise if this one rose a little? That is the gradient of the ${score(steps)} with respect to the feature maps, red where more would help, blue where it would hurt. It comes from one pass backwards through the layers between ${steps.layer} and the scores, and not a single weight of the model is changed. Each map is scaled to its own largest value.${level(steps) ? ` Here each has one colour all over: what follows ${steps.layer} begins by averaging each channel, so that all of its cells count the same.` : ''}`,
    tryThis:
      'In “Explain”, take the last layer of a network that ends in averaging and one linear layer, then the layer before: only there do the cells of a channel differ.',
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
      `Grad-CAM takes the mean of each gradient map over its ${cells(steps)} cells. That leaves one number per channel: how much this detector speaks for the class (warm, above the line) or against it (cold, below). Here the method forgets where the gradient was; HiResCAM does not.`,
    tryThis:
      'Move along the bars from the strongest supporter to the strongest opponent and watch where in the picture each looks.',
  },
  {
    title: 'Weighted sum',
    facts: (steps) => [
      ['map', cells(steps)],
      ['values', `${signed(Math.min(...steps.map.raw))} to ${signed(Math.max(...steps.map.raw))}`],
    ],
    text: (steps) =>
      `Each of the ${count(channels(steps))} maps is multiplied by its weight, and all are added cell by cell. What is left is a single map of ${cells(steps)} numbers: evidence for the class (red) and against it (blue).`,
    tryThis:
      'Point at the reddest cell: a handful of channels usually make most of it. Are they the same ones in a blue cell?',
  },
  {
    title: 'ReLU',
    facts: (steps) => [
      ['cells for the class', count(steps.map.raw.filter((value) => value > 0).length)],
      ['cells against, now zero', count(steps.map.raw.filter((value) => value < 0).length)],
    ],
    text: () =>
      `Negative cells are set to zero. They speak against the class, often because they speak for another, and without this step a map would mix “here is evidence for it” with “here is something else”. If every cell is negative, the map is empty, and that is an answer too.`,
    tryThis: 'In “Explain”, set the evidence to “Against” or “Both” to see what was thrown away here.',
  },
  {
    title: 'Overlay',
    facts: (steps) => [
      ['from', cells(steps)],
      ['to', `${Math.round(steps.view.height)} × ${Math.round(steps.view.width)} pixels`],
    ],
    text: (steps) =>
      `The ${cells(steps)} cells are stretched over what the model saw of the picture, blending linearly between their centres, and scaled to 0…1 for the colours. The soft edges are made by this stretching; the model itself knows no more than the cells.`,
    tryThis: 'Choose another class in “Explain”: steps 1 and 2 stay as they are, everything from step 3 on changes.',
  },
];
