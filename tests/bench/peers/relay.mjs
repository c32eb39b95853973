// The floor: passes every message on to the others on the same path, and does nothing else with it.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = createServer();
new WebSocketServer({ server }).on('connection', (socket, { url }) => {
	const room = rooms.get(url) ?? new Set();
	rooms.set(url, room);
	room.add(socket);
	socket.on('message', (message) => {
		for (const other of room) if (other !== socket) other.send(message);
	});
	socket.on('error', () => undefined);
	socket.on('close', () => {
		room.delete(socket);
		if (room.size === 0) rooms.delete(url);
	});
});
server.listen(Number(process.env.PORT), '127.0.0.1');
