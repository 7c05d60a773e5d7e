import { createHash } from 'node:crypto';
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

test.each(cases)('$name, as Java does', ({ picture: size, fitting, sha256 }) => {
  const hash = createHash('sha256')
    .update(fitted(picture(size), fitting))
    .digest('hex');
  expect(hash).toBe(sha256);
});
