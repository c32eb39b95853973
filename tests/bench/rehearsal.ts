import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { addNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { secondPress } from '#lib/secondPress.ts';
import { serve, type Served } from '../support/served.ts';
import { laidTables, type Tables } from '../support/tables.ts';
import { visitor } from '../support/visitor.ts';

/*
 * `npm run bench -- rehearsal [ROUNDS]`: what a rehearsal costs a real hall in the same process. Eight tables of six who write a letter a
 * second each, without and with a rehearsal beside them, in turns; the ratio of each round counts, since the machine is shared. Asserts
 * nothing.
 */
const rounds = Number(process.argv[2] ?? 3);
const measureMs = 12_000;
const settleMs = 4_000;
process.setMaxListeners(200);

type Hand = { doc: Y.Doc; noteId: string; sent: number[]; heard: number; provider: WebsocketProvider };
type Measured = { p50: number; p95: number; cpu: number };

/** Somebody at a table with the stock client, who has a note that they write in. */
function hand(served: Served, boardId: string, token: string): Hand {
	class Socket extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols, { headers: { cookie: `samling-table=${token}`, origin: served.origin } });
		}
	}
	const doc = newBoardDoc();
	const polyfill = Socket as unknown as typeof globalThis.WebSocket;
	const provider = new WebsocketProvider(`${served.origin.replace('http', 'ws')}/live`, boardId, doc, {
		WebSocketPolyfill: polyfill,
		disableBc: true
	});
	for (const type of [2, 100, 101]) provider.messageHandlers[type] = () => undefined;
	return { doc, provider, noteId: newId(), sent: [], heard: 0 };
}

const textOf = (doc: Y.Doc, noteId: string) => (doc.getMap('notes').get(noteId) as Y.Map<unknown> | undefined)?.get('text') as Y.Text;

/** Each writes one letter a second, spread over it; gives how long the neighbour waits for it, and the server's share of a core. */
async function measure(tables: readonly Hand[][], pid: number): Promise<Measured> {
	const waits: number[] = [];
	const stop: (() => void)[] = [];
	for (const table of tables)
		for (const [at, one] of table.entries()) {
			const { doc } = table[(at + 1) % table.length]!;
			one.sent = [];
			one.heard = textOf(one.doc, one.noteId).length;
			const hear = () => {
				const { length } = textOf(doc, one.noteId);
				for (; one.heard < length; one.heard++) waits.push(performance.now() - (one.sent.shift() ?? performance.now()));
			};
			doc.on('afterTransaction', hear);
			stop.push(() => doc.off('afterTransaction', hear));
		}
	const hands = tables.flat();
	const [before, began] = [cpuOf(pid), performance.now()];
	for (let letters = 0; performance.now() - began < measureMs; letters++) {
		const one = hands[letters % hands.length]!;
		one.sent.push(performance.now());
		textOf(one.doc, one.noteId).insert(0, 'a');
		await sleep(Math.max(0, began + ((letters + 1) * 1000) / hands.length - performance.now()));
	}
	const cpu = ((cpuOf(pid) - before) / (performance.now() - began)) * 100;
	await sleep(1000);
	for (const end of stop) end();
	const sorted = waits.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
	return { p50: at(0.5), p95: at(0.95), cpu };
}

/** Milliseconds of processor time of a process so far. */
function cpuOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The server, by the folder that only it was given. */
function pidOf(dataDir: string): number {
	const found = readdirSync('/proc').find((pid) => {
		try {
			return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DATA_DIR=${dataDir}`);
		} catch {
			return false;
		}
	});
	if (!found) throw new Error('The server is not among the processes.');
	return Number(found);
}

/** Begins a rehearsal and its first round, and waits until robots are at all tables. */
async function rehearse(served: Served, room: Tables) {
	const leader = visitor(served);
	leader.keep('samling', room.facilitatorSession);
	const { location: copy } = await leader.post('/rehearsal?/start', { gatheringId: room.gatheringId });
	if (!copy) throw new Error('The rehearsal did not begin.');
	await leader.post(`${copy}/seating?/seat`);
	await sleep(secondPress + 100);
	const [, step = ''] = /name="step" value="([^"]+)"/.exec((await leader.get(copy)).text) ?? [];
	const began = await leader.post(`${copy}?/startRound`, { step, when: 'now', alone: '0' });
	if (began.status >= 400) throw new Error(`The round of the rehearsal did not begin: ${began.status}`);
	await sleep(46 * 250 + settleMs);
	return { end: () => leader.post('/rehearsal?/end') };
}

const prepare = fileURLToPath(new URL('../../.ci/prepare.mjs', import.meta.url));
if (spawnSync(process.execPath, [prepare, 'build'], { stdio: 'inherit' }).status !== 0) process.exit(1);
let room!: Tables;
const people = Array.from({ length: 48 }, (_, at) => ({ name: `Deltakar ${at + 1}`, shownAs: 'none' as const }));
const served = await serve(async (db) => void (room = await laidTables(db, { tables: 8, people })));
try {
	const db = openSqlite(`${served.dataDir}/samling.db`);
	const boards = new Map((await db.selectFrom('cafeTable').select(['id', 'boardId']).execute()).map(({ id, boardId }) => [id, boardId]));
	await db.destroy();
	const at = (tableId: string) => room.guests.filter((guest) => guest.tableId === tableId);
	const tables = room.tables.map((tableId) => at(tableId).map(({ token }) => hand(served, boards.get(tableId)!, token)));
	const hands = tables.flat();
	while (!hands.every(({ provider }) => provider.synced)) await sleep(50);
	for (const { doc, noteId } of hands) addNote(doc, { id: noteId, text: 'Ein lapp', round: 1, by: '', column: null });
	while (!tables.every((table) => table.every(({ doc }) => table.every(({ noteId }) => textOf(doc, noteId) !== undefined))))
		await sleep(50);
	const pid = pidOf(served.dataDir);
	await measure(tables, pid);
	const pairs: [Measured, Measured][] = [];
	for (let round = 0; round < rounds; round++) {
		const without = await measure(tables, pid);
		const rehearsal = await rehearse(served, room);
		const beside = await measure(tables, pid);
		await rehearsal.end();
		await sleep(settleMs);
		pairs.push([without, beside]);
	}
	const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!;
	for (const [key, what] of [
		['p50', 'ms until a neighbour sees a letter, p50'],
		['p95', '… p95'],
		['cpu', '% of a core that the server uses']
	] as const) {
		const [without, beside] = [median(pairs.map(([one]) => one[key])), median(pairs.map(([, other]) => other[key]))];
		const ratios = pairs.map(([one, other]) => other[key] / one[key]);
		console.log(
			`${what}: ${without.toFixed(1)} alone, ${beside.toFixed(1)} beside a rehearsal, ratio ${median(ratios).toFixed(2)} ` +
				`(${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`
		);
	}
	for (const { provider } of hands) provider.destroy();
} finally {
	await served.stop();
}
