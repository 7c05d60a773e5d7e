import type { Outline } from './region';

type Context = OffscreenCanvasRenderingContext2D;

/** A change to a picture that tests what the prediction depends on. */
export interface WhatIf {
  name: string;
  draw: (context: Context, picture: HTMLImageElement, outline: Outline) => void;
}

/** A changed picture, as a file to upload and as an address to show. */
export interface ChangedPicture {
  name: string;
  file: Blob;
  url: string;
}

/** The longer side of a changed picture, in pixels. */
const maxSide = 672;

/** Blurs a picture to twelve cells across, so that only its colors remain. */
function blurred(context: Context, picture: HTMLImageElement) {
  const { width, height } = context.canvas;
  const small = new OffscreenCanvas(12, Math.max(1, Math.round((12 * height) / width)));
  small.getContext('2d')!.drawImage(picture, 0, 0, small.width, small.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, width, height);
}

function inside(context: Context, outline: Outline, draw: () => void) {
  const { width, height } = context.canvas;
  context.save();
  context.beginPath();
  for (const { x, y } of outline) context.lineTo(x * width, y * height);
  context.clip('evenodd');
  draw();
  context.restore();
}

const whole = (context: Context, picture: HTMLImageElement) =>
  context.drawImage(picture, 0, 0, context.canvas.width, context.canvas.height);

function fill(context: Context, color: string) {
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

const whatIfs: readonly WhatIf[] = [
  {
    name: 'Background blurred',
    draw: (context, picture, outline) => {
      blurred(context, picture);
      inside(context, outline, () => whole(context, picture));
    },
  },
  {
    name: 'Background without color',
    draw: (context, picture, outline) => {
      whole(context, picture);
      context.globalCompositeOperation = 'saturation';
      fill(context, '#808080');
      context.globalCompositeOperation = 'source-over';
      inside(context, outline, () => whole(context, picture));
    },
  },
  {
    name: 'Background replaced by gray',
    draw: (context, picture, outline) => {
      fill(context, '#7b746a');
      inside(context, outline, () => whole(context, picture));
    },
  },
  {
    name: 'Object removed',
    draw: (context, picture, outline) => {
      whole(context, picture);
      inside(context, outline, () => blurred(context, picture));
    },
  },
];

/** Returns a picture with each of the changes. The caller revokes the addresses when they are no longer shown. */
export async function changedPictures(source: string, outline: Outline): Promise<ChangedPicture[]> {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const scale = Math.min(1, maxSide / Math.max(picture.naturalWidth, picture.naturalHeight));
  const width = Math.max(1, Math.round(picture.naturalWidth * scale));
  const height = Math.max(1, Math.round(picture.naturalHeight * scale));
  return Promise.all(
    whatIfs.map(async ({ name, draw }) => {
      const canvas = new OffscreenCanvas(width, height);
      draw(canvas.getContext('2d')!, picture, outline);
      const file = await canvas.convertToBlob({ type: 'image/png' });
      return { name, file, url: URL.createObjectURL(file) };
    }),
  );
}
