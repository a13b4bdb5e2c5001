// The head of an answer, as whoever asked gets it.
import { parseReceipt } from 'mpp-wasm';

/** It has come, and goes to the books. */
export function head(world, sent, { status, headers, body }) {
  const receipt = headers.get('payment-receipt');
  Object.assign(sent, {
    status,
    headers,
    asks: headers.has('www-authenticate'),
    reference: receipt ? parseReceipt(receipt).reference : undefined,
    run: Number(headers.get('x-run')),
    cookies: headers.getSetCookie(),
    hasBody: body !== null,
  });
  world.note(`${sent.number}: ${status} ${receipt ? 'receipt' : ''} run ${sent.run}${sent.cookies.length ? ' a pass' : ''}`);
  world.books.answered(sent);
}
