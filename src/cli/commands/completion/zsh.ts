import { type CommandShape, flatten } from './command-shape.ts';
import { listChoices, listFileOptions, offeredOptions } from './offers.ts';
import { singleQuote } from './shell-quote.ts';

/** A completion script for zsh. Source it after compinit, or save it as _alacard in a folder of fpath. */
export function zshCompletion(root: CommandShape): string {
  const commands = flatten(root);
  return `#compdef alacard
# zsh completion for alacard. Add to ~/.zshrc, after compinit: source <(alacard completion zsh)
_alacard() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at= i
  local -a offers
  if [[ $cur == --*=* ]]; then prev=\${cur%%=*}; compset -P '*='; fi
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/\${words[i]}" in
${commands
  .slice(1)
  .map(({ path }) => `      ${singleQuote(`/${path.join('/')}`)}) at=${singleQuote(`/${path.join('/')}`)} ;;`)
  .join('\n')}
    esac
  done
  case "$prev" in
${listChoices(commands)
  .map(({ names, choices }) => `    ${names.join('|')}) compadd -- ${choices.join(' ')}; return ;;`)
  .join('\n')}
    ${listFileOptions(commands).join('|')}) _files; return ;;
  esac
  case "$at" in
${commands.map(({ path, shape }) => offersOf(path, shape, root)).join('\n')}
  esac
}
if [[ $funcstack[1] == _alacard ]]; then _alacard "$@"; else compdef _alacard alacard; fi
`;
}

function offersOf(path: string[], shape: CommandShape, root: CommandShape): string {
  const describe = (name: string, about: string) => singleQuote(`${name.replaceAll(':', '\\:')}:${about}`);
  const commands = shape.commands.map(({ name, about }) => describe(name, about));
  const options = offeredOptions(shape, root).map(({ long, about }) => describe(long, about));
  const steps = [
    ...(commands.length > 0 ? [`offers=(${commands.join(' ')}); _describe command offers`] : []),
    ...(shape.words.length > 0 ? [`compadd -- ${shape.words.join(' ')}`] : []),
    ...(shape.takesFiles ? ['[[ $cur == -* ]] || _files'] : []),
    `offers=(${options.join(' ')}); _describe -o option offers`,
  ];
  return `    ${singleQuote(path.length === 0 ? '' : `/${path.join('/')}`)}) ${steps.join('; ')} ;;`;
}
