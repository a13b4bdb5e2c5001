// `mpp-wasm detect URL` without an answer: what it says went wrong.
import assert from 'node:assert/strict';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { ask } from '../../pkg/cli/fetch.js';
import { unavailable } from '../../pkg/cli/unreachable.js';
import { refused, run, serve } from './cli.mjs';
import * as selfSigned from './self-signed.mjs';

const { origin } = await serve({
  '/free': () => [200, {}, 'ok'],
  '/dead': (response) => void response.destroy(),
});

test('a server that gives no answer is told apart by what went wrong, in words of our own', async (t) => {
  const listen = async (server) => {
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    t.after(() => server.close());
    return server.address().port;
  };
  const says = (greeting) => createTcpServer((socket) => socket.on('error', () => {}).end(greeting));
  const closed = await listen(says(''));
  const ssh = await listen(says('SSH-2.0-\u001b[2Jstolen\r\n'));
  const tls = await listen(createHttpsServer(selfSigned, (request, response) => response.end('ok')));
  const gone = createTcpServer();
  const refusing = await listen(gone);
  await new Promise((done) => gone.close(done));
  for (const [url, words] of [
    ['http://no-such-host.invalid/', /host name/],
    [`http://127.0.0.1:${refusing}/`, /refused the connection/],
    [`https://127.0.0.1:${tls}/`, /certificate is not trusted/],
    [`${origin.replace('http:', 'https:')}/free`, /TLS connection failed.*http:\/\//],
    [`http://127.0.0.1:${ssh}/`, /did not answer in HTTP$/],
    [`${origin}/dead`, /closed the connection without an answer/],
    ['http://127.0.0.1:1/', /port.*fetch refuses/],
  ]) {
    await refused(['detect', url], 'origin-unavailable', words);
  }
  // Node's fetch does not notice that this server has closed the connection.
  const script = `import { ask } from ${JSON.stringify(new URL('../../pkg/cli/fetch.js', import.meta.url))};
    ask('http://127.0.0.1:${closed}/', { method: 'GET', header: [], seconds: 1 }).catch(({ code, message }) => console.log(code, message));`;
  const { code, stdout } = await run(['--input-type=module', '--eval', script], '', []);
  assert.match(
    `${code} ${stdout}`,
    /^0 origin-unavailable (the server did not answer within 1 seconds|the server closed the connection without an answer)\n$/,
  );
});

test('an answer is waited for as long as the help says', async (t) => {
  const timeout = t.mock.method(globalThis, 'setTimeout');
  await ask(`${origin}/free`, { method: 'GET', header: [] });
  const [, seconds] = /Waits (\d+) seconds/.exec((await run(['help', 'detect'])).stdout);
  assert.ok(timeout.mock.calls.some(({ arguments: [, millis] }) => millis === seconds * 1000));
});

test('every reason is a phrase of a closed list, whatever the error says', () => {
  const reason = (cause) => unavailable(new TypeError('stolen', { cause })).message;
  for (const [words, ...codes] of [
    [/not found/, 'ENOTFOUND'],
    [/name server/, 'EAI_AGAIN'],
    [/refused/, 'ECONNREFUSED'],
    [/no route/, 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    [/in time/, 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'],
    [/another host/, 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    [/expired/, 'CERT_HAS_EXPIRED'],
    [/not valid yet/, 'CERT_NOT_YET_VALID'],
    [/not trusted/, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [/not trusted/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED'],
    [/not trusted/, 'CERT_UNTRUSTED', 'CRL_HAS_EXPIRED'],
    [/TLS connection failed/, 'ERR_TLS_HANDSHAKE_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO'],
    [/refused the TLS/, 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'],
    [/refused the TLS/, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
    [/in HTTP/, 'HPE_INVALID_CONSTANT', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
    [/too long/, 'UND_ERR_HEADERS_OVERFLOW'],
    [/closed/, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    [/cannot be reached/, 'E_SOMETHING_ELSE', undefined],
  ]) {
    for (const code of codes) {
      const text = reason(Object.assign(new Error('stolen'), { code }));
      assert.match(text, words, code);
      assert.doesNotMatch(text, /stolen/);
    }
  }
  assert.match(reason(undefined), /cannot be reached/);
  assert.match(unavailable(Object.assign(new TypeError('stolen'), { code: 'ECONNREFUSED' })).message, /refused/);
  // Newer versions of Node leave the code out.
  assert.match(reason(Object.assign(new Error('stolen'), { name: 'HTTPParserError', code: undefined })), /in HTTP$/);
});
