// Reads a claim without changing it: a swap that expects a text that is never written.
import { durableObject } from '../../pkg/store/durable-object.js';

export default {
  async fetch(request, env) {
    const id = new URL(request.url).searchParams.get('id');
    return Response.json(await durableObject(env.CLAIMS).swap(id, 'never written', 'nor this', 0));
  },
};
