// @y/websocket-server 0.1.5 on Yjs 14, in memory, with the `ws` that the others have: its own server script asks for version 6.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { setupWSConnection } from './node_modules/y-websocket-14/src/utils.js';

const server = createServer();
new WebSocketServer({ server }).on('connection', setupWSConnection);
server.listen(Number(process.env.PORT), '127.0.0.1');
