// The shell command as a whole: its help, version and options.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refused, run } from './cli.mjs';

test('help for the program and for each command', async () => {
  for (const args of [[], ['help'], ['--help']]) assert.match((await run(args)).stdout, /^ {2}mpp-wasm decode --challenge.*\n {6}Decodes.*\n {2}mpp-wasm detect URL.*\n {6}Requests.*\n {2}mpp-wasm mask.*\n {6}Masks.*\n {2}mpp-wasm redact.*\n {6}Removes.*\n\n/m);
  for (const args of [['-h'], ['help', '-h'], ['help', '--help'], ['--help', 'detect'], ['-V', '-h']]) assert.match((await run(args)).stdout, /decode --challenge[^]*detect URL[^]*--version/);
  for (const args of [['help', 'decode'], ['decode', '--help'], ['help', 'decode', '-h'], ['decode', '--challenge', 'x', '-h']]) assert.match((await run(args)).stdout, /--challenge +a header value/);
  for (const args of [['help', 'detect'], ['detect', '--help'], ['detect', 'http://127.0.0.1/', '-h']]) assert.match((await run(args)).stdout, /--method +the/);
  await refused(['pay'], 'invalid-argument', /no such command; the commands are decode, detect, mask, redact$/);
  await refused(['constructor'], 'invalid-argument', /no such command/);
  await refused(['help', 'pay'], 'invalid-argument', /no such command/);
});

test('the version is that of the package, wherever it is asked for', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../pkg/package.json', import.meta.url), 'utf8'));
  for (const args of [['--version'], ['-V'], ['detect', '--version'], ['redact', '-V'], ['decode', '--challenge', 'x', '-V']]) {
    assert.deepEqual(await run(args), { code: 0, stdout: `mpp-wasm ${version}\n`, stderr: '' }, args.join(' '));
  }
});

test('an unknown option is named only if it looks like a typo: it may be a token in the wrong place', async () => {
  for (const option of ['--sk_test_123456789', '--spt_1', '--Authorization:Bearer-x', `--${'a'.repeat(25)}`, '--a-b-c']) {
    await refused(['mask', option], 'invalid-argument', /^Unknown option; the options are --reveal, --output$/);
  }
  for (const option of ['--revel', '--max-amount', '-x']) {
    await refused(['mask', option], 'invalid-argument', new RegExp(`^Unknown option '${option}'; the options are --reveal, --output$`));
  }
});

test('an option that has no effect is refused, with a hint where to go', async () => {
  for (const command of ['mask', 'redact']) {
    await refused([command, '--format', 'json'], 'invalid-argument', /^Unknown option '--format'; the options are .*--output$/);
  }
  for (const command of ['decode', 'detect']) await refused([command, '--json'], 'invalid-argument', /^Unknown option '--json': use --format json$/);
  await refused(['mask', '--json'], 'invalid-argument', /^Unknown option '--json'; the options are --reveal, --output$/);
  for (const [command, option] of [['decode', 'challenge'], ['detect', 'format'], ['detect', 'method'], ['mask', 'reveal'], ['redact', 'output']]) {
    await refused([command, `--${option}`, 'json', `--${option}=json`], 'invalid-argument', new RegExp(`^--${option} may be given only once$`));
  }
});
