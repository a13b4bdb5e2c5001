import { env } from 'cloudflare:workers';

const now = Date.now.bind(Date);
Date.now = () => now() + Number(env.CLOCK_AHEAD_MS ?? 0);
