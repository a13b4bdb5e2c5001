// Lines for a shell. Of the site's words only its address comes into them, quoted.

/** The answer again, headers and all. */
export function curl({ url, method }) {
  return ['curl', '-g', '-i', ...(method === 'GET' ? [] : ['-X', quote(method)]), quote(url)].join(' ');
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
  return ['link-cli', 'mpp', 'pay', quote(url), '--context', quote(context), ...(method === 'GET' ? [] : ['-X', quote(method)])].join(' ');
}

/** Single quotes hold everything but themselves; a word that needs none stays bare. */
function quote(text) {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
