// Compare Python literals: {'a': 1} and {"a":1} are the same.

const ESCAPES = { "\\": "\\", "'": "'", '"': '"', n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", a: "\x07", "\n": "" };
const CLOSING = { "(": ")", "[": "]", "{": "}" };

/** Say whether two texts stand for equal Python literals. */
export function isSame(one, other) {
  const [mine, theirs] = [canonical(one), canonical(other)];
  return mine !== null && mine === theirs;
}

/** Give a text that equal literals have in common, null for what is none. */
export function canonical(text) {
  const reader = { text: text.trim(), at: 0 };
  try {
    const value = literal(reader);
    space(reader);
    return reader.at === reader.text.length ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Give what a Python string holds, null if the text is none. */
export function string(text) {
  const found = canonical(text);
  return found?.startsWith('"') ? JSON.parse(found) : null;
}

function literal(reader) {
  space(reader);
  const rest = reader.text.slice(reader.at);
  const quote = /^([rubRUB]{0,2})('''|"""|'|")/.exec(rest);
  if (quote) return strings(reader);
  if (rest[0] in CLOSING) return container(reader, rest[0]);
  const word = /^(True|False|None|set\(\s*\))/.exec(rest);
  if (word) return take(reader, word[0], word[0].replace(/\s/g, ""));
  const number = /^[+-]?\s*(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(\d[\d_]*)?\.?\d[\d_]*\.?([eE][+-]?\d+)?)/.exec(rest);
  if (number) return take(reader, number[0], numeral(number[0].replace(/[_\s]/g, "")));
  throw new SyntaxError("no literal");
}

function take(reader, text, value) {
  reader.at += text.length;
  return value;
}

function numeral(text) {
  const sign = text.startsWith("-") ? "-" : "";
  const digits = text.replace(/^[+-]/, "");
  if (/^0[xXoObB]/.test(digits) || /^\d+$/.test(digits)) {
    const whole = BigInt(digits.replace(/^0+(?=\d)/, ""));
    return `${whole ? sign : ""}${whole}`;
  }
  return `float:${Number(text)}`;
}

function strings(reader) {
  let value = "";
  let kind = "";
  for (;;) {
    space(reader);
    const begin = /^([rubRUB]{0,2})('''|"""|'|")/.exec(reader.text.slice(reader.at));
    if (!begin) return `${kind}${JSON.stringify(value)}`;
    reader.at += begin[0].length;
    kind = /b/i.test(begin[1]) ? "bytes:" : kind;
    value += body(reader, begin[2], /r/i.test(begin[1]));
  }
}

function body(reader, quote, isRaw) {
  let value = "";
  while (!reader.text.startsWith(quote, reader.at)) {
    if (reader.at >= reader.text.length) throw new SyntaxError("a string does not end");
    if (reader.text[reader.at] === "\\" && !isRaw) value += escaped(reader);
    else value += reader.text[reader.at++];
  }
  reader.at += quote.length;
  return value;
}

function escaped(reader) {
  const rest = reader.text.slice(reader.at + 1);
  const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/.exec(rest);
  if (code) {
    reader.at += code[0].length + 1;
    return String.fromCodePoint(code[4] ? parseInt(code[4], 8) : parseInt(code[1] ?? code[2] ?? code[3], 16));
  }
  reader.at += Math.min(2, rest.length + 1);
  return ESCAPES[rest[0]] ?? `\\${rest[0] ?? ""}`;
}

function container(reader, open) {
  const close = CLOSING[open];
  const items = [];
  let isDict = open === "{";
  let hasComma = false;
  reader.at += 1;
  for (;;) {
    space(reader);
    if (reader.text[reader.at] === close) break;
    let item = literal(reader);
    space(reader);
    if (open === "{" && reader.text[reader.at] === ":") {
      reader.at += 1;
      item = [item, literal(reader)];
    } else if (open === "{") isDict = false;
    items.push(item);
    space(reader);
    if (reader.text[reader.at] === ",") [hasComma, reader.at] = [true, reader.at + 1];
    else if (reader.text[reader.at] !== close) throw new SyntaxError("an item does not end");
  }
  reader.at += 1;
  if (open === "{" && isDict !== items.every(Array.isArray)) throw new SyntaxError("half a dictionary");
  if (isDict) return `{${sorted([...new Map(items)].map((pair) => pair.join(": ")))}}`;
  if (open === "{") return `{${sorted([...new Set(items)])}}`;
  if (open === "(" && items.length === 1 && !hasComma) return items[0];
  return open + items.join(", ") + (open === "(" && items.length === 1 ? "," : "") + close;
}

function sorted(items) {
  return items.sort().join(", ");
}

function space(reader) {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}
