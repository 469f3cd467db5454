import { type CommandDeclaration, EXIT_CODES } from '../../arguments/declaration.ts';
import { declareShareOptions } from './options.ts';

export const share: CommandDeclaration = {
  name: 'share',
  description: 'share finished notebooks: a link for each',
  examples: `Examples:
  alacard share gpt2.ipynb                               a page to read, download and open elsewhere
  alacard share gpt2.ipynb --ttl 7d --share-url https://cards.example.org
  alacard share gpt2.ipynb --gist                        a secret gist, and its Colab link
  alacard share gpt2.executed.ipynb --public             with its outputs, listed for everybody
`,
  notes: `
The link is printed on standard output. The server is named by --share-url, else
ALACARD_SHARE_URL, else: alacard config set share-url <url>; alacard serve runs one.
A notebook that holds what looks like an access token or a private key is refused,
its cell named, before anything is sent. What takes a share back is kept in
shares.jsonl beside your settings, readable by you alone: see alacard unshare.

${EXIT_CODES}`,
  missing: 'Name a notebook: alacard share gpt2.ipynb',
  declare(command) {
    declareShareOptions(command.argument('<file...>', 'notebooks (.ipynb) that alacard made'))
      .option('--timeout <time>', 'longest time for one notebook (default: 60s)')
      .option('--max-wait <time>', "longest wait for a rate limit's window (default: 90s)");
  },
  async run([files], raw, context) {
    const { runShare } = await import('./run.ts');
    return runShare(files as string[], raw, context);
  },
};
