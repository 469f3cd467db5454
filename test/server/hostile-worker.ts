import { jobs } from '../../src/server/workers/run-jobs.ts';
import { type RunJob, serveJobs } from '../../src/server/workers/serve-jobs.ts';

/**
 * A worker whose jobs behave as if an unknown attack had succeeded: text with `ATTACK: spin` never finishes, and so
 * on. Without such text, they work as usual.
 */
const ATTACKS: Record<string, () => void> = {
  spin() {
    for (;;);
  },
  slow() {
    const { user } = process.cpuUsage();
    while (process.cpuUsage().user - user < 100_000);
  },
  allocate() {
    new Array(2 ** 27).fill(0).map(String).sort();
  },
  flood() {
    for (const buffers = []; ; ) buffers.push(Buffer.alloc(8_000_000, 1));
  },
  throw() {
    throw new RangeError('Maximum call stack size exceeded');
  },
  exit() {
    process.exit(3);
  },
};

function attack(text: string): void {
  const [, name] = /ATTACK: (\w+)/.exec(text) ?? [];
  if (name !== undefined) ATTACKS[name]!();
}

serveJobs(process, async () => ({
  scan: (input: Parameters<typeof jobs.scan>[0]) => {
    if (Buffer.from(input.bytes).includes('SCAN')) attack(Buffer.from(input.bytes).toString());
    return jobs.scan(input);
  },
  render: (input: Parameters<typeof jobs.render>[0]) => {
    const text = Buffer.from(input.bytes).toString();
    if (text.includes('RENDER') && !(input.plain && text.includes('UNLESS PLAIN'))) attack(text);
    return jobs.render(input);
  },
  compose: (input: Parameters<typeof jobs.compose>[0], report: Parameters<RunJob>[1]) => {
    attack(input.fetched.text ?? '');
    return jobs.compose(input, report);
  },
}));
