import type { Region } from './heat';
import type { Rect, Size } from './types';

/** A rectangle in shares of the whole picture. */
export type Box = Rect;

export function readBox(text: string): Box | null {
  const [x, y, width, height] = text.split(',').map(Number);
  const numbers = [x, y, width, height].every((n) => n !== undefined && Number.isFinite(n) && n >= 0 && n <= 1);
  return numbers && width! > 0 && height! > 0 ? { x: x!, y: y!, width: width!, height: height! } : null;
}

export const writeBox = (box: Box) => [box.x, box.y, box.width, box.height].map((n) => n.toFixed(3)).join(',');

/** What was explained: a picture, and the part of it that the model saw. */
export interface Seen {
  picture: Size;
  view: Rect;
}

/** A region of the picture as a region of the part that the model saw. */
function seen({ picture, view }: Seen, within: Region): Region {
  return (x, y) => within((view.x + x * view.width) / picture.width, (view.y + y * view.height) / picture.height);
}

export function boxRegion(box: Box, explained: Seen): Region {
  return seen(explained, (x, y) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
}

/** The region of a scene's object, from the server's mask: white on black. */
export async function maskRegion(sample: string, explained: Seen): Promise<Region> {
  const image = new Image();
  image.src = `/api/samples/${encodeURIComponent(sample)}/mask.png`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return seen(explained, (x, y) => data[4 * (Math.floor(y * height) * width + Math.floor(x * width))]! > 127);
}
