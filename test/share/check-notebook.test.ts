import { describe, expect, test } from 'vitest';
import { checkNotebook } from '../../src/share/check-notebook.ts';
import { startCpuClock } from '../cpu-time.ts';
import { notebookText } from '../server/open-app.ts';

// Assembled here, so that no scanner reports this file as a leak.
const SECRETS: [name: string, secret: string][] = [
  ['Hugging Face', `hf_${'aB3'.repeat(12)}`],
  ['GitHub, classic', `ghp_${'aB3'.repeat(12)}`],
  ['GitHub, fine-grained', `github_pat_${'aB3_'.repeat(12)}`],
  ['AWS, lasting', `AKIA${'A1B2'.repeat(4)}`],
  ['AWS, temporary', `ASIA${'A1B2'.repeat(4)}`],
  ['AWS, the key itself', `aws_secret_access_key = "${'aB3/'.repeat(10)}"`],
  ['OpenAI-like', `sk-${'aB3-'.repeat(10)}`],
  ['a private key', `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----`],
  ['a private key of no kind', `-----BEGIN ${'PRIVATE'} KEY-----`],
];
const [, TOKEN] = SECRETS[0]!;

const code = (source: unknown, more: object = {}) => ({
  cell_type: 'code',
  id: 'x',
  metadata: {},
  source,
  execution_count: null,
  outputs: [],
  ...more,
});
const stream = (text: unknown) => ({ outputs: [{ output_type: 'stream', name: 'stdout', text }] });

function refusalOf(text: string): unknown {
  try {
    return checkNotebook(Buffer.from(text));
  } catch (error) {
    const { code, exitCode, message } = error as Error & { code: string; exitCode: number };
    return { code, exitCode, message };
  }
}
const refused = (where: string) => ({
  code: 'NOTEBOOK_HOLDS_SECRET',
  exitCode: 8,
  message: `${where} contains what looks like an access token or private key`,
});

describe('refuses a secret and identifies its cell', () => {
  test.each(SECRETS)('%s', (_name, secret) => {
    const cells = [code('1'), code(`use(${secret})`)];
    expect(refusalOf(notebookText({ cells }))).toEqual(refused('cell 2'));
    expect(JSON.stringify(refusalOf(notebookText({ cells })))).not.toContain(secret);
  });

  test.each<[where: string, cell: object]>([
    ['a line of its own', code(`login()\n${TOKEN}\n`)],
    ['a line of a list', code(['login()\n', `${TOKEN}\n`])],
    ['two pieces of a list', code([TOKEN.slice(0, 9), TOKEN.slice(9)])],
    ['an output', code('1', stream(`one\n${TOKEN}`))],
    ['an output that is a list', code('1', stream(['one\n', TOKEN]))],
    [
      'data of an output',
      code('1', { outputs: [{ output_type: 'display_data', data: { a: { b: [TOKEN] } } }] }),
    ],
    ["a cell's metadata", code('1', { metadata: { note: TOKEN } })],
    ['a name', code('1', { metadata: { [TOKEN]: 1 } })],
    [
      'an attachment',
      { ...code('1'), cell_type: 'markdown', attachments: { 'a.txt': { 'text/plain': TOKEN } } },
    ],
  ])('in %s', (_where, cell) => {
    expect(refusalOf(notebookText({ cells: [cell] }))).toEqual(refused('cell 1'));
  });

  test.each<[where: string, change: (text: string) => string]>([
    ['metadata', (text) => text.replace('"version"', `"note":"${TOKEN}","version"`)],
    ['a field that nbformat has not', (text) => text.replace('{', `{"note":"${TOKEN}",`)],
    ['a name that stands twice', (text) => text.replace('"cells":', `"cells":"${TOKEN}","cells":`)],
    ['escapes', (text) => text.replace('{', `{"note":"\\u0068${TOKEN.slice(1)}",`)],
  ])('in %s of the notebook', (_where, change) => {
    expect(refusalOf(change(notebookText()))).toEqual(refused("the notebook's metadata"));
  });
});

test.each([
  ['a placeholder', 'token = "hf_..."'],
  ['a short name', 'hf_hub_download("hf_internal")'],
  ['a library', 'import sk_learn_is_a_name; from hf_transfer import x'],
  ['a public key', '-----BEGIN PUBLIC KEY-----'],
])('%s is not a secret', (_name, source) => {
  expect(refusalOf(notebookText({ cells: [code(source)] }))).toMatchObject({ cells: [{ source }] });
});

test('refuses 100,000 levels of nesting without a crash', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const text = notebookText({ cells: [code('1', { metadata: { deep: 0 } })] }).replace(
    '"deep":0',
    `"deep":${deep}`,
  );
  const cpuMs = startCpuClock();
  const outcome = refusalOf(text);
  expect(cpuMs()).toBeLessThan(2_000);
  expect(outcome).toBeDefined();
});
