// Opens and fills every view: for axe, for pictures and for right-to-left layout.

export const CARD = {
  id: 'card_1', brand: 'visa', number: '4242424242424242', cvc: '123', exp_month: 12, exp_year: 2030,
  billing_address: { name: 'Jane Doe', line1: '1 Main St', city: 'Paris', postal_code: '75001', country: 'FR' },
};

const NARROW = [320, 400];
const WIDE = [320, 768, 1280];

/** `{ name, widths, page }` of each view. */
export async function views(it, shop, language = 'en') {
  await it.inside((choices) => chrome.storage.local.set(choices), { language, limit: '10.00 USD', preferred: ['tempo'] });
  const list = [];
  const add = (name, page, widths = NARROW) => list.push({ name, page, widths });
  for (const path of ['/soon', '/two', '/bare', '/unreadable', '/expired', '/hostile', '/over', '/']) {
    const page = await it.visit(shop.url(path));
    await it.badged(await it.tabOf(page), path === '/' ? '' : '402');
    add(`popup-${path === '/' ? 'nothing' : path.slice(1)}`, await it.popup(page));
  }
  add('popup-long', await it.popup(await it.visit(shop.url(`/long?signature=${'a'.repeat(1800)}`))));
  const open = await it.popup(await it.visit(shop.url('/l402')));
  for (const summary of await open.locator('summary').all()) await summary.click();
  add('popup-unfolded', open, [400, 768]);
  const checkout = await it.popup(await it.visit(shop.url('/checkout')));
  await checkout.locator('[data-key="scanCheckout"]').click();
  await checkout.locator('.result h3').waitFor();
  add('popup-checkout', checkout);
  add('popup-locked', (await it.lockedPopup(shop.url('/page', 'localhost'))).page);
  add('history', await it.open('history.html'), WIDE);
  const sure = await it.open('history.html');
  await sure.locator('#clear').click();
  add('history-sure', sure, NARROW);
  const card = await it.open('card.html');
  add('card-empty', await it.open('card.html'), WIDE);
  await card.locator('#text').fill(JSON.stringify(CARD));
  await card.locator('#give button').click();
  add('card', card, WIDE);
  add('options', await it.open('options.html'), WIDE);
  return list;
}
