// Commands for sh, cmd and PowerShell. The only text of the site's in them is its address. It stands between double
// quotes, which all three shells understand, with every character encoded that any of them would interpret there.

/** Methods that can be written unquoted. Others may contain `&`, `$` or `%`, and no quoting is safe in every shell. */
const PLAIN = /^[a-z][\w-]*$/i;

/**
 * A percent code that could start the name of a cmd variable, such as `%C3` (compare `%CD%`). Any later `%` would end
 * the name, even the one that starts the next code. The codes of ASCII characters start with a digit, which names do
 * not.
 */
const NAMES = /%[a-f]/i;

/** Whether a response can have commands. */
export function hasCommands({ url, method }) {
  return PLAIN.test(method) && !NAMES.test(coded(url));
}

/** Prints the response again, headers included. */
export function curl({ url, method }) {
  return ['curl', '-g', '-i', ...asked(method), quote(url)].join(' ');
}

/**
 * Link's wallet: fetches the price again, gets it approved, and pays. The context is what the wallet's owner reads when
 * approving; it needs at least 100 characters.
 */
export function linkCli({ url, method }, { display, countsAs }) {
  const { host, pathname } = new URL(url);
  // In a known currency the package writes the price itself. In any other it repeats the site's text, so it stays out.
  const price = countsAs ? display : 'its price';
  const request = `one ${method} request to ${pathname}`;
  const context = `Pay ${price} to ${host} for ${request}. I saw the offer in my browser, looked at the price, and want the answer.`;
  return ['link-cli', 'mpp', 'pay', quote(url), '--context', quote(context), ...asked(method)].join(' ');
}

function asked(method) {
  return method === 'GET' ? [] : ['-X', method];
}

function quote(text) {
  return `"${coded(text)}"`;
}

/**
 * Percent-encodes every character that ends the quotes or is expanded between them. A `%` that starts no code is
 * encoded too: a second one would make it the name of a cmd variable. So are letters between a code and the character
 * that would end a name, as in `%2FA_SECRET%20`, because cmd could read them as one.
 */
function coded(text) {
  return text.replace(/["$`\\!']|%(?![\da-f]{2})/gi, code).replace(/(?<=%..)[\w.-]+(?=[%:])/g, (name) => name.replace(/./g, code));
}

function code(sign) {
  return `%${sign.charCodeAt().toString(16).toUpperCase()}`;
}
