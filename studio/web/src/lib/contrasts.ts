import type { Contrast, Versus } from './types';
import type { View } from './view';

/** The change of the view to a target that is compared with no class. */
export const alone = { versus: [] as readonly string[], 'versus-weights': '' } satisfies Partial<View>;

/** Returns the classes that a target is compared with, with their weights. */
export function contrasts(versus: Versus | undefined): Contrast[] {
  if (!versus) return [];
  return Array.isArray(versus) ? versus : [{ index: versus.index, label: versus.label, weight: 1 }];
}

/** Whether the weights are not those without `versus-weights`. */
export const weighted = (classes: Contrast[]) => new Set(classes.map(({ weight }) => weight)).size > 1;

/** Returns the names of classes: `bison and zebra`, or `bison (0.75) and zebra (0.25)` if the weights differ. */
export function names(classes: Contrast[]): string {
  const labels = classes.map(({ label, weight }) =>
    weighted(classes) ? `${label} (${Number(weight.toPrecision(2))})` : label,
  );
  return labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}` : labels.join();
}

/** Returns the target and the classes that it is compared with, if any: `ox versus bison and zebra`. */
export function title({ target, versus }: { target: { label: string }; versus: Versus }): string {
  return versus ? `${target.label} versus ${names(contrasts(versus))}` : target.label;
}
