/** Formats of numbers. */
const one = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');

export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(100 * share).toFixed(1)} %`;
}

export const count = (n: number) => whole.format(n);

export const millions = (n: number) => (n >= 1e6 ? `${one.format(n / 1e6)} M` : whole.format(n));

export const bytes = (n: number) => (n >= 1e6 ? `${one.format(n / 1e6)} MB` : `${one.format(n / 1e3)} kB`);

export const time = (ms: number) => (ms >= 1000 ? `${one.format(ms / 1000)} s` : `${one.format(ms)} ms`);

/** Formats a remaining time, rounded. */
export const duration = (ms: number) =>
  ms >= 90_000 ? `${whole.format(Math.round(ms / 60_000))} min` : `${whole.format(Math.ceil(ms / 1000))} s`;

export const signed = (x: number, digits = 3) => (x < 0 ? '−' : '') + Math.abs(x).toPrecision(digits);

export const shape = (dimensions: number[]) => dimensions.map((d) => (d < 0 ? 'N' : String(d))).join(' × ');

/** Capitalizes the first letter. */
export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
