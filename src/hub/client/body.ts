import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { badAnswer, Fault } from './fault.ts';

export interface Body {
  bytes: Buffer;
  /** There was more than the cap. */
  isCut: boolean;
}

const DECODERS = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads at most `cap` bytes as they are after decompression, then hangs up: what a bomb would inflate
 * to is never held. One content coding at most.
 * @throws Fault (`answer`) for stacked or unknown codings
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  cap: number,
): Promise<Body> {
  const source = decode(body, contentEncoding);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > cap) return { bytes: Buffer.concat(chunks).subarray(0, cap), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

function decode(body: Readable, contentEncoding = ''): Readable {
  const codings = contentEncoding
    .toLowerCase()
    .split(',', 20)
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding] = codings;
  if (coding === undefined) return body;
  const createDecoder = DECODERS.get(coding);
  if (codings.length > 1 || !createDecoder) {
    body.on('error', () => {}).destroy();
    throw badAnswer(`the answer's coding "${codings.join(', ')}" can't be taken`);
  }
  // The compressed side has no cap of its own: empty blocks without end are stopped by the deadline.
  return pipeline(body, createDecoder({ chunkSize: 64 * 1024 }), () => {});
}

/** @throws Fault (`too-large`) when the body was cut */
export function requireWhole({ bytes, isCut }: Body): Buffer {
  if (isCut) throw new Fault('too-large', `the answer is larger than ${Math.floor(bytes.length / 1e6)} MB`);
  return bytes;
}
