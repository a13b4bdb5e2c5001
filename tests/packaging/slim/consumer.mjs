import init, { parseChallenges } from 'mpp-wasm/slim';

export { parseChallenges };

export async function read(header) {
  await init();
  return parseChallenges(header);
}
