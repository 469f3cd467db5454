/** Bytes per parameter, by the dtype names of the safetensors format and those that the Hub derives for packed weights. */
const DTYPE_BYTES: Record<string, number> = {
  C64: 8,
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F6_E2M3: 0.75,
  F6_E3M2: 0.75,
  F4: 0.5,
  I4: 0.5,
  U4: 0.5,
};

interface Weights {
  parameters?: number;
  dtype?: string;
  bytes?: number;
}

/** Bytes per parameter of a dtype, ignoring case. Undefined if the dtype is unknown. */
export const dtypeBytes = (dtype: string): number | undefined =>
  Object.hasOwn(DTYPE_BYTES, dtype.toUpperCase()) ? DTYPE_BYTES[dtype.toUpperCase()] : undefined;

/** Memory for the weights: parameters times bytes per parameter, or else the size of the download. */
export function memoryBytes(weights: Weights): number | undefined {
  const each = weights.dtype === undefined ? undefined : dtypeBytes(weights.dtype);
  if (isAmount(weights.parameters) && each !== undefined) return Math.round(weights.parameters * each);
  return downloadBytes(weights);
}

/** Size of the weights to download, if known. */
export function downloadBytes(weights: Weights): number | undefined {
  return isAmount(weights.bytes) ? Math.round(weights.bytes) : undefined;
}

/** Formats `8030261248` as `8,030,261,248`, regardless of the locale. */
export function formatCount(count: number): string {
  let text = String(Math.round(count));
  for (let at = text.length - 3; at > 0; at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
}

/** Formats `8030261248` as `8.0B`. */
export function formatParameters(count: number): string {
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ] as const) {
    if (count >= size) return `${(count / size).toFixed(1)}${unit}`;
  }
  return String(count);
}

/** Formats bytes in decimal units, such as `16.1 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e12) return `${(bytes / 1e12).toFixed(1)} TB`;
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(0)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}

const DATE = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** Formats an ISO timestamp as `January 2, 2026`. Other text stays as it is. */
export function formatDate(timestamp: string): string {
  const date = new Date(timestamp);
  return /^\d{4}-\d\d-\d\d/.test(timestamp) && !Number.isNaN(date.getTime()) ? DATE.format(date) : timestamp;
}

/** Whether an untrusted number can be shown as an amount. */
export function isAmount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
