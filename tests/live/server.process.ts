import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boardSchema } from '#lib/cafe/board/document.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';

/*
 * The live server as a process of its own, to be killed: `node server.process.ts FILE PORT`. Lets everybody in under the
 * name they give. Prints its port when it listens.
 */
const [, , file = '', port = '0'] = process.argv;
const live = new LiveServer({
	db: openSqlite(file),
	authorize: async ({ searchParams }) => {
		const name = searchParams.get('as') ?? '';
		return { principal: { id: `p-${name}`, label: name, role: 'guest', colour: 0, writesAs: [name] }, mode: 'write' };
	},
	status: async () => undefined,
	schema: boardSchema(),
	origins: 'any',
	now: () => new Date().toISOString(),
	log: ({ error, ...line }) => console.error(JSON.stringify({ ...line, error: error instanceof Error ? error.stack : error }))
});
const server = createServer();
server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
server.listen(Number(port), '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
