import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from '../../errors.ts';

/** Reads a stream to its end. Throws UsageError where it is longer, the signal's reason once that is aborted. */
export async function readInput(stream: Readable, mostBytes: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > mostBytes)
        throw new UsageError('there is too much on standard input', { hint: 'Give model ids.' });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}
