import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { address, defaults, read } from '../src/lib/view';

describe('an address', () => {
  beforeEach(() => vi.stubGlobal('location', new URL('http://127.0.0.1:8501/?picture=daisy')));
  afterEach(() => vi.unstubAllGlobals());

  it('of the defaults is the bare page', () => expect(address(defaults)).toBe('/'));

  it('contains only values that differ from the defaults', () =>
    expect(address({ ...defaults, picture: 'daisy', opacity: 0.7 })).toBe('?picture=daisy&opacity=0.7'));

  it('repeats the classes that the target is compared with', () => {
    const view = { ...defaults, versus: ['1', 'top2'], 'versus-weights': '3,1' };
    expect(address(view)).toBe('?versus=1&versus=top2&versus-weights=3%2C1');
    expect(read(address(view))).toEqual(view);
    expect(read('?versus=')).toEqual(defaults);
  });

  it('is read as written', () => {
    const view = { ...defaults, tab: 'compare', method: 'gradcam++', threshold: 0.25, sign: 'both', step: 3 } as const;
    expect(read(address(view))).toEqual(view);
  });
});

describe('an invalid parameter has its default value', () => {
  it.each([
    'tab=nowhere',
    'sign=maybe',
    'opacity=2',
    'opacity=',
    'opacity=x',
    'threshold=0.99',
    'step=0',
    'arrangement=upside',
  ])('%s', (search) => expect(read(`?${search}`)).toEqual(defaults));
});

it('a sample can have its name of the command line', () => expect(read('?picture=sample:daisy').picture).toBe('daisy'));
