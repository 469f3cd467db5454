import { type CommandShape, flatten, type OptionShape } from './command-shape.ts';
import { isFileOption } from './offers.ts';
import { singleQuote } from './shell-quote.ts';

/** A completion script for fish 3 and later. */
export function fishCompletion(root: CommandShape): string {
  const commands = flatten(root);
  const paths = commands.slice(1).map(({ path }) => `/${path.join('/')}`);
  const lines = commands.flatMap(({ path, shape }) => {
    const at = path.length === 0 ? '' : `/${path.join('/')}`;
    const here = `-n ${singleQuote(`__alacard_at ${at === '' ? 'top' : at}`)}`;
    return [
      ...shape.commands.map(
        ({ name, about }) => `complete -c alacard ${here} -a ${name} -d ${singleQuote(about)}`,
      ),
      ...(shape.words.length > 0
        ? [`complete -c alacard ${here} -a ${singleQuote(shape.words.join(' '))}`]
        : []),
      ...(shape.takesFiles ? [`complete -c alacard ${here} -F`] : []),
      // Every command accepts the global options.
      ...shape.options.map(
        (option) => `complete -c alacard ${path.length === 0 ? '' : `${here} `}${optionOf(option)}`,
      ),
    ];
  });
  return `# fish completion for alacard. Install with: alacard completion fish > ~/.config/fish/completions/alacard.fish
function __alacard_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case ${paths.join(' ')}
                set at "$at/$word"
        end
    end
    test -z "$at"; and set at top
    test "$at" = "$argv[1]"
end
complete -c alacard -f
${lines.join('\n')}
`;
}

function optionOf(option: OptionShape): string {
  const { long, short, takesValue, choices, about } = option;
  const value = choices.length > 0 ? ` -x -a ${singleQuote(choices.join(' '))}` : takesValue ? ' -x' : '';
  return [
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}${isFileOption(option) ? ' -r -F' : value}`,
    `-d ${singleQuote(about)}`,
  ].join(' ');
}
