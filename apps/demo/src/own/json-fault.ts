/** A token of JSON, and white space before it. */
const space = /[ \t\n\r]*/y;
const text = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const plain = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where a text stops being JSON: V8 says so only now and then. Undefined when it is JSON. */
export function jsonFault(source: string): number | undefined {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(source)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const next = (): string => {
    take(space);
    return source.charAt(at);
  };
  const eat = (character: string): boolean => {
    if (next() !== character) return false;
    at++;
    return true;
  };
  /** Entries up to the closing bracket; the opening one has been eaten. */
  const list = (close: string, entry: () => boolean): boolean => {
    if (eat(close)) return true;
    do if (!entry()) return false;
    while (eat(','));
    return eat(close);
  };
  const value = (): boolean => {
    if (eat('[')) return list(']', value);
    if (eat('{')) return list('}', () => (next(), take(text)) && eat(':') && value());
    return take(text) || take(plain);
  };
  return value() && next() === '' ? undefined : at;
}
