import type { Kysely } from 'kysely';
import { tables2016 } from '#db/demo/cafeNotes.ts';
import type { Database } from '#db/schema.ts';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { addCluster, addNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import { endCafe, freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { handIn, harvestAt, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { castVote } from '#lib/cafe/harvest/votes.server.ts';
import { arrive } from '#lib/cafe/participants/arrivals.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { reveal } from '#lib/cafe/rounds/reveal.server.ts';
import { sayReady } from '#lib/cafe/rounds/signals.server.ts';
import { seedBoard } from '#lib/live/storage/boards.server.ts';
import { newId } from '#lib/ids.ts';
import { laidTables, signedInAs, type Tables } from './tables.ts';

/** What several tables say, each in its words: offered as one. */
export const alike = ['Éin stad å ringje for alt som gjeld bustad', 'Ein stad å ringja for alt som gjeld bustad'] as const;

const [first, second] = alike;
const tables = tables2016.map((table, at) => ({
	...table,
	points: table.points.map((point, nth) => (nth > 0 ? point : { ...point, text: { 0: first, 5: second }[at] ?? point.text }))
}));

const given = 'Anne Bjørn Dagfinn Eli Frode Gunn Håkon Inger Jorunn Kjell Liv Magne Nils Oddny Per Randi Sigrid Terje Unni Vidar'.split(
	' '
);
const places = 'Leirvik Sagvåg Litlabø Rommetveit Huglo Førland Heiane Horneland Nysæter Ådland Valvatna Vikanes Digernes'.split(' ');
const names = Array.from({ length: 46 }, (_, at) => `${given[at % given.length]!} ${places[(at * 7) % places.length]!}`);

const done = <T extends { ok: boolean }>(answer: T): Extract<T, { ok: true }> => {
	if (!answer.ok) throw new Error(JSON.stringify(answer));
	return answer as Extract<T, { ok: true }>;
};
const instant = () => new Date().toISOString();

/** Forty-six people at eight tables with the notes of 2016 on them, seated, before the first round; to be laid before the server starts. */
export async function laidWallDay(db: Kysely<Database>) {
	const room = await laidTables(db, { tables: 8, people: names.map((name) => ({ name, shownAs: 'none' })), begun: false });
	await db.updateTable('cafe').set({ silentMinutes: 3 }).where('id', '=', room.cafeId).execute();
	// Eight have not come in yet.
	const late = names.slice(-8);
	await db.updateTable('participant').set({ leftAt: instant() }).where('cafeId', '=', room.cafeId).where('name', 'in', late).execute();
	const docs = new Map<string, { doc: ReturnType<typeof newBoardDoc>; notes: { id: string; liked: number }[] }>();
	for (const [at, tableId] of room.tables.entries()) {
		const { question, clusters, loose } = tables[at]!;
		await db.updateTable('cafeTable').set({ question }).where('id', '=', tableId).execute();
		const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', tableId).executeTakeFirstOrThrow();
		const doc = newBoardDoc();
		const notes: { id: string; liked: number }[] = [];
		for (const [nth, group] of [...clusters, { title: null, notes: loose }].entries()) {
			const clusterId = group.title === null ? null : `${tableId}c${nth}`;
			if (group.title !== null) addCluster(doc, { id: clusterId!, title: group.title });
			for (const [, text, , liked] of group.notes) {
				const id = newId();
				addNote(doc, { id, text, clusterId, round: 1, by: '', column: null });
				notes.push({ id, liked });
			}
		}
		docs.set(boardId, { doc, notes });
		await seedBoard(db, boardId, doc);
	}
	await db.updateTable('person').set({ locale: 'nb' }).where('id', '=', room.world.leader.id).execute();
	/** The leader reads bokmål. */
	const leaderSession = await signedInAs(db, room.world.leader.id);
	return { room, docs, leaderSession };
}

export type WallDay = ReturnType<typeof wallDay>;

/**
 * The steps of the day by the product's own commands, on the database of a server that runs: walls hear of them by their stream. What is
 * on the boards was there before it started.
 */
export function wallDay(db: Kysely<Database>, { room, docs }: { room: Tables; docs: Awaited<ReturnType<typeof laidWallDay>>['docs'] }) {
	const { cafeId, world } = room;
	const run = [db, world.facilitator, cafeId] as const;
	const steps = [...docs.values()];
	/** Where somebody with a phone is now. */
	const at = async (token: string) => {
		const who = { now: instant(), guestToken: token };
		const somewhere = (await participantFor(db, who, room.tables[0]!))!;
		return somewhere.goTo === null ? somewhere : (await participantFor(db, who, somewhere.goTo))!;
	};
	return {
		async comeIn() {
			await db.updateTable('participant').set({ leftAt: null }).where('cafeId', '=', cafeId).execute();
		},
		async startAlone() {
			done(await startRound(...run, instant(), 3));
		},
		/** So many open their sheet, and so many of them say that they are done. */
		async write(writing: number, written: number) {
			for (const [nth, { token }] of room.guests.slice(0, writing).entries()) {
				const here = await at(token);
				await privateBoardFor(db, here, pseudonym(token));
				if (nth < written) await sayReady(db, here, pseudonym(token), true, instant());
			}
		},
		async reveal() {
			const live = {
				freeze: () => Promise.resolve(undefined),
				write: () => Promise.resolve(true),
				startNewEpoch: () => Promise.resolve()
			};
			done(await reveal(db, live as unknown as Parameters<typeof reveal>[1], world.facilitator, cafeId, instant()));
		},
		async endRound() {
			done(await endRound(...run, instant()));
		},
		async arrive(count: number) {
			for (const { token } of room.guests.slice(0, count)) await arrive(db, await at(token), pseudonym(token));
		},
		async startVote() {
			done(await startVote(...run, instant()));
		},
		/** So many give all their dots. */
		async vote(count: number) {
			for (const [nth, { token }] of room.guests.slice(0, count).entries()) {
				const here = await at(token);
				const pot = steps[room.tables.indexOf(here.table.id)]!.notes.flatMap(({ id, liked }) => Array.from({ length: liked }, () => id));
				const voter = { ...here.participant!, secret: pseudonym(token) };
				let left = 3;
				for (let draw = nth * 5; left > 0 && draw < nth * 5 + 40; draw++) {
					const cast = await castVote(db, voter, here.table.id, pot[(draw * 7) % pot.length]!);
					if (cast.ok) left = cast.left;
				}
			}
		},
		async close() {
			const freeze = async (boardId: string) => {
				const { doc } = docs.get(boardId)!;
				return { doc, owners: new Map(), unfreeze() {}, keep() {}, renewed: () => Promise.resolve() };
			};
			done(await freezeBoards(db, { freeze }, world.facilitator, cafeId, instant()));
		},
		/** The tables hand in, from the first to this one. */
		async handIn(from: number, to: number) {
			for (const [nth, tableId] of room.tables.entries()) {
				if (nth + 1 < from || nth + 1 > to) continue;
				const who = { now: instant(), actor: world.facilitator };
				const { notes, clusters } = (await harvestAt(db, who, tableId))!;
				for (const { text, of } of tables[nth]!.points) {
					const clusterIds = clusters.filter(({ title }) => of.includes(title)).map(({ id }) => id);
					const noteIds = notes.filter((note) => of.some((words) => note.text.startsWith(words))).map(({ id }) => id);
					done(await keepPoint(db, who, tableId, { pointId: null, text, noteIds, clusterIds, anyway: true }, who.now));
				}
				done(await handIn(db, who, tableId, who.now));
			}
		},
		async end() {
			done(await endCafe(...run, instant()));
		}
	};
}
