import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { modelsFromCards } from '../fixtures/fake-hub/from-cards.ts';
import { manyModels } from '../fixtures/fake-hub/many-models.ts';
import { readContent } from '../fixtures/fake-hub/model.ts';

/**
 * `batch-hub.ts <count> <ms>`: a separate process with a Hub of `count` models that sends prepared responses after
 * `ms`. The fake Hub would use more CPU time than the process that is being measured. Half of the models have the
 * fixtures' cards, and the others have longer ones. Prints its URL, then the number of requests for each line on
 * standard input.
 */
const [, , count, delayMs] = process.argv.map(Number);
const responses = new Map<string, { status: number; headers: Record<string, string>; body: Buffer }>();
let requests = 0;

const folder = fileURLToPath(new URL('../fixtures/cards', import.meta.url));
const cards = (await modelsFromCards(folder)).filter(({ id }) => !/^(?:mallory|gravel-works)\//.test(id));
for (const [index, model] of manyModels(count!).entries()) {
  const card = cards[index % cards.length]!;
  const { info, sha } = model;
  const [readme, facts] =
    index % 2 === 0
      ? [model.files.get('README.md')!, info]
      : [
          card.files.get('README.md')!,
          { ...card.info, id: model.id, modelId: model.id, sha, gated: false, private: false },
        ];
  const json = gzipSync(JSON.stringify(facts));
  const type = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' };
  responses.set(`/api/models/${model.id}`, { status: 200, headers: type, body: json });
  const cached = `/api/resolve-cache/models/${model.id}/${sha}/README.md`;
  const location = { location: cached, 'content-type': 'text/plain' };
  responses.set(`/${model.id}/resolve/${sha}/README.md`, {
    status: 307,
    headers: location,
    body: Buffer.from('moved'),
  });
  const text = Buffer.from(readContent(readme));
  responses.set(cached, {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: text,
  });
}

const server = createServer((request, response) => {
  requests++;
  const prepared = responses.get(request.url!);
  const send = () => {
    response.writeHead(prepared?.status ?? 404, {
      ...prepared?.headers,
      'content-length': prepared?.body.length ?? 0,
    });
    response.end(prepared?.body);
  };
  if (delayMs! > 0) setTimeout(send, delayMs);
  else send();
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.stdin.on('data', () => console.log(requests));
process.stdin.on('end', () => process.exit(0));
