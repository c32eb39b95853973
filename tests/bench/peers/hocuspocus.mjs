// Hocuspocus with its own SQLite extension; FLUSH_DELAY is its `flushDelay`, without it everything is as it comes.
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const { PORT, DATA_DIR, FLUSH_DELAY } = process.env;
const server = new Server({
	address: '127.0.0.1',
	port: Number(PORT),
	quiet: true,
	...(FLUSH_DELAY ? { flushDelay: Number(FLUSH_DELAY) } : {}),
	extensions: [new SQLite({ database: `${DATA_DIR}/hocuspocus.db` })]
});
await server.listen();
