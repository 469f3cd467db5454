import { createHub } from '../../src/hub/hub.ts';

/**
 * One of many processes. Reads every model and card in its own order, and prints those that differ from what was
 * served.
 */
const [, , endpoint, cacheDir, count, seed] = process.argv;
let broken = 0;
const hub = createHub({
  endpoint: endpoint!,
  cacheDir: cacheDir!,
  userAgent: 'alacard/test',
  onEvent: (event) => {
    if (event.type === 'cache' && event.status === 'broken') broken++;
  },
});
const total = Number(count);
const wrong: string[] = [];
let reads = 0;

for (let index = 0; index < total; index++) {
  const id = `m/${(index * 7 + Number(seed) * 13) % total}`;
  const { info, source } = await hub.model(id);
  if (info.id !== id || info.sha === undefined) wrong.push(`${id} from ${source}: ${JSON.stringify(info)}`);
  const readme = await hub.readme(id, info.sha!);
  if (readme.status !== 'ok' || readme.text !== `# ${id}\n`.repeat(200))
    wrong.push(`${id}: ${JSON.stringify(readme).slice(0, 200)}`);
  reads += 2;
}
await hub.close();
process.stdout.write(JSON.stringify({ reads, wrong, broken }));
