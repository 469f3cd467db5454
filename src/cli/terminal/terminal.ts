import { redactSecrets } from '../../encode/secrets.ts';
import { stripControl } from '../../encode/terminal-text.ts';
import { WriteError } from '../../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The members of process.stdout and process.stderr that alacard uses. */
export interface WritableStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string, done: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface Output {
  stream: WritableStream;
  isTTY: boolean;
  color: boolean;
  /**
   * Resolves when the text is written. A closed pipe is not an error.
   * @throws WriteError
   */
  write(text: string): Promise<void>;
}

export interface Terminal {
  out: Output;
  err: Output;
}

export type Paint = (text: string) => string;

export interface Style {
  bold: Paint;
  dim: Paint;
  italic: Paint;
  underline: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
  cyan: Paint;
}

const asIs: Paint = (text) => text;
const PLAIN: Style = {
  bold: asIs,
  dim: asIs,
  italic: asIs,
  underline: asIs,
  red: asIs,
  green: asIs,
  yellow: asIs,
  cyan: asIs,
};

/**
 * FORCE_COLOR takes precedence over NO_COLOR, as in Node. Otherwise, terminals get colors, except for dumb terminals
 * and CI.
 */
export function wantsColor(env: Env, isTTY: boolean): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced.toLowerCase() !== 'false';
  if (env.NO_COLOR) return false;
  return isTTY && env.TERM !== 'dumb' && !isCI(env);
}

export function isCI(env: Env): boolean {
  const ci = env.CI;
  return ci !== undefined && ci !== '' && ci !== '0' && ci.toLowerCase() !== 'false';
}

export function createTerminal(
  streams: { stdout: WritableStream; stderr: WritableStream },
  env: Env,
): Terminal {
  return {
    out: createOutput(streams.stdout, 'standard output', env),
    err: createOutput(streams.stderr, 'standard error', env),
  };
}

function createOutput(stream: WritableStream, name: string, env: Env): Output {
  const isTTY = stream.isTTY === true;
  let closed = false;
  // Without a listener, an EPIPE would end the process with a stack trace. `write` below reports other errors.
  stream.on('error', (error) => {
    if (isBrokenPipe(error)) closed = true;
  });
  return {
    stream,
    isTTY,
    color: wantsColor(env, isTTY),
    write: (text) =>
      new Promise((resolve, reject) => {
        if (closed || text === '') return resolve();
        stream.write(text, (error) => {
          if (!error) return resolve();
          closed = true;
          if (isBrokenPipe(error)) return resolve();
          reject(
            new WriteError(`cannot write to ${name}: ${error.message}`, {
              hint: 'Free some disk space, or use --output to write to a file on another disk.',
              cause: error,
            }),
          );
        });
      }),
  };
}

function isBrokenPipe(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

/** Loads chalk only if colors are used. */
export async function loadStyle(output: Pick<Output, 'color'>): Promise<Style> {
  if (!output.color) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}

/** Makes untrusted text safe for a terminal or a log: one line, without control characters and tokens. */
export function toSafeText(text: string, options: { multiline?: boolean } = {}): string {
  return redactSecrets(stripControl(text, options));
}

/** JSON without raw control or bidirectional characters, and without tokens. */
export function toSafeJson(value: unknown, indent = 2): string {
  return escapeSafeJson(JSON.stringify(value, null, indent));
}

/** Escapes JSON text in the same way as `toSafeJson`. */
export function escapeSafeJson(json: string): string {
  const escaped = (text: string) => `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return redactSecrets(json).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escaped,
  );
}
