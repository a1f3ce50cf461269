// What the bench finds out: rows that compare ways, each with its median and spread.

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Or why there is none, in words. */
export type Result = Spread | { readonly none: string };

export interface Row {
  readonly what: string;
  readonly unit: string;
  /** By the name of what was compared; ours last. */
  readonly results: Readonly<Record<string, Result>>;
}

export interface Figures {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.some((value) => !Number.isFinite(value))) {
    throw new Error(`the bench measured nothing: ${values.join(' ') || 'no turn'}`);
  }
  const at = (q: number): number => sorted[Math.round((sorted.length - 1) * q)] as number;
  return { median: at(0.5), low: at(0), high: at(1), count: sorted.length };
}

const round = (value: number): string => (value < 20 ? value.toFixed(1) : value.toFixed(0));

function cell(result: Result): string {
  if ('none' in result) return result.none;
  const { median, low, high, count } = result;
  return count === 1 ? round(median) : `${round(median)} (${round(low)}-${round(high)})`;
}

/** For people: a line for each row's way, so that it fits any terminal. */
export function table(rows: readonly Row[]): string {
  return rows
    .map(({ what, unit, results }) => {
      const lines = Object.entries(results).map(
        ([way, result]) => `  ${way.padEnd(28)}${cell(result)}`,
      );
      return [`${what}, ${unit}`, ...lines].join('\n');
    })
    .join('\n\n');
}
