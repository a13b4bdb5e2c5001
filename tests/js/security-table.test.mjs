// What SECURITY.md says of redaction is true: its table, and the examples behind its sentences.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { redact } from 'mpp-wasm';

const SECURITY = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8');

test('values with marks are shown as SECURITY says', () => {
  const [, table] = SECURITY.split('| Text | Shown as | Why |');
  const rows = [...table.split('\n\n')[0].matchAll(/^ *\| `(.+?)` \| `(.+?)` \|/gm)];
  assert.ok(rows.length >= 15, `${rows.length} rows`);
  for (const [, text, shown] of rows) assert.equal(redact(text), shown, text);
});

const LONG = 'aB3dE6gH9jK2mN5pQ8sT1vW4';
const beside = (members) => `{"name":"password",${members}"value":"opensesame"}`;
const before = (text) => `{"value":"opensesame","a":"${text}","name":"password"}`;

/** A sentence of SECURITY, then texts and what is shown of them. One that is left alone has no second part. */
const SENTENCES = {
  'so a key is left alone that has no digit, or few capitals': [
    ['test_AbCdEfGhIjKlMnOpQrStUvWxYzAbCd'],
    ['test_abcdefghijkl1nopqrstuvwxyzAbcd'],
    ['test_AbCdEfGhIjKlMn1pQrStUvWxYzAbCd', 'test_••••'],
  ],
  '`password is value` is not found': [['password is opensesame']],
  'A key that is a path counts by its last part': [
    ['{"card[cvc]":"123","db.password":"abc"}', '{"card[cvc]":"•••","db.password":"••••"}'],
    ['{"build.number":"4242424242424241","gpio.pin":"1234","gift.cookie":"oat"}'],
    ['{"account.pin":"1234","headers.cookie":"oat"}', '{"account.pin":"••••","headers.cookie":"••••"}'],
    ['{"gift.cookie":"a=b"}', '{"gift.cookie":"••••"}'],
  ],
  'After `Authorization`, a word with digits': [
    ['Authorization: abcd1234 secret99Word third88Word', 'Authorization: •••• third88Word'],
    ['Authorization: abcd1234 status=200 sig=abcdef12', 'Authorization: •••• status=200 sig=abcdef12'],
    ['Authorization: abcd1234 sig=abcdef12 status=200', 'Authorization: •••• status=200'],
  ],
  'A word of letters after an unknown scheme': [
    ['{"authorization":"Custom abcdefgh"}', '{"authorization":"Custom ••••"}'],
    ['Authorization: Custom abcdefgh'],
  ],
  'The name beside a `value` is found': [
    [beside('"a":1,"b":2,"c":3,'), beside('"a":1,"b":2,"c":3,').replace('opensesame', '••••')],
    [beside('"a":1,"b":2,"c":3,"d":4,')],
    [beside(`"a":"${'a '.repeat(256)}",`), beside(`"a":"${'a '.repeat(256)}",`).replace('opensesame', '••••')],
    [beside(`"a":"${'a '.repeat(256)}b",`)],
    [before('a '.repeat(256)), before('a '.repeat(256)).replace('opensesame', '••••')],
    [before(`${'a '.repeat(256)}b`)],
    [beside('"a":[1,2],')],
    [beside('"a":{"b":1},')],
    [beside('"a":"••••",')],
  ],
  'a password is shown if the user has a dot': [
    ['-u my.host:80/path'],
    ['-u my.host:12345'],
    ['-u my.host:123456', '-u my.host:••••'],
  ],
  'Up to 64 blanks may stand': [[`password${' '.repeat(64)}=${LONG}`, `password${' '.repeat(64)}=••••`], [`password${' '.repeat(65)}=opensesame`]],
  '`PWD` and `OLDPWD` are shown': [['PWD=/home/me'], ['a=1;PWD=/home1;b=2', 'a=1;PWD=••••;b=2'], ['PWD=hunter2x', 'PWD=••••']],
  'is taken for an address with a tag': [['acme/auth-token:v1'], ['me@acme/auth-token:v1abc99', 'me@acme/auth-token:••••']],
  '`sig` is hidden only in a query': [[`{"sig":"${LONG}"}`], [`/a?sig=${LONG}`, '/a?sig=••••'], ['/a?sig=abc']],
  'After `Payment` without `Authorization`': [['Payment pi_123456789'], ['Payment eyJhIjoiYiIsImMiOiJkIn0', 'Payment ••••']],
  'Under `token`, text that is an address': [
    ['token=0x52908400098527886E0F7030069857D2E4169EE7'],
    ['token=0x1234567890abcdef'],
    ['token=0x1234567890abcdef1', 'token=••••'],
  ],
  'Under `preimage`, only 32 bytes': [['preimage=hello1234'], [`preimage=${'a1'.repeat(32)}`, 'preimage=••••']],
  'Under `mnemonic`, only twelve': [
    ['mnemonic: one two three'],
    [`mnemonic: ${'abandon '.repeat(11)}about`, 'mnemonic: ••••'],
    ['paymentHeader=abc12345'],
  ],
  'The password of a URL is hidden even if': [
    ['http://me:pa/ss9@host/x', 'http://me:••••@host/x'],
    ['http://my.host:pa/ss9@host/x'],
    ['http://me:8080/ss9@host/x'],
    ['http://me:p@s/s9@host/x', 'http://me:••••@s/s9@host/x'],
    [`http://me:pa"ss9@host/x`, 'http://me:••••@host/x'],
    [`http://me:pass9"@host/x`],
    [`http://me:'pass9@host/x`],
  ],
  'a password that begins with one to five digits': [['http://me:1234,abc@host/'], ['http://me:123456,abc@host/', 'http://me:••••@host/']],
  'What follows a number on track 2': [
    [';4242424242424242=25121010000012300000?', ';••••••••••••4242=••••?'],
    ['%B4242424242424242^DOE/JOHN^2512101?', '%B••••••••••••4242^DOE/JOHN^2512101?'],
  ],
  'a `number` is hidden only if it has 8 to 19 digits': [
    ['{"number":"1234567"}'],
    ['{"number":"12345678"}', '{"number":"••••5678"}'],
    [`{"number":"${'1'.repeat(20)}"}`],
  ],
  'Left alone are digits under `trace_id` and `span_id`': [['trace_id=4242424242424242'], ['span_id=4242424242424242'], ['4242424200000000']],
};

for (const [sentence, texts] of Object.entries(SENTENCES)) {
  test(`redaction: ${sentence}`, () => {
    assert.ok(SECURITY.replaceAll(/\s+/g, ' ').includes(sentence), 'SECURITY no longer says so');
    for (const [text, shown = text] of texts) assert.equal(redact(text), shown);
  });
}
