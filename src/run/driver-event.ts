import type { PackageChange, RunStatus } from './run-event.ts';

/** An event that `templates/run/run_notebook.py` prints as a line of JSON. */
export type DriverEvent =
  | { event: 'unusable'; reason: string; missing: string | null; executable: string }
  | { event: 'ready'; executable: string; version: string }
  | { event: 'warning'; message: string }
  | { event: 'changes'; packages: PackageChange[] }
  | { event: 'started'; number: number }
  | { event: 'output'; number: number; text: string }
  | { event: 'finished'; number: number; seconds: number; status: RunStatus }
  | { event: 'failure'; name: string; message: string; number?: number }
  | { event: 'notebook'; content: string }
  | { event: 'done' };

const FIELDS: Record<DriverEvent['event'], Record<string, 'string' | 'number' | 'object'>> = {
  unusable: { reason: 'string', executable: 'string' },
  ready: { executable: 'string', version: 'string' },
  warning: { message: 'string' },
  changes: { packages: 'object' },
  started: { number: 'number' },
  output: { number: 'number', text: 'string' },
  finished: { number: 'number', seconds: 'number', status: 'string' },
  failure: { name: 'string', message: 'string' },
  notebook: { content: 'string' },
  done: {},
};

/** Returns undefined for other lines: Python's site files may print anything. */
export function findDriverEvent(line: string): DriverEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { event } = value;
  if (typeof event !== 'string' || !Object.hasOwn(FIELDS, event)) return undefined;
  const fields = Object.entries(FIELDS[event as DriverEvent['event']]);
  return fields.every(([name, type]) => typeof value[name] === type) ? (value as DriverEvent) : undefined;
}
