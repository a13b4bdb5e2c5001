// node first.mjs <module> <secret> <credential>: prints how long a fresh process takes from the import to a verified
// credential, in milliseconds.
const [, , module, secret, credential] = process.argv;
const start = performance.now();
const api = await import(module);
if (api.ChallengeKey) {
  new api.ChallengeKey(secret).verify(credential);
} else {
  const read = api.Credential.deserialize(credential);
  if (!api.Challenge.verify(read.challenge, { secretKey: secret })) throw new Error('refused');
  api.Expires.assert(read.challenge.expires, read.challenge.id);
}
console.log(performance.now() - start);
