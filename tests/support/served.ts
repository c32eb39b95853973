import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { freePort, startServer, type RunningServer } from './server.ts';

/** The network between browsers and the server: it can fail, as nets in halls do. */
export type Net = {
	/** Breaks all live sockets and lets no new ones through; pages still come. */
	cut(): void;
	/** Lets data of open sockets go nowhere, and says nothing: what a phone's net does when it is lost. */
	swallow(): void;
	/** Open sockets go dead without a word; new ones pass: what a phone has in its hand when it wakes up. */
	deaden(): void;
	/** Pages pass, and every upgrade to a socket is answered as an ordinary request: what some firewalls do. */
	strip(): void;
	mend(): void;
};

export type Served = {
	/** Where browsers find it: through the net. */
	origin: string;
	dataDir: string;
	net: Net;
	/** `kill -9`. */
	kill(): Promise<void>;
	start(): Promise<void>;
	stop(): Promise<void>;
};

/**
 * The built product as one process of its own, behind a net, on a fresh database that `seed` fills before it starts; `settings` go into
 * its environment.
 */
export async function serve(seed: (db: Kysely<Database>) => Promise<void>, settings: Record<string, string> = {}): Promise<Served> {
	const dataDir = mkdtempSync(join(tmpdir(), 'samling-board-'));
	const db = openSqlite(join(dataDir, 'samling.db'));
	await migrate(db);
	await seed(db);
	await db.destroy();
	const port = await freePort();
	const { hub, net } = layNet(port);
	hub.listen(0, '127.0.0.1');
	await once(hub, 'listening');
	const origin = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
	let server: RunningServer | undefined;

	const served: Served = {
		origin,
		dataDir,
		net,
		async start() {
			server = await startServer({ ...settings, PORT: String(port), ORIGIN: origin, DATA_DIR: dataDir });
		},
		async kill() {
			await server?.kill();
			server = undefined;
		},
		async stop() {
			await served.kill();
			net.cut();
			hub.close();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
	await served.start();
	return served;
}

function layNet(port: number): { hub: Server; net: Net } {
	let state: 'whole' | 'cut' | 'swallowing' | 'stripping' = 'whole';
	const live = new Set<{ near: Socket; far: Socket; dead?: true }>();
	const hub = createServer((near) => {
		near.once('data', (first) => {
			const isLive = first.toString('latin1', 0, 200).startsWith('GET /live/');
			if (isLive && state === 'cut') return near.destroy();
			if (isLive && state === 'stripping') return near.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			const far = connect(port, '127.0.0.1');
			const pair: { near: Socket; far: Socket; dead?: true } = { near, far };
			if (isLive) live.add(pair);
			const end = () => {
				live.delete(pair);
				near.destroy();
				far.destroy();
			};
			for (const socket of [near, far]) socket.on('error', end).on('close', end);
			const passes = () => !isLive || (state !== 'swallowing' && !pair.dead);
			if (passes()) far.write(first);
			near.on('data', (data) => passes() && far.write(data));
			far.on('data', (data) => passes() && near.write(data));
		});
		near.on('error', () => near.destroy());
	});
	const cutAll = () => {
		for (const { near, far } of live) {
			near.destroy();
			far.destroy();
		}
	};
	return {
		hub,
		net: {
			cut() {
				state = 'cut';
				cutAll();
			},
			swallow() {
				state = 'swallowing';
			},
			deaden() {
				for (const pair of live) pair.dead = true;
			},
			strip() {
				state = 'stripping';
				cutAll();
			},
			mend() {
				// What was swallowed is lost to those sockets: a net that comes back breaks them.
				if (state === 'swallowing') cutAll();
				state = 'whole';
			}
		}
	};
}
