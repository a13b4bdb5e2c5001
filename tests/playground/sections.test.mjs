// Every link to a section leads to an existing one. The titles are copied here from the documents, so no network is
// needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as words from '../../www/playground/words.js';

const SECTIONS = {
  'https://www.ietf.org/archive/id/draft-httpauth-payment-01.html': [
    'Challenge (WWW-Authenticate)', 'Required Parameters', 'Optional Parameters', 'Challenge Binding', 'Request Body Digest Binding',
    'Credentials', 'Payment-Receipt Header', 'Payment Methods', 'Payment Intents', 'Error Codes',
  ],
  'https://paymentauth.org/draft-payment-intent-charge-00.html': ['Shared Fields', 'Currency Formats', 'Method Extensions'],
  'https://paymentauth.org/draft-stripe-charge-00.html': ['Method Details'],
  'https://paymentauth.org/draft-tempo-charge-00.html': ['Method Details', 'Fee Payment', 'Split Payments'],
};

/** Linked by number: the realm and 402 in HTTP, the problem details object, the timestamp. */
const NUMBERED = {
  'https://www.rfc-editor.org/rfc/rfc9110': ['11.5', '15.5.3'],
  'https://www.rfc-editor.org/rfc/rfc9457': ['3'],
  'https://www.rfc-editor.org/rfc/rfc3339': ['5.6'],
};

const WHOLE = [
  'https://github.com/coinbase/x402/blob/main/specs/x402-specification-v2.md',
  'https://github.com/lightninglabs/L402/blob/master/protocol-specification.md',
];

/** The anchor that xml2rfc generates for a title. */
const anchor = (title) => `name-${title.toLowerCase().match(/[a-z0-9]+/g).join('-')}`;

/** Every link in the texts, at any depth. */
function links(value) {
  if (typeof value !== 'object' || value === null) return [];
  return 'href' in value ? [value] : Object.values(value).flatMap(links);
}

test('every link leads to an existing section and is named after it', () => {
  const all = links({ ...words });
  assert.ok(all.length > 30);
  for (const { href, label } of all) {
    if (WHOLE.includes(href)) continue;
    const [document, fragment] = href.split('#');
    if (NUMBERED[document]) {
      const number = fragment.replace('section-', '');
      assert.ok(NUMBERED[document].includes(number), href);
      assert.equal(label, `RFC ${document.match(/\d+$/)}, ${number}`);
      continue;
    }
    const title = SECTIONS[document]?.find((title) => anchor(title) === fragment);
    assert.ok(title, href);
    assert.ok(title.startsWith(label.split(', ')[1]), `${label} of ${title}`);
  }
});
