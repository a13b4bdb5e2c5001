// Mask: makes a card object and a text safe to show. Nothing is stored, and nothing can be shared.
import { MppError, maskCard, redact } from 'mpp-wasm';
import { refuseAbsurd } from './absurd.js';
import { byId, el, setError } from './dom.js';

/** Test data published by card networks and processors. It belongs to nobody. */
const CARD = {
  id: 'card_1', brand: 'visa', number: '4242 4242 4242 4242', cvc: '123', exp_month: 12, exp_year: 2030,
  billing_address: { name: 'Ada Example', line1: '1 Sample Street', city: 'Bergen', postal_code: '5003', country: 'NO' },
  token: 'spt_1N4Zv32eZvKYlo2CPhVPkJlW',
};
const TEXT = `2026-01-15T12:04:32Z paid 5.00 USD by card 4242-4242-4242-4242, order 1234567890123456
authorization: Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiJ4In0sInBheWxvYWQiOnsic3B0Ijoic3B0XzEifX0
STRIPE_SECRET_KEY=sk_test_51MqDcVKA5fEO2tZvKQm9 token=spt_1N4Zv32eZvKYlo2CPhVPkJlW`;

/** The values of `CardPart` in the package's types, with their labels. */
const PARTS = {
  brand: 'Brand',
  last4: 'Last four',
  city: 'City',
  postal_code: 'Postal code',
  id: 'Id',
  expiry: 'Expiry',
  name: 'Name',
  street: 'Street',
  state: 'State',
  country: 'Country',
};
const DEFAULT = ['brand', 'last4', 'city', 'postal_code'];

export function startMask() {
  const card = byId('card');
  const boxes = Object.entries(PARTS).map(([name, label]) => {
    const box = el('input', { type: 'checkbox', id: `part-${name}`, value: name });
    box.checked = DEFAULT.includes(name);
    byId('parts').append(el('div', { class: 'check' }, box, el('label', { for: box.id }, label)));
    return box;
  });

  const mask = () => {
    const reveal = boxes.filter((box) => box.checked).map((box) => box.value);
    let shown = '';
    let wrong = '';
    try {
      const object = JSON.parse(card.value);
      shown = JSON.stringify(maskCard(object, { reveal }), null, 2);
    } catch (thrown) {
      // The engine's own message about JSON would quote the input.
      wrong = thrown instanceof MppError ? thrown.message : 'This is not JSON. Paste one card, from { to }.';
    }
    byId('masked').value = shown;
    setError(card, wrong);
  };
  const text = byId('text');
  const hide = () => {
    byId('redacted').value = redact(text.value);
    setError(text);
  };

  card.value = JSON.stringify(CARD, null, 2);
  text.value = TEXT;
  card.addEventListener('input', mask);
  byId('parts').addEventListener('input', mask);
  text.addEventListener('input', hide);
  for (const field of [card, text]) refuseAbsurd(field, (said) => setError(field, said), 'Paste a part of it.');
  mask();
  hide();
}
