import { readFileSync } from 'node:fs';
import { request } from 'undici';

// What a batch downloads, and nothing else: `bare-download.mjs <hub> <file of [id, sha]> <requests at once>`.
const [, , hub, file, atOnce] = process.argv;
const models = JSON.parse(readFileSync(file, 'utf8')).values();

async function get(path) {
  const { statusCode, headers, body } = await request(hub + path, {
    headers: { 'accept-encoding': 'gzip, br' },
  });
  await body.arrayBuffer();
  if (statusCode === 307) await get(headers.location);
  else if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
}

await Promise.all(
  Array.from({ length: Number(atOnce) }, async () => {
    for (const [id, sha] of models) {
      await get(`/api/models/${id}`);
      await get(`/${id}/resolve/${sha}/README.md`);
    }
  }),
);
