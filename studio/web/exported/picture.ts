import type { Pixels } from '../src/lib/pillow';

/** The largest number of pixels: a canvas of phones has about as many. */
const most = 16_000_000;

export interface Opened {
  src: string;
  name: string;
  pixels: Pixels;
}

function pixels(source: CanvasImageSource, width: number, height: number): Pixels {
  if (width * height > most) throw new Error(`${width} × ${height} pixels are too many: 16 million at most.`);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) rgb.set(data.subarray(4 * p, 4 * p + 3), 3 * p);
  return { width, height, rgb };
}

/** Opens a picture, upright; transparent parts lie on white. */
export async function open(file: File): Promise<Opened> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image', colorSpaceConversion: 'none' });
  } catch {
    throw new Error(`${file.name} is not a picture that this browser reads. Choose a PNG, JPEG or WebP.`);
  }
  try {
    return { src: URL.createObjectURL(file), name: file.name, pixels: pixels(bitmap, bitmap.width, bitmap.height) };
  } finally {
    bitmap.close();
  }
}

/** Takes the current frame of the camera. */
export async function snapshot(video: HTMLVideoElement): Promise<Opened> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return open(new File([await canvas.convertToBlob({ type: 'image/png' })], 'camera.png', { type: 'image/png' }));
}
