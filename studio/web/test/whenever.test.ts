import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { observed } from './observed.svelte';

let page: ReturnType<typeof observed>;

beforeEach(() => {
  page = observed();
  flushSync();
});

afterEach(() => page.destroy());

it('runs at once and again for another key', () => {
  expect(page.runs).toEqual(['daisy']);
  page.view = { ...page.view, picture: 'lemon' };
  flushSync();
  expect(page.runs).toEqual(['daisy', 'lemon']);
});

it('does not run for other state that the work reads and writes', () => {
  page.view = { ...page.view, opacity: 0.7 };
  flushSync();
  page.explanation = 'another';
  flushSync();
  expect(page.runs).toEqual(['daisy']);
});

it('aborts the previous run, and the last one when the component is removed', () => {
  const first = page.signal!;
  page.view = { ...page.view, picture: 'lemon' };
  flushSync();
  expect(first.aborted).toBe(true);
  expect(page.signal!.aborted).toBe(false);
  page.destroy();
  expect(page.signal!.aborted).toBe(true);
});

it('runs nothing without a key', () => {
  page.view = { ...page.view, picture: '' };
  flushSync();
  expect(page.runs).toEqual(['daisy']);
  expect(page.signal!.aborted).toBe(true);
});
