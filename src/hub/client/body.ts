import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { badAnswer, Fault } from './fault.ts';

export interface Body {
  bytes: Buffer;
  /** Whether the body was longer than `cap`. */
  isCut: boolean;
}

const DECODERS = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * Reads at most `cap` bytes after decompression, then closes the connection. This keeps decompression bombs out of
 * memory.
 * @throws Fault (`answer`) for unknown or multiple content encodings
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
    throw badAnswer(`unsupported content encoding "${codings.join(', ')}"`);
  }
  // The compressed size is not limited, because the deadline stops an endless stream of empty blocks.
  return pipeline(body, createDecoder({ chunkSize: 64 * 1024 }), () => {});
}

/** @throws Fault (`too-large`) if the body was truncated */
export function requireWhole({ bytes, isCut }: Body): Buffer {
  if (isCut) throw new Fault('too-large', `response is larger than ${Math.floor(bytes.length / 1e6)} MB`);
  return bytes;
}
