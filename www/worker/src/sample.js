// The sample served when no origin is configured.

const PAGES = {
  '/': 'A paywall. /free is free, /paid is 1.00 USD, everything below /premium/ is 5.00 USD.',
  '/free': 'Free for everyone.',
  '/paid': 'Thank you. This answer was paid for.',
};

export function sample(request) {
  const { pathname } = new URL(request.url);
  const message = pathname.startsWith('/premium/') ? `Premium content: ${pathname.slice('/premium/'.length)}` : PAGES[pathname];
  return message ? Response.json({ message }) : Response.json({ message: 'Not found.' }, { status: 404 });
}
