import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The net between a node and its PostgreSQL. */
export type PostgresNet = {
	/** The address of the database through it. */
	url: string;
	/** The next answer to what holds `words` is lost, and with it the connection, when the server has done it. Resolves then. */
	loseAnswerTo(words: string): Promise<void>;
	/** Breaks every connection, and lets none through until `mend`. */
	cut(): void;
	mend(): void;
	close(): Promise<void>;
};

/** Lays a net in front of the database at `to`. */
export async function layPostgresNet(to: string): Promise<PostgresNet> {
	const target = new URL(to);
	const open = new Set<Socket>();
	let isCut = false;
	let lose: { words: string; lost: () => void } | undefined;
	const hub = createServer((near) => {
		const far = connect(Number(target.port), target.hostname);
		const end = () => {
			for (const socket of [near, far]) {
				socket.destroy();
				open.delete(socket);
			}
		};
		for (const socket of [near, far]) {
			open.add(socket);
			socket.on('error', end).on('close', end);
		}
		if (isCut) return end();
		let losing: typeof lose;
		near.on('data', (data) => {
			if (lose && data.includes(lose.words)) {
				losing = lose;
				lose = undefined;
			}
			far.write(data);
		});
		far.on('data', (data) => {
			if (!losing) return void near.write(data);
			// `ReadyForQuery` outside of a transaction: whatever was asked is committed.
			if (!data.subarray(-6).equals(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]))) return;
			end();
			losing.lost();
		});
	});
	hub.listen(0, '127.0.0.1');
	await once(hub, 'listening');
	const url = new URL(to);
	url.port = String((hub.address() as AddressInfo).port);
	return {
		url: url.href,
		loseAnswerTo: (words) => new Promise((lost) => void (lose = { words, lost })),
		cut() {
			isCut = true;
			for (const socket of open) socket.destroy();
		},
		mend() {
			isCut = false;
		},
		async close() {
			for (const socket of open) socket.destroy();
			hub.close();
			await once(hub, 'close');
		}
	};
}
