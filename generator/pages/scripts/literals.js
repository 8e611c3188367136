// Compare Python literals: {'a': 1} and {"a":1} are the same.

const ESCAPES = { "\\": "\\", "'": "'", '"': '"', n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", a: "\x07", "\n": "" };
const QUOTE = /^([rR]|[uU]|[bB]|[bB][rR]|[rR][bB])?('''|"""|'|")/;
const DIGITS = String.raw`\d(?:_?\d)*`;
const EXPONENT = `[eE][+-]?${DIGITS}`;
const FLOAT = String.raw`(?:${DIGITS})?\.${DIGITS}(?:${EXPONENT})?|${DIGITS}\.(?:${EXPONENT})?|${DIGITS}${EXPONENT}`;
const WHOLE = "0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?[0-9])*";
const NUMBER = new RegExp(String.raw`^[+-]?\s*(?:${FLOAT}|${WHOLE})(?![\w.])`);
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
    const items = [literal(reader)];
    space(reader);
    let isTuple = false;
    while (reader.text[reader.at] === ",") {
      isTuple = true;
      reader.at += 1;
      space(reader);
      if (reader.at < reader.text.length) items.push(literal(reader));
      space(reader);
    }
    if (reader.at < reader.text.length) return null;
    return isTuple ? tuple(items) : items[0];
  } catch (error) {
    // Too deep, or a character that there is not: no literal for us.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
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
  const quote = QUOTE.exec(rest);
  if (quote) return strings(reader);
  if (rest[0] in CLOSING) return container(reader, rest[0]);
  const word = /^(True|False|None|set\(\s*\))/.exec(rest);
  if (word) return take(reader, word[0], word[0].replace(/\s/g, ""));
  const number = NUMBER.exec(rest);
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
  let kind = null;
  for (;;) {
    space(reader);
    const begin = QUOTE.exec(reader.text.slice(reader.at));
    if (!begin) return `${kind}${JSON.stringify(value)}`;
    reader.at += begin[0].length;
    const isBytes = /b/i.test(begin[1]);
    if (kind !== null && isBytes !== (kind === "bytes:")) throw new SyntaxError("bytes and text");
    kind = isBytes ? "bytes:" : "";
    value += body(reader, begin[2], /r/i.test(begin[1]), isBytes);
  }
}

function body(reader, quote, isRaw, isBytes) {
  let value = "";
  while (!reader.text.startsWith(quote, reader.at)) {
    if (reader.at >= reader.text.length) throw new SyntaxError("a string does not end");
    const isEscape = reader.text[reader.at] === "\\";
    if (!isEscape && quote.length === 1 && reader.text[reader.at] === "\n") throw new SyntaxError("a string does not end");
    if (isEscape && !isRaw) value += escaped(reader, isBytes);
    else value += reader.text.slice(reader.at, (reader.at += isEscape ? 2 : 1));
  }
  reader.at += quote.length;
  return value;
}

function escaped(reader, isBytes) {
  const rest = reader.text.slice(reader.at + 1);
  const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3}))/.exec(rest);
  if (/^[xuUN]/.test(rest) && !code && !isBytes) throw new SyntaxError("an escape that we do not know");
  if (code && !(isBytes && /^[uU]/.test(rest))) {
    reader.at += code[0].length + 1;
    return String.fromCodePoint(code[4] ? parseInt(code[4], 8) : parseInt(code[1] ?? code[2] ?? code[3], 16));
  }
  reader.at += Math.min(2, rest.length + 1);
  return ESCAPES[rest[0]] ?? `\\${rest[0] ?? ""}`;
}

function container(reader, open) {
  const close = CLOSING[open];
  const items = [];
  const kinds = new Set();
  let hasComma = false;
  reader.at += 1;
  for (;;) {
    space(reader);
    if (reader.text[reader.at] === close) break;
    let item = literal(reader);
    space(reader);
    const isPair = open === "{" && reader.text[reader.at] === ":";
    if (open === "{" && /^[[{]/.test(item)) throw new SyntaxError("a list can be no key");
    if (isPair) {
      reader.at += 1;
      item = [item, literal(reader)];
    }
    kinds.add(isPair);
    items.push(item);
    space(reader);
    if (reader.text[reader.at] === ",") [hasComma, reader.at] = [true, reader.at + 1];
    else if (reader.text[reader.at] !== close) throw new SyntaxError("an item does not end");
  }
  reader.at += 1;
  if (kinds.size === 2) throw new SyntaxError("half a dictionary");
  if (open === "{" && !kinds.has(false)) return `{${sorted([...new Map(items)].map((pair) => pair.join(": ")))}}`;
  if (open === "{") return `set{${sorted([...new Set(items)])}}`;
  if (open === "[") return `[${items.join(", ")}]`;
  return items.length === 1 && !hasComma ? items[0] : tuple(items);
}

function tuple(items) {
  return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}

function sorted(items) {
  return items.sort().join(", ");
}

function space(reader) {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
}
