import { describe, expect, test } from 'vitest';
import { editNote, readBoard } from '#lib/cafe/board/document.ts';
import { migrate } from '#lib/db/open.server.ts';
import { openPostgres } from '#lib/db/postgres.server.ts';
import { aMunicipality, afterwards, join, onDisk, pause, startServer, until } from '../support/live.ts';
import { freshPostgres, serverUrl } from '../support/postgres.ts';
import { findPostgres, startServer as startPostgres } from '../support/postgresServer.ts';
import { layPostgresNet } from '../support/postgresNet.ts';

/** The live server on a PostgreSQL, with a net between them. */
async function boards(to?: string) {
	const { db: direct, url } = to ? { db: openPostgres(to), url: to } : await freshPostgres();
	afterwards(() => direct.destroy());
	const net = await layPostgresNet(url);
	afterwards(() => net.close());
	const db = openPostgres(net.url);
	afterwards(() => db.destroy());
	await aMunicipality(direct);
	const server = await startServer({ db, limits: { shutdownMs: 500 } });
	const rows = async () => (await direct.selectFrom('boardUpdate').select('seq').orderBy('seq').execute()).map(({ seq }) => seq);
	const stored = async () => readBoard(await onDisk({ db: direct, board: server.board })).notes.map(({ text }) => text);
	return { server, net, rows, stored, direct };
}

describe.skipIf(!serverUrl())('Boards on a PostgreSQL', () => {
	test.each([
		['of a row', 'with sent as', false],
		['of a commit with a new client id', 'commit', true]
	])(
		'L11: when the answer %s is lost, it stands there once, is shown and acknowledged, and what came meanwhile follows',
		async (_, words, isFirst) => {
			const { server, net, rows, stored } = await boards();
			const ola = await join(server, { as: 'Ola' });
			const kari = await join(server, { as: 'Kari' });
			const id = isFirst ? undefined : ola.add('Ein');
			if (id) await until(() => kari.texts().length === 1);
			const lost = net.loseAnswerTo(words);
			if (id) editNote(ola.doc, id, 'Ein, endra');
			else ola.add('Ein');
			await lost;
			kari.add('To');
			const all = [id ? 'Ein, endra' : 'Ein', 'To'];
			for (const seat of [ola, kari]) await until(() => seat.texts().toSorted().join('|') === all.join('|'));
			await until(() => server.live.ready());
			expect((await stored()).toSorted()).toEqual(all);
			expect(await rows()).toEqual(Array.from({ length: (await rows()).length }, (_, at) => at + 1));
			expect(server.log.map(({ event }) => event)).toEqual(['boards could not be saved', 'boards are saved again']);
			expect([...ola.refusals, ...kari.refusals]).toEqual([]);
		}
	);

	test('L12: while it is away nothing is shown or acknowledged, and when it is back all of it is saved', async () => {
		const { server, net, stored } = await boards();
		const ola = await join(server, { as: 'Ola' });
		const kari = await join(server, { as: 'Kari' });
		ola.add('Trygg');
		await until(() => kari.texts().length === 1 && ola.saved === 2);
		net.cut();
		ola.add('Utrygg');
		await until(() => !server.live.ready());
		await pause(300);
		expect([ola.saved, kari.texts()]).toEqual([2, ['Trygg']]);
		net.mend();
		await until(() => kari.texts().toSorted().join() === 'Trygg,Utrygg' && ola.saved === 3);
		expect((await stored()).toSorted()).toEqual(['Trygg', 'Utrygg']);
	});

	test('L11: kill -9 of it while people write loses nothing that somebody else saw', async () => {
		const postgres = await startPostgres(findPostgres()!, { isDurable: true });
		afterwards(() => postgres.stop());
		const first = openPostgres(postgres.url);
		await migrate(first);
		await first.destroy();
		const { server, stored } = await boards(postgres.url);
		const seats = [await join(server, { as: 'Ola' }), await join(server, { as: 'Kari' })];
		const seen = new Set<string>();
		for (let kill = 0; kill < 2; kill++) {
			const writing = setInterval(() => seats.forEach((seat, at) => seat.add(`${at} ${kill} ${Math.random()}`)), 25);
			await pause(400);
			await postgres.kill();
			seats.forEach((seat, at) => seat.texts().forEach((text) => !text.startsWith(`${at} `) && seen.add(text)));
			await pause(100);
			clearInterval(writing);
			await postgres.start();
			await until(() => server.live.ready());
			expect(await stored()).toEqual(expect.arrayContaining([...seen]));
		}
		expect(seen.size).toBeGreaterThan(10);
		const all = new Set(seats.flatMap((seat) => seat.texts()));
		await until(async () => (await stored()).length === all.size);
		for (const seat of seats) await until(() => seat.texts().length === all.size);
	});
});
