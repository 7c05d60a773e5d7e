import type { ModelInfo } from './types';

type Input = ModelInfo['input'];

/** A channel of the model's input, computed from the red, green, blue and opacity of a pixel. */
export interface Plane {
  name: string;
  of: (pixels: Uint8ClampedArray, at: number) => number;
}

const names: Record<string, string> = { R: 'red', G: 'green', B: 'blue', A: 'opacity' };

const gray: Plane = {
  name: 'gray',
  of: (pixels, at) => Math.round(0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!),
};

/** Returns the channels of a model's input in their order. */
export const planes = ({ channels }: Input): Plane[] =>
  channels === 'GRAY'
    ? [gray]
    : [...channels].map((letter) => {
        const offset = 'RGBA'.indexOf(letter);
        return { name: names[letter]!, of: (pixels, at) => pixels[at + offset]! };
      });

const ultralyticsGray = 114;

/** Returns the color of the border of a padded picture: the mean, or a gray if the mean is 0. */
export function border({ channels, scale, mean }: Input): string {
  const level = (letter: string) => {
    const at = channels === 'GRAY' ? 0 : channels.indexOf(letter);
    return mean.every((m) => m === 0) ? ultralyticsGray : Math.round((mean[at] ?? 0) / scale);
  };
  return `rgb(${level('R')}, ${level('G')}, ${level('B')})`;
}

const number = (x: number) => String(+Math.abs(x).toFixed(3));

const scaled = (scale: number, digits: number) =>
  scale === 1 ? '' : `${scale < 0 ? '−' : ''}${Math.abs(scale).toPrecision(digits)}`;

/** Returns the formula of a channel, for a pixel value p of 0 to 255. */
export function formula({ scale, mean, std }: Input, channel: number): string {
  const [shift, spread] = [mean[channel] ?? 0, std[channel] ?? 1];
  const shifted = [`${scaled(scale, 2)} p`.trim(), shift === 0 ? '' : `${shift < 0 ? '+' : '−'} ${number(shift)}`]
    .join(' ')
    .trim();
  return spread === 1 ? shifted : `(${shifted}) / ${number(spread)}`;
}

const fits: Record<string, string> = { squash: 'squashed', crop: 'cropped', pad: 'padded' };

/** Returns how a picture of other proportions is fitted to the input. */
export const fitted = ({ fit }: Input) => fits[fit] ?? fit;

/** Describes the preprocessing in a few words. */
export function summary(input: Input): string {
  const { channels, scale, mean, std, width, height } = input;
  const list = (values: number[]) => values.map((x) => +x.toFixed(3)).join(', ');
  const parts = [`${fitted(input)} to ${width} × ${height}`, channels === 'GRAY' ? 'gray' : channels];
  if (scale !== 1) parts.push(`times ${scaled(scale, 3)}`);
  parts.push(`minus (${list(mean)})`);
  if (std.some((s) => s !== 1)) parts.push(`divided by (${list(std)})`);
  return parts.join(', ');
}
