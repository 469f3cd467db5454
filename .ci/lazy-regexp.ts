/**
 * A stand-in for a regular expression that is built when it is first used, or the expression itself if it has no
 * Unicode classes, because only those take long to build. It has the members that marked uses: `exec`, `test`,
 * `source`, `lastIndex`, and what `String.prototype.match` and `replace` call.
 */
export function lazyRegExp(source: string, flags: string): RegExp {
  if (!flags.includes('u')) return new RegExp(source, flags);
  let built: RegExp | undefined;
  const get = () => {
    built ??= new RegExp(source, flags);
    return built;
  };
  const lazy = {
    source,
    exec: (text: string) => get().exec(text),
    test: (text: string) => get().test(text),
    get lastIndex() {
      return get().lastIndex;
    },
    set lastIndex(index) {
      get().lastIndex = index;
    },
    [Symbol.match]: (text: string) => get()[Symbol.match](text),
    [Symbol.replace]: (text: string, replacement: string) => get()[Symbol.replace](text, replacement),
  };
  return lazy as unknown as RegExp;
}
