import { type CommandShape, flatten } from './command-shape.ts';
import { listChoices, listFileOptions, offeredWords } from './offers.ts';
import { singleQuote } from './shell-quote.ts';

/** A completion script for bash 3.2 and later. */
export function bashCompletion(root: CommandShape): string {
  const commands = flatten(root);
  const words = (list: readonly string[]) => singleQuote(list.join(' '));
  return `# bash completion for alacard. Add to ~/.bashrc: source <(alacard completion bash)
_alacard_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$cur"))
}
_alacard() {
  COMPREPLY=()
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= i
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
${commands
  .slice(1)
  .map(({ path }) => `      ${singleQuote(`/${path.join('/')}`)}) at=${singleQuote(`/${path.join('/')}`)} ;;`)
  .join('\n')}
    esac
  done
  case "$prev" in
${listChoices(commands)
  .map(
    ({ names, choices }) =>
      `    ${names.join('|')}) COMPREPLY=($(compgen -W ${words(choices)} -- "$cur")); return ;;`,
  )
  .join('\n')}
    ${listFileOptions(commands).join('|')}) _alacard_files; return ;;
  esac
  case "$at" in
${commands
  .map(({ path, shape }) => {
    const at = path.length === 0 ? '' : `/${path.join('/')}`;
    const files = shape.takesFiles ? ' [[ $cur == -* ]] || _alacard_files;' : '';
    return `    ${singleQuote(at)}) COMPREPLY=($(compgen -W ${words(offeredWords(shape, root))} -- "$cur"));${files} ;;`;
  })
  .join('\n')}
  esac
}
complete -F _alacard alacard
`;
}
