import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from '../../errors.ts';

/**
 * Reads a stream to its end.
 * @throws UsageError if it is larger than `maxBytes`; the signal's reason
 */
export async function readInput(stream: Readable, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes)
        throw new UsageError(`standard input is larger than ${maxBytes / 1_048_576} MB`, {
          hint: 'Pass a list of model ids.',
        });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}
