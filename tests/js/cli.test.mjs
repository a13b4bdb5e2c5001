// The shell command as a whole: its help, version and options.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refused, run } from './cli.mjs';

test('help for the program and for each command', async () => {
  const says = async (words, ...calls) => {
    for (const args of calls) assert.match((await run(args)).stdout, words);
  };
  const commands = [['decode --challenge', 'Decodes'], ['detect URL', 'Requests'], ['mask', 'Masks'], ['redact', 'Removes']];
  const list = commands.map(([usage, does]) => ` {2}mpp-wasm ${usage}.*\\n {6}${does}.*\\n`).join('');
  await says(new RegExp(`^${list}\\n`, 'm'), [], ['help'], ['--help']);
  await says(
    /decode --challenge[^]*detect URL[^]*--version/,
    ['-h'], ['help', '-h'], ['help', '--help'], ['--help', 'detect'], ['-V', '-h'],
  );
  await says(
    /--challenge +a header value/,
    ['help', 'decode'], ['decode', '--help'], ['help', 'decode', '-h'], ['decode', '--challenge', 'x', '-h'],
  );
  await says(/--method +the/, ['help', 'detect'], ['detect', '--help'], ['detect', 'http://127.0.0.1/', '-h']);
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
