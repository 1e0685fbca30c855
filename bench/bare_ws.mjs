// A bare forwarder on Node's `ws`: what comes in on /pair/N goes out to the other socket on /pair/N.
// It keeps nothing, checks nothing and answers nothing: the floor that the relay is compared with.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../client_js/package.json', import.meta.url));
const { WebSocketServer } = require('ws');

const waiting = new Map();
const http = createServer((request, response) => {
  response.end('ok');
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });

sockets.on('connection', (socket, request) => {
  const other = waiting.get(request.url);
  if (other === undefined) {
    waiting.set(request.url, socket);
  } else {
    waiting.delete(request.url);
    socket.other = other;
    other.other = socket;
  }
  socket.on('message', (data) => socket.other?.send(data, { binary: true }));
});

http.listen(Number(process.argv[2]), '127.0.0.1');
