import { type CommandShape, flatten } from './command-shape.ts';
import { listChoices, offeredWords } from './offers.ts';
import { powershellQuote } from './shell-quote.ts';

/** A completion script for PowerShell 5 and later. PowerShell completes paths if the script offers nothing. */
export function powershellCompletion(root: CommandShape): string {
  const commands = flatten(root);
  const list = (words: readonly string[]) => `@(${words.map(powershellQuote).join(', ')})`;
  return `# PowerShell completion for alacard. Add to $PROFILE: alacard completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName alacard -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $offers = @{
${commands.map(({ path, shape }) => `    ${powershellQuote(`/${path.join('/')}`)} = ${list(offeredWords(shape, root))}`).join('\n')}
  }
  $values = @{
${listChoices(commands)
  .flatMap(({ names, choices }) => names.map((name) => `    ${powershellQuote(name)} = ${list(choices)}`))
  .join('\n')}
  }
  $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $at = '/'
  foreach ($word in ($before | Select-Object -Skip 1)) {
    $next = if ($at -eq '/') { "/$word" } else { "$at/$word" }
    if ($offers.ContainsKey($next)) { $at = $next }
  }
  $last = if ($before.Count -gt 0) { $before[-1] } else { '' }
  $found = if ($values.ContainsKey($last)) { $values[$last] } else { $offers[$at] }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
