import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const DRAW = `
import io, sys
from PIL import Image, ImageDraw
image = Image.new("RGB", (320, 240), "skyblue")
ImageDraw.Draw(image).ellipse((90, 50, 230, 190), fill="firebrick")
image.save(sys.stdout.buffer, sys.argv[1])
`;

export interface Pictures {
  url: string;
  close(): Promise<void>;
}

/** Replaces the Hub's data sets: serves a generated image for every URL with an image extension. */
export async function servePictures(python: string): Promise<Pictures> {
  const draw = (format: string) => execFileSync(python, ['-c', DRAW, format]);
  const files = { png: draw('PNG'), jpg: draw('JPEG') };
  const server = createServer((request, response) => {
    const extension = /\.(png|jpe?g)$/i.exec(request.url ?? '')?.[1]?.toLowerCase();
    const isKnown = extension !== undefined;
    response.writeHead(isKnown ? 200 : 404, {
      'content-type': extension === 'png' ? 'image/png' : 'image/jpeg',
    });
    response.end(isKnown ? files[extension === 'png' ? 'png' : 'jpg'] : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
