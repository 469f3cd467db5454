import { describe, expect, test } from 'vitest';
import { parseGlobalOptions, parseHubFlags, type RawOptions } from '../../src/cli/arguments/option-values.ts';
import { parseGenerateOptions } from '../../src/cli/commands/generate/options.ts';
import { HELP_TOPICS } from '../../src/cli/commands/help/help-topics.ts';
import { COMMANDS, dispatch, runProgram } from '../../src/cli/program.ts';
import { createFakeHost } from './fake-host.ts';

async function parse(argv: string[]) {
  let models: unknown;
  let raw: RawOptions = {};
  await dispatch(argv, createFakeHost(), async (command, [first], given) => {
    if (command.name === 'generate') [models, raw] = [first, given];
    return 0;
  });
  return { models, ...parseGlobalOptions(raw), ...parseHubFlags(raw), ...parseGenerateOptions(raw) };
}

const NOTHING_GIVEN = {
  json: false,
  quiet: false,
  debug: false,
  offline: false,
  example: 'auto',
  target: 'jupyter',
  carryEndpoint: false,
  preferOfficial: false,
  snippets: 'first',
  force: false,
  requirePinned: false,
  dryRun: false,
  refresh: false,
  rebuild: false,
  run: false,
  isProjectOutput: false,
};

const OPTIONS: [argv: string, expected: object][] = [
  ['generate gpt2', { models: ['gpt2'] }],
  ['generate a/b c/d', { models: ['a/b', 'c/d'] }],
  ['generate --json a/b', { models: ['a/b'], json: true }],
  ['--json generate a/b', { models: ['a/b'], json: true }],
  ['generate a/b -q', { models: ['a/b'], quiet: true }],
  ['generate a/b --quiet --debug', { models: ['a/b'], quiet: true, debug: true }],
  ['generate a/b --offline', { models: ['a/b'], offline: true }],
  ['--endpoint https://hub.example generate a/b', { models: ['a/b'], endpoint: 'https://hub.example' }],
  ['generate a/b --token-file ./t', { models: ['a/b'], tokenFile: './t' }],
  ['generate a/b -o -', { models: ['a/b'], output: '-' }],
  ['generate -o - a/b', { models: ['a/b'], output: '-' }],
  ['generate a/b -oout/', { models: ['a/b'], output: 'out/' }],
  ['generate a/b --output={name}.py', { models: ['a/b'], output: '{name}.py' }],
  ['generate a/b --format py', { models: ['a/b'], format: 'py' }],
  ['generate a/b --format py --format md', { models: ['a/b'], format: 'md' }],
  ['generate a/b --example library', { models: ['a/b'], example: 'library' }],
  ['generate a/b --snippets all', { models: ['a/b'], snippets: 'all' }],
  ['generate a/b --quantize 4bit', { models: ['a/b'], quantize: '4bit' }],
  ['generate a/b --prefer-official', { models: ['a/b'], preferOfficial: true }],
  ['generate a/b --carry-endpoint', { models: ['a/b'], carryEndpoint: true }],
  [
    'generate a/b --official-notebook x.ipynb',
    { models: ['a/b'], preferOfficial: true, officialPath: 'x.ipynb' },
  ],
  ['generate a/b --target colab', { models: ['a/b'], target: 'colab' }],
  ['generate a/b --target jupyter', { models: ['a/b'] }],
  ['generate ./x --id a/b', { models: ['./x'], id: 'a/b' }],
  ['generate a/b -f', { models: ['a/b'], force: true }],
  ['generate a/b --force', { models: ['a/b'], force: true }],
  ['generate a/b --require-pinned', { models: ['a/b'], requirePinned: true }],
  ['generate a/b -n', { models: ['a/b'], dryRun: true }],
  ['generate a/b --dry-run', { models: ['a/b'], dryRun: true }],
  ['generate a/b --run', { models: ['a/b'], run: true }],
  ['generate a/b --refresh', { models: ['a/b'], refresh: true }],
  ['generate a/b --rebuild', { models: ['a/b'], rebuild: true }],
  ['generate a/b --revision refs/pr/1', { models: ['a/b'], revision: 'refs/pr/1' }],
  ['generate a/b --timeout 30', { models: ['a/b'], timeoutMs: 30_000 }],
  ['generate a/b --timeout 2m', { models: ['a/b'], timeoutMs: 120_000 }],
  ['generate a/b --max-wait 0', { models: ['a/b'], maxWaitMs: 0 }],
  ['generate -- -odd', { models: ['-odd'] }],
];

describe('parsing argv', () => {
  test.each(OPTIONS)('%s', async (argv, expected) => {
    expect(await parse(argv.split(' '))).toEqual({ ...NOTHING_GIVEN, ...expected });
  });
});

const MISTAKES: [argv: string[], message: RegExp, hint: RegExp][] = [
  [['generate'], /missing required argument 'model'/, /alacard generate openai-community\/gpt2/],
  [['generate', 'a/b', '--forse'], /unknown option '--forse'/, /Did you mean --force\?/],
  [['--jsn', 'generate', 'a/b'], /unknown option '--jsn'/, /Did you mean --json\?/],
  [['generate', 'a/b', '--output'], /argument missing/, /--help/],
  [['genrate', 'a/b'], /unknown command 'genrate'/, /Did you mean generate\?/],
  [['a/b'], /unknown command 'a\/b'/, /alacard generate a\/b/],
  [
    ['generate', 'a/b', '--format', 'ipnyb'],
    /--format must be ipynb, py, md or script, not "ipnyb"/,
    /Did you mean --format ipynb\?/,
  ],
  [['generate', 'a/b', '--format', 'docx'], /--format must be/, /For example: --format ipynb/],
  [
    ['generate', 'a/b', '--example', 'card'],
    /--example must be auto, readme, library or template/,
    /--example/,
  ],
  [['generate', 'a/b', '--snippets', 'each'], /--snippets must be first or all/, /--snippets first/],
  [['generate', 'a/b', '--quantize', '8bit'], /--quantize must be 4bit, not "8bit"/, /--quantize 4bit/],
  [
    ['generate', 'a/b', '--target', 'colabb'],
    /--target must be jupyter, colab, kaggle or vscode, not "colabb"/,
    /Did you mean --target colab\?/,
  ],
  [['generate', 'a/b', '--timeout', 'soon'], /--timeout .* not "soon"/, /--timeout 30s/],
  [['generate', 'a/b', '--timeout', '0'], /--timeout/, /--timeout 30s/],
  [['generate', 'a/b', '--timeout', '-5'], /--timeout/, /--timeout 30s/],
  [['generate', 'a/b', '--max-wait', '1 day'], /--max-wait/, /--max-wait 30s/],
  [['generate', 'a/b', '--revision', ''], /--revision must not be empty/, /--revision/],
  [['generate', 'a/b', '--revision', 'a b'], /--revision must be .* not "a b"/, /refs\/pr\/1/],
  [['generate', 'a/b', '--revision', '../x'], /--revision must be .* not "..\/x"/, /main/],
  [['generate', 'a/b', '-o', ''], /--output must not be empty/, /--output/],
];

describe('a usage error exits with 2 and a hint', () => {
  test.each(MISTAKES)('%j', async (argv, message, hint) => {
    const context = createFakeHost();
    expect(await runProgram(argv, context)).toBe(2);
    const [first, ...rest] = context.err().split('\n');
    expect(first).toMatch(/^error: /);
    expect(first).toMatch(message);
    expect(rest.join('\n')).toMatch(/^hint: /);
    expect(rest.join('\n')).toMatch(hint);
    expect(context.out()).toBe('');
  });

  test.each(MISTAKES)('as JSON: %j', async (argv, message, hint) => {
    const context = createFakeHost();
    expect(await runProgram(['--json', ...argv], context)).toBe(2);
    const { error } = JSON.parse(context.out());
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(context.err()).toBe('');
  });
});

describe('help and version', () => {
  test.each([['--help'], ['-h'], ['help'], ['generate --help'], ['help generate']])('%s', async (argv) => {
    const context = createFakeHost();
    expect(await runProgram(argv.split(' '), context)).toBe(0);
    expect(context.out()).toMatch(/^Examples:\n/);
    expect(context.out()).toMatch(/exit-codes/);
    expect(context.out().indexOf('Usage:')).toBeGreaterThan(0);
    expect(context.err()).toBe('');
  });

  test('generate --help names every option, including the global ones', async () => {
    const context = createFakeHost();
    await runProgram(['generate', '--help'], context);
    const flags =
      '--revision --output --format --example --snippets --quantize --target --prefer-official --id --force --require-pinned --dry-run --offline --refresh --rebuild ' +
      '--endpoint --token-file --timeout --max-wait --json --quiet --debug';
    for (const flag of flags.split(' ')) expect(context.out()).toContain(flag);
  });

  test('every topic that a command refers to exists', () => {
    const names = HELP_TOPICS.map(({ name }) => name);
    for (const { topics = [] } of COMMANDS) expect(names).toEqual(expect.arrayContaining([...topics]));
  });

  test.each([
    ['exit codes', 'exit-codes'],
    ['"Exit codes"', 'exit-codes'],
    ['exit_code', 'exit-codes'],
    ['gated model', 'auth'],
    ['tokens', 'auth'],
    ['batch', 'batches'],
    ['proxy', 'proxies'],
    ['mirror', 'proxies'],
    ['work offline', 'offline'],
    ['environment variables', 'environment'],
    ['hosting a server', 'serve'],
  ])('help %s prints the help for %s', async (words, name) => {
    const [context, expected] = [createFakeHost(), createFakeHost()];
    expect(await runProgram(['help', ...words.split(' ')], context)).toBe(0);
    await runProgram(['help', name], expected);
    expect(context.out()).toBe(expected.out());
  });

  test.each([
    ['many notebooks', 'Did you mean alacard help batches or alacard help generate?'],
    ['offline, behind a proxy', 'Did you mean alacard help offline or alacard help proxies?'],
    ['setings', 'Did you mean alacard help settings?'],
    ['astronomy', 'For a list, run: alacard --help, or alacard help topics'],
  ])('help %s suggests what it could mean', async (words, hint) => {
    const context = createFakeHost();
    expect(await runProgram(['help', ...words.split(' ')], context)).toBe(2);
    expect(context.err()).toBe(`error: unknown command or topic "${words}"\nhint: ${hint}\n`);
  });

  test.each([['-v'], ['-V'], ['--version'], ['--debug -v']])('%s prints the version', async (argv) => {
    const context = createFakeHost();
    expect(await runProgram(argv.split(' '), context)).toBe(0);
    expect(context.out()).toBe('1.2.3\n');
  });

  test('prints no token from the environment as a default', async () => {
    const context = createFakeHost({ env: { HF_TOKEN: 'very-secret' } });
    await runProgram(['generate', '--help'], context);
    expect(context.out()).not.toContain('very-secret');
  });

  test('prints the help on standard error and exits with 2 without a command', async () => {
    const context = createFakeHost();
    expect(await runProgram([], context)).toBe(2);
    expect(context.err()).toMatch(/^Examples:\n/);
    expect(context.out()).toBe('');
  });
});
