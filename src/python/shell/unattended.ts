import { trimEnd } from '../../encode/trim-end.ts';
import { splitCommands } from './shell-words.ts';

const HARMLESS_COMMANDS = new Set([
  ...[
    'nvidia-smi',
    'wget',
    'curl',
    'mkdir',
    'ls',
    'cat',
    'head',
    'tail',
    'unzip',
    'tar',
    'cp',
    'mv',
    'echo',
    'pwd',
    'du',
  ],
  ...[
    'df',
    'touch',
    'ffmpeg',
    'ffprobe',
    'gdown',
    'sed',
    'grep',
    'find',
    'wc',
    'sox',
    'free',
    'uname',
    'which',
    'lscpu',
  ],
  ...[
    'nvcc',
    'chmod',
    'sha256sum',
    'md5sum',
    'gunzip',
    'gzip',
    'ln',
    'sort',
    'tree',
    'file',
    'stat',
    'date',
    'printf',
  ],
  ...['espeak', 'espeak-ng', 'tesseract', 'true', 'cut', 'tr', 'awk', 'uniq', '7z', 'aria2c', 'hostname'],
]);
const MAGICS =
  /^%(?:matplotlib|config|load_ext|reload_ext|autoreload|time|timeit|env|set_env|pwd|ls|who|whos|precision|pylab|mkdir|pdb|xmode)\b/;
const SECRET_ENV = /^%(?:env|set_env)\b.*(?:TOKEN|KEY|SECRET|PASSWORD)/i;
const SERVER_OR_TRAINING =
  /\b(?:serve|server|serving|runserver|launch\w*|webui|gradio|streamlit|uvicorn|flask|api|app\.py|chat|cli|demo|interactive|train\w*|finetune\w*|listen|share)\b/i;

/** Folders and files that earlier lines create or download. `%cd` and `python file.py` need them. */
export interface Downloaded {
  folders: Set<string>;
  files: boolean;
}

/**
 * Whether a `!` or `%` line runs to completion unattended: no login, server, prompt or missing script. Folders and
 * files that it creates or downloads are added to `downloaded`.
 */
export function runsUnattended(line: string, downloaded: Downloaded): boolean {
  const text = line.trim();
  if (text.startsWith('%')) return isKnownMagic(text, downloaded);
  const commands = splitCommands(text.replace(/^!{1,2}/, '').replace(/\\[ \t]*\r?\n/g, ' '));
  if (commands === undefined || commands.length === 0) return false;
  if (/(?:^|[^&>])&\s*$/.test(text)) return false;
  return commands.every(({ words }) => isUnattendedCommand(words, downloaded));
}

function isKnownMagic(text: string, downloaded: Downloaded): boolean {
  const folder = /^%cd\s+(?:-q\s+)?["']?([\w./-]+?)["']?\/?\s*$/.exec(text)?.[1];
  if (folder !== undefined) {
    if (/^\.\.?$/.test(folder) || folder === '/content') return downloaded.files;
    return downloaded.folders.has(folder.replace(/^(?:\.\/|\/content\/)/, '').split('/')[0] ?? '');
  }
  return MAGICS.test(text) && !SECRET_ENV.test(text);
}

function isUnattendedCommand(given: string[], downloaded: Downloaded): boolean {
  const words = given[0] === 'sudo' ? given.slice(1) : given;
  const [command = '', first = ''] = words;
  if (/[<>{}]|your[-_]|path\/to/i.test(words.join(' '))) return false;
  if (HARMLESS_COMMANDS.has(command)) {
    if (command === 'mkdir')
      for (const word of words.slice(1)) downloaded.folders.add(word.replace(/\/.*/s, ''));
    if (/^(?:wget|curl|gdown|unzip|tar)$/.test(command)) downloaded.files = true;
    return command !== 'cat' && command !== 'grep' ? true : words.length > 1;
  }
  if (command === 'git') {
    if (first === 'clone') recordClone(words, downloaded);
    return /^(?:clone|lfs|checkout|submodule|status|log)$/.test(first);
  }
  if (/^(?:apt|apt-get|apt-cache)$/.test(command)) {
    if (words.includes('update') || command === 'apt-cache') return true;
    return (
      words.includes('install') &&
      words.some((word) => /^(?:-[^\Wy]*y\w*|-qq|--yes|--assume-yes)$/.test(word))
    );
  }
  if (/^(?:huggingface-cli|hf)$/.test(command)) {
    if (first === 'download') downloaded.files = true;
    return first === 'download' || first === 'env' || first === 'version';
  }
  if (command === 'cd') return downloaded.folders.has(first.replace(/\/.*/s, ''));
  if (/^python[\d.]*$/.test(command)) return isUnattendedPython(words, downloaded);
  return false;
}

function isUnattendedPython(words: string[], downloaded: Downloaded): boolean {
  const [, first = '', module = ''] = words;
  if (first === '--version' || first === '-V') return true;
  if (first === '-m')
    return /^(?:spacy|nltk\.downloader|unidic|stanza|textblob\.download_corpora)$/.test(module);
  return downloaded.files && /^[\w./-]+\.py$/.test(first) && !SERVER_OR_TRAINING.test(words.join(' '));
}

function recordClone(words: string[], downloaded: Downloaded): void {
  const operands = words.slice(2).filter((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  const folder =
    operands.length > 1
      ? operands.at(-1)
      : trimEnd(operands[0] ?? '', '/')
          .replace(/\.git$/, '')
          .split('/')
          .at(-1);
  if (folder === undefined) return;
  downloaded.folders.add(folder);
  downloaded.files = true;
}
