import type { NotebookPlan } from '../../src/notebook/plan.ts';

export const SHA = '0123456789abcdef0123456789abcdef01234567';

/** A plan with little information: no owner, no facts, no example. */
export function barePlan(changes: Partial<NotebookPlan> = {}): NotebookPlan {
  return {
    model: {
      id: 'tiny',
      gated: false,
      languages: [],
      datasets: [],
      baseModels: [],
      tags: [],
      trustRemoteCode: false,
    },
    endpoint: 'https://huggingface.co',
    version: '1.2.3',
    install: [],
    foreign: [],
    listed: [],
    refused: [],
    installNotes: [],
    noExampleNote: 'The card has no code.',
    moreExamples: [],
    usage: { code: 'print(MODEL_ID, REVISION)', provenance: "alacard's template for text-generation" },
    strategy: 'task',
    reasons: [],
    warnings: [],
    source: 'hub',
    ...changes,
  };
}

/** A plan with all fields. */
export function fullPlan(changes: Partial<NotebookPlan> = {}): NotebookPlan {
  return barePlan({
    model: {
      id: 'acme/tiny-7b',
      sha: SHA,
      pipeline_tag: 'text-generation',
      library_name: 'transformers',
      license: 'apache-2.0',
      gated: 'manual',
      downloads: 1234567,
      likes: 89,
      parameters: 7_000_000_000,
      bytes: 14_100_000_000,
      dtype: 'BF16',
      languages: ['en', 'fr'],
      datasets: ['acme/data', 'not a link'],
      baseModels: ['acme/base'],
      tags: Array.from({ length: 14 }, (_, at) => `tag-${at}`),
      lastModified: '2026-01-02T03:04:05.000Z',
      trustRemoteCode: true,
    },
    requestedRevision: 'v1.0',
    install: ['transformers>=5,<6', 'torch'],
    listed: [{ name: 'acmelib', reason: 'no table knows it' }],
    refused: [{ line: 'pip install git+https://example.org/x', reason: 'it installs from a repository' }],
    example: {
      code: 'from transformers import pipeline\n\npipe = pipeline(model=MODEL_ID, revision=REVISION)\nprint(pipe("x"))',
      provenance: `README.md of acme/tiny-7b at ${SHA.slice(0, 7)}, lines 12 to 15`,
      lines: [[12, 15]],
    },
    quoted: {
      language: 'bash',
      code: 'vllm serve acme/tiny-7b',
      lines: [30, 30],
      reason: 'a server that never ends',
    },
    strategy: 'readme-python',
    reasons: [{ strategy: 'readme-python', lines: [5, 6], reason: 'installs only' }],
    warnings: ['README cut at 5 MB'],
    ...changes,
  });
}

/** A plan in which every untrusted string is an attack. */
export function hostilePlan(): NotebookPlan {
  const text = `x](javascript:alert(1)) <script>a</script> | \`b\` "quote" '''"""\\\n\n# h\x1b[31m\u202e\0\ud800 {{sha}} $1 $& {{?x}}`;
  return fullPlan({
    model: {
      ...fullPlan().model,
      license: text,
      pipeline_tag: text,
      library_name: text,
      dtype: text,
      languages: [text],
      datasets: [text],
      baseModels: [text],
      tags: [text],
      lastModified: text,
    },
    requestedRevision: text,
    requestedId: text,
    summary: text,
    install: [
      'torch"; rm -rf ~; "',
      'x$(id)',
      'a{b}',
      'y @ git+https://example.org/y',
      `z; python_version < "3.12"`,
    ],
    listed: [{ name: text, reason: text }],
    refused: [{ line: text, reason: text }],
    installNotes: [text],
    example: { code: `x = 1\r\ny = "\ud800"\r\n\r\n`, provenance: text },
    moreExamples: [{ code: '%%bash\nls', provenance: text }],
    quoted: {
      language: text,
      code: '```\n~~~\n<!-- #endregion -->\n+++\n```{code-cell}\n1\n```',
      lines: [1, 7],
      reason: text,
    },
    usage: { code: 'print(1)', provenance: text },
    reasons: [{ strategy: 'readme-python', reason: text }],
    warnings: [text],
  });
}
