import { expect, test } from 'vitest';
import golden from '../../src/test/resources/io/github/gradcam4j/studio/golden/fitting.json';
import { fitted, type Fitting, type Pixels } from '../src/lib/pillow';

interface Case {
  name: string;
  picture: [width: number, height: number];
  fitting: Fitting;
  sha256: string;
}

const cases = golden as unknown as Case[];

/** The picture of PageTwinsTest: all levels, without symmetry. */
function picture([width, height]: Case['picture']): Pixels {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => ((i * i) % 8191) + 7 * i);
  return { width, height, rgb };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

test.each(cases)('$name, as Java does', async ({ picture: size, fitting, sha256: expected }) => {
  expect(await sha256(fitted(picture(size), fitting))).toBe(expected);
});
