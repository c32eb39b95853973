import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';

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

/** A free port. Between asking and using it another process might take it; the tests take that chance. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

/** The built product as one process of its own, behind a net, on a fresh database that `seed` fills before it starts; `settings` go into its environment. */
export async function serve(seed: (db: Kysely<Database>) => Promise<void>, settings: Record<string, string> = {}): Promise<Served> {
	const dataDir = mkdtempSync(join(tmpdir(), 'samling-board-'));
	const db = openSqlite(join(dataDir, 'samling.db'));
	await migrate(db);
	await seed(db);
	await db.destroy();
	const port = await freePort();
	const { server, net } = layNet(port);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	let child: ChildProcess | undefined;

	const served: Served = {
		origin,
		dataDir,
		net,
		async start() {
			child = spawn(process.execPath, ['src/server.ts'], {
				env: {
					PATH: process.env.PATH,
					NODE_ENV: 'test',
					HOST: '127.0.0.1',
					PORT: String(port),
					ORIGIN: origin,
					DATA_DIR: dataDir,
					...settings
				},
				stdio: ['ignore', 'inherit', 'inherit']
			});
			for (let tries = 0; ; tries++) {
				if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
				if (tries > 200) throw new Error('the server did not start in 20 s');
				const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
				if (answer) return;
				await wait(100);
			}
		},
		async kill() {
			const dying = child;
			if (!dying || dying.exitCode !== null) return;
			const gone = once(dying, 'exit');
			dying.kill('SIGKILL');
			await gone;
		},
		async stop() {
			await served.kill();
			net.cut();
			server.close();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
	await served.start();
	return served;
}

function layNet(port: number): { server: Server; net: Net } {
	let state: 'whole' | 'cut' | 'swallowing' | 'stripping' = 'whole';
	const live = new Set<{ near: Socket; far: Socket; dead?: true }>();
	const server = createServer((near) => {
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
		server,
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
