// node server.mjs CONTENDER: one of the contenders in Node's own server. It writes its port, and ends with its stdin.
import { createServer } from 'node:http';
import { listener } from 'mpp-wasm/node';
import { Mppx } from 'mppx/server/core';
import { SECRET } from './inputs.mjs';
import { TERMS, make } from './peer.mjs';
import { BODY, HEADERS } from './refusal.mjs';
import { paywall } from './site.mjs';

const ORIGIN = { publicOrigin: 'https://api.example.com' };
const isPaid = ({ url }) => url.endsWith('/paid');

const CONTENDERS = {
  ours: () => listener(paywall().fetch, ORIGIN),
  mppx() {
    const guard = Mppx.toNodeListener(make({ STRIPE_NETWORK_ID: 'profile_1', REALM: 'api.example.com', MPP_SECRET_KEY: SECRET }).charge(TERMS));
    return (req, res) => (isPaid(req) ? guard(req, res) : res.end('paid'));
  },
  'a handler': () => listener((request) => (isPaid(request) ? new Response(BODY, { status: 402, headers: HEADERS }) : new Response('paid')), ORIGIN),
  bare: () => (req, res) => (isPaid(req) ? res.writeHead(402, HEADERS).end(BODY) : res.end('paid')),
};

const server = createServer(CONTENDERS[process.argv[2]]()).listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit());
