import { parseChallenges } from 'mpp-wasm/inline';

console.log(JSON.stringify(parseChallenges(process.argv[2])));
