import type { Terminal } from '@xterm/headless';

interface UnicodeProvider {
  wcwidth(codepoint: number): 0 | 1 | 2;
}

/**
 * Gives emoji two cells, as terminals have done since Unicode 9. xterm.js itself uses the widths of Unicode 6. Which
 * characters are emoji comes from Node's own Unicode data (15.1 in Node 20); all other widths are those of xterm.js.
 */
export function drawEmojiWide(terminal: Terminal): void {
  const { _core } = terminal as unknown as {
    _core: { unicodeService: { _activeProvider: UnicodeProvider } };
  };
  const builtIn = _core.unicodeService._activeProvider;
  const wcwidth = (codepoint: number) =>
    /\p{Emoji_Presentation}/u.test(String.fromCodePoint(codepoint)) ? 2 : builtIn.wcwidth(codepoint);
  const version = `emoji of Unicode ${process.versions.unicode}`;
  terminal.unicode.register({
    version,
    wcwidth,
    // A mark joins the previous cell. Bits 1 and 2 of the number contain the width, and bit 0 whether it joins.
    charProperties(codepoint, preceding) {
      const width = wcwidth(codepoint);
      const cellWidth = (preceding >> 1) & 3;
      return width === 0 && cellWidth > 0 ? (cellWidth << 1) | 1 : width << 1;
    },
  });
  terminal.unicode.activeVersion = version;
}
