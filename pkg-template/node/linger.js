// Closes a connection in stages (RFC 9112 section 9.6).
import { announcesBody } from './request.js';

/**
 * Where the connection ends with a response, as for HTTP/1.0 and `Connection: close`, Node closes it at once. If the client is
 * still writing its body then, the system resets the connection, and the client loses a response that it has not read. So our
 * side is closed first, and the body is read and dropped, for as long as the server allows a request to take. Only HTTP/1 has
 * such connections.
 */
export function linger(req, res) {
  const { socket } = req;
  if (res.stream || !socket?.destroySoon || !announcesBody(req)) return;
  const { destroySoon } = socket;
  const later = () => void (socket.end(), req.on('close', () => destroySoon.call(socket)));
  // Node's own listener closes the connection, between these two.
  res.prependListener('finish', () => req.complete || (socket.destroySoon = later));
  res.on('finish', () => delete socket.destroySoon);
}
