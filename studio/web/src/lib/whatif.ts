import type { Box } from './region';

/** The same picture with one thing changed, to see what the prediction hangs on. */
export interface WhatIf {
  name: string;
  draw: (context: OffscreenCanvasRenderingContext2D, picture: HTMLImageElement, box: Box) => void;
}

const largest = 672;

/** Twelve cells across, smoothly: nothing but colours is left. */
function blurred(context: OffscreenCanvasRenderingContext2D, picture: HTMLImageElement) {
  const { width, height } = context.canvas;
  const small = new OffscreenCanvas(12, Math.max(1, Math.round((12 * height) / width)));
  small.getContext('2d')!.drawImage(picture, 0, 0, small.width, small.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, width, height);
}

function inside(context: OffscreenCanvasRenderingContext2D, box: Box, draw: () => void) {
  const { width, height } = context.canvas;
  context.save();
  context.beginPath();
  context.rect(box.x * width, box.y * height, box.width * width, box.height * height);
  context.clip();
  draw();
  context.restore();
}

const whole = (context: OffscreenCanvasRenderingContext2D, picture: HTMLImageElement) =>
  context.drawImage(picture, 0, 0, context.canvas.width, context.canvas.height);

function fill(context: OffscreenCanvasRenderingContext2D, colour: string) {
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

export const whatIfs: WhatIf[] = [
  {
    name: 'Background blurred',
    draw: (context, picture, box) => {
      blurred(context, picture);
      inside(context, box, () => whole(context, picture));
    },
  },
  {
    name: 'Background without colour',
    draw: (context, picture, box) => {
      whole(context, picture);
      context.globalCompositeOperation = 'saturation';
      fill(context, '#808080');
      context.globalCompositeOperation = 'source-over';
      inside(context, box, () => whole(context, picture));
    },
  },
  {
    name: 'Background replaced by grey',
    draw: (context, picture, box) => {
      fill(context, '#7b746a');
      inside(context, box, () => whole(context, picture));
    },
  },
  {
    name: 'Object removed',
    draw: (context, picture, box) => {
      whole(context, picture);
      inside(context, box, () => blurred(context, picture));
    },
  },
];

export async function change(source: string, box: Box, whatIf: WhatIf): Promise<Blob> {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const scale = Math.min(1, largest / Math.max(picture.naturalWidth, picture.naturalHeight));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.naturalWidth * scale)),
    Math.max(1, Math.round(picture.naturalHeight * scale)),
  );
  whatIf.draw(canvas.getContext('2d')!, picture, box);
  return canvas.convertToBlob({ type: 'image/png' });
}
