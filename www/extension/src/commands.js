// Lines for a shell: sh, cmd and PowerShell. Of the site's words only its address comes into them, between double quotes,
// which each of the three knows, and without what any of them would read there.

/** Methods that stand in a line as they are. Others may hold `&`, `$` or `%`, and no quoting holds for every shell. */
const PLAIN = /^[a-z][\w-]*$/i;

/**
 * A code of an address with which the name of a variable of cmd could begin, `%CD` like `%C3`: any later `%` would end it, that
 * of the next code as well. Names do not begin with a digit, as the codes of ASCII do.
 */
const NAMES = /%[a-f]/i;

/** Whether there are lines for an answer. */
export function hasCommands({ url, method }) {
  return PLAIN.test(method) && !NAMES.test(coded(url));
}

/** The answer again, headers and all. */
export function curl({ url, method }) {
  return ['curl', '-g', '-i', ...asked(method), quote(url)].join(' ');
}

/**
 * Link's wallet: it asks for the price again, has it approved, and pays. The context is what its owner reads when approving,
 * 100 characters at least.
 */
export function linkCli({ url, method }, { display, countsAs }) {
  const { host, pathname } = new URL(url);
  // A price in a known currency is the package's own words; in another it repeats the site's.
  const price = countsAs ? display : 'its price';
  const context = `Pay ${price} to ${host} for one ${method} request to ${pathname}. I saw the offer in my browser, looked at the price, and want the answer.`;
  return ['link-cli', 'mpp', 'pay', quote(url), '--context', quote(context), ...asked(method)].join(' ');
}

function asked(method) {
  return method === 'GET' ? [] : ['-X', method];
}

function quote(text) {
  return `"${coded(text)}"`;
}

/**
 * What ends quotes, or is replaced between them, becomes what an address has for it. So does a `%` before no code: with a
 * second one it would name a variable of cmd. So do letters between a code and what ends a name there, lest the two be one:
 * `%2FA_SECRET%20`.
 */
function coded(text) {
  return text.replace(/["$`\\!']|%(?![\da-f]{2})/gi, code).replace(/(?<=%..)[\w.-]+(?=[%:])/g, (name) => name.replace(/./g, code));
}

function code(sign) {
  return `%${sign.charCodeAt().toString(16).toUpperCase()}`;
}
