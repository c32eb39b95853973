import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boardSchema } from '#lib/cafe/board/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { LiveServer } from '#lib/live/server/liveServer.server.ts';
import { readSettings } from '#settings';

/*
 * `npm run bench:serve`: the live server as it is in the product, with its guard, its log on disk and its acknowledgements,
 * for a load generator of any make. Only the door is wide open, so it listens on the loopback alone.
 */
const help = `The live server of Samling, for load generators: every board id is a board, everybody may write on it.

  PORT       port on 127.0.0.1 (4100)
  DATA_DIR   folder of the database, to be used again after a kill; without it a new one that is removed at the end
  SHAPE      any (as it comes): a document may have whatever roots and types it likes, as long as nobody writes under
             another's client id, builds on what is not there, sends what can't be decoded or goes over the limits
             board: what the product takes, notes and clusters as in src/lib/cafe/doc.ts
  LIVE_…     limits, as in .env.example; they begin high here

Clients: y-websocket at ws://127.0.0.1:PORT/live/{board}, a board id being 1–64 letters, digits, _ or -.
?as=NAME says who one is; without it every connection is somebody of its own, and whoever comes back may go on under the
client id of a connection that is gone.`;

if (process.argv.includes('--help') || process.argv.includes('-h')) {
	console.log(help);
	process.exit();
}

const high = {
	LIVE_FRAME_BYTES: String(8 * 1024 * 1024),
	LIVE_MESSAGES_PER_SECOND: '100000',
	LIVE_BURST: '1000000',
	LIVE_BYTES_PER_MINUTE: String(1024 * 1024 * 1024),
	LIVE_CONNECTIONS_PER_BOARD: '100000',
	LIVE_CONNECTIONS_PER_ADDRESS: '1000000',
	LIVE_DOCUMENT_BYTES: String(64 * 1024 * 1024)
};
const { PORT = '4100', DATA_DIR, SHAPE = 'any' } = process.env;
if (SHAPE !== 'any' && SHAPE !== 'board') {
	console.error('The setting SHAPE must be any or board.');
	process.exit(1);
}
const given = Object.entries(process.env).filter(([name]) => name.startsWith('LIVE_'));
const settings = readSettings({ ...high, ...Object.fromEntries(given), PORT });
const folder = DATA_DIR ?? mkdtempSync(join(tmpdir(), 'samling-bench-'));
const db = openSqlite(join(folder, 'samling.db'));
await migrate(db);
const now = () => new Date().toISOString();
await db
	.insertInto('municipality')
	.values({ id: 'bench', name: 'Bench', county: null, locale: 'nn', createdAt: now() })
	.onConflict((conflict) => conflict.doNothing())
	.execute();

let visitors = 0;
const boards = new Set<string>();
const live: LiveServer = new LiveServer({
	db,
	async authorize({ boardId, searchParams }) {
		if (!boards.has(boardId)) {
			await db
				.insertInto('board')
				.values({ id: boardId, municipalityId: 'bench', kind: 'bench', epoch: 0, createdAt: now(), closedAt: null })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
			boards.add(boardId);
		}
		const id = searchParams.get('as') ?? `visitor-${process.pid}-${++visitors}`;
		// Nobody can tell which of the visitors comes back.
		const secret = searchParams.get('as') ?? 'visitor';
		return { principal: { id, secret, label: id, role: 'guest', colour: visitors % 12, writesAs: ['', id] }, mode: 'write' };
	},
	status: async () => undefined,
	schema: SHAPE === 'any' ? 'any' : boardSchema({ notes: 100_000 }),
	origins: 'any',
	limits: { ...settings.live, connectionsPerParticipant: 100_000, notesPerHour: 1e9 },
	now,
	log: ({ error, ...line }) => console.error(JSON.stringify({ ...line, error: error instanceof Error ? error.stack : error }))
});

const server = createServer((_, response) => void response.end('Samling, for the bench\n'));
server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head));
server.listen(settings.port, '127.0.0.1', () => {
	console.log(help.replace(/PORT\/live/, `${settings.port}/live`));
	console.log(`\nListening on 127.0.0.1:${settings.port}, database in ${folder}, shape ${SHAPE}.`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		server.close();
		void live
			.shutdown()
			.then(() => db.destroy())
			.then(() => {
				if (DATA_DIR === undefined) rmSync(folder, { recursive: true, force: true });
				process.exit();
			});
	});
}
