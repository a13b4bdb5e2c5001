// node server.mjs CONTENDER: one of the contenders in Node's own server. It writes its port, and ends with its stdin.
import { createServer } from 'node:http';
import { listener } from 'mpp-wasm/node';
import { Mppx } from 'mppx/server/core';
import { stripe } from 'mppx/stripe/server/spt';
import { SECRET } from './inputs.mjs';
import { paywall } from './site.mjs';
import { BODY, HEADERS } from './workers/bare.mjs';

const ORIGIN = { origin: 'https://api.example.com' };
const isPaid = ({ url }) => url.endsWith('/paid');

const CONTENDERS = {
  ours: () => listener(paywall().fetch, ORIGIN),
  mppx() {
    const client = { paymentIntents: { create: () => Promise.reject(new Error('nobody pays')) } };
    const method = stripe.charge({ client, networkId: 'profile_1', paymentMethodTypes: ['card', 'link'], currency: 'usd', decimals: 2 });
    const charge = Mppx.create({ methods: [method], realm: 'api.example.com', secretKey: SECRET }).charge({ amount: '1.00', description: 'One paid answer' });
    const guard = Mppx.toNodeListener(charge);
    return (req, res) => (isPaid(req) ? guard(req, res) : res.end('paid'));
  },
  'a handler': () => listener((request) => (isPaid(request) ? new Response(BODY, { status: 402, headers: HEADERS }) : new Response('paid')), ORIGIN),
  bare: () => (req, res) => (isPaid(req) ? res.writeHead(402, HEADERS).end(BODY) : res.end('paid')),
};

const server = createServer(CONTENDERS[process.argv[2]]()).listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
