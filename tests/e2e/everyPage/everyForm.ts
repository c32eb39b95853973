import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import type { Instant } from '#lib/dates.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import { addInput } from '#lib/plan/inputs/commands.server.ts';
import { openPublicHearing } from '#lib/plan/publicHearing/commands.server.ts';
import { sendRemark } from '#lib/plan/publicHearing/remarks.server.ts';
import { openHearing } from '#lib/plan/hearing/commands.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { keepPoint } from '#lib/cafe/harvest/points.server.ts';
import type { Served } from '../../support/served.ts';
import { seedBoard } from '#lib/live/storage/boards.server.ts';
import { secondPress } from '#lib/secondPress.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { knownToken } from '../../support/access.ts';
import { aHall, laidTables, signedInAs, type Tables } from '../../support/tables.ts';
import { doorCode } from './additions.ts';
import { askedForum, hostToken } from './askedForum.ts';
import { leftToDo } from './leftToDo.ts';
import { doorToken, invitedToday, latecomers, phonesThatWait } from './newcomers.ts';

type Cookie = { name: string; value: string };
export type Forms = {
	/** `only`: of what such a page shows, just these actions are pressed on it. */
	visits: { route: string; path: string; who: string; only?: string[] }[];
	cookies: Record<string, Cookie>;
	/** What only the running product can do; before the first visit. */
	begin(served: Pick<Served, 'origin' | 'dataDir'>): Promise<void>;
};

/**
 * Lets every form there is be on some page: what has passed in the demo is open again, and beside it lie a café whose people wait for the
 * first round and one whose tables pick their points, in municipalities of their own that have no plan yet. `running` is a café under way.
 */
export async function everyForm(db: Kysely<Database>, running: Tables, now: Instant): Promise<Forms> {
	const person = (email: string) =>
		db.selectFrom('person').select(['id', 'municipalityId']).where('email', '=', email).executeTakeFirstOrThrow();
	const leader = await person('leiar@stord.example');
	const staff = await person('tilsett@stord.example');
	const planned = await db.selectFrom('gathering').select('id').where('date', '=', '2018-02-07').executeTakeFirstOrThrow();
	const heard = await openAgain(db, (await actorOf(db, leader.id))!, planned.id, staff.id, now);
	await leftToDo(db, leader.municipalityId, planned.id, (await person('admin@stord.example')).id);
	await latecomers(db, running, now);
	await phonesThatWait(db, running, now);
	await invitedToday(db, running, now);
	await db.updateTable('forumPoint').set({ arrivedAt: now }).where('municipalityId', '=', leader.municipalityId).execute();
	const waiting = await waitingCafe(db, now);
	const picking = await cafeWithNotes(db, now);
	const asked = await askedForum(db, now);
	const typed = await typedInput(db, (await actorOf(db, leader.id))!, now);
	const session = async (id: string) => ({ name: 'samling', value: await signedInAs(db, id) });
	/** Not the one that the list begins with, which is struck out on the list. */
	const point = await db
		.selectFrom('cycleEntry')
		.select('id')
		.where('municipalityId', '=', leader.municipalityId)
		.orderBy('titleNn', 'desc')
		.executeTakeFirstOrThrow();
	const element = await db
		.selectFrom('planElement')
		.select('id')
		.where('municipalityId', '=', leader.municipalityId)
		.orderBy('id')
		.executeTakeFirstOrThrow();
	const unit = await db
		.selectFrom('unit')
		.select('id')
		.where('municipalityId', '=', leader.municipalityId)
		.where('validTo', 'is', null)
		.orderBy('id', 'desc')
		.executeTakeFirstOrThrow();
	const comingIn = await db.selectFrom('planImport').select('id').executeTakeFirstOrThrow();
	const table = picking.tables[0]!;
	const [host, guest] = picking.guests.filter(({ tableId }) => tableId === table);
	const hostless = picking.tables[1]!;
	const taker = picking.guests.filter(({ tableId }) => tableId === hostless)[1]!;
	const at = (room: { gatheringId: string }, who: string, ...pages: string[]) =>
		pages.map((page) => ({ route: `/gatherings/[id]${page.split('?')[0]}`, path: `/gatherings/${room.gatheringId}${page}`, who }));
	const plan = (who: string, ...pages: string[]) =>
		pages.map((page) => ({ route: `/plan${page.split('?')[0]}`, path: `/plan${page}`, who }));
	const hall = await aHall(db, people(2), now);
	const [seated, other] = await db
		.selectFrom('seat')
		.innerJoin('cafeTable', 'cafeTable.id', 'seat.cafeTableId')
		.select('attendanceId')
		.where('cafeTableId', '=', running.tables[0]!)
		.where('round', '=', 1)
		.whereRef('attendanceId', '!=', 'cafeTable.hostId')
		.orderBy('attendanceId')
		.execute();
	return {
		visits: [
			{ route: '/door/[code]', path: `/door/${doorCode}`, who: 'facilitator' },
			{ route: '/invitation/[token]', path: `/invitation/${doorToken}`, who: 'nobody' },
			...at(running, 'who is at the door', '/answer'),
			...at(running, 'facilitator', '/programme/print?what=names'),
			{ route: '/gatherings/[id]/programme', path: `/gatherings/${planned.id}/programme`, who: 'partner' },
			{ route: '/gatherings/[id]/answer', path: `/gatherings/${planned.id}/answer`, who: 'staff' },
			...at(waiting, 'who begins', '/cafe/setup', '/cafe/setup?step=tables', '/cafe/seating', '/cafe'),
			...at(running, 'facilitator', `/cafe/seating?round=1&who=${seated!.attendanceId}`),
			...at(running, 'facilitator', `/cafe?table=1&who=${other!.attendanceId}`).map((visit) => ({
				...visit,
				only: ['lock', 'unlock', 'move', 'lowerHand', 'mendQuestion']
			})),
			...at(running, 'facilitator', '/cafe?table=2').map((visit) => ({
				...visit,
				only: ['personalCode', 'takeOut', 'letIn', 'turnAway', 'letAllIn']
			})),
			{ route: '/gatherings/[id]', path: `/gatherings/${hall.gatheringId}`, who: 'who closes' },
			...['/cafe/hosts', '/cafe/setup?step=tables', '/programme'].map((page) => ({
				...at(asked, 'who asks', page)[0]!,
				only: ['ask', 'letOff', 'remind', 'facts', 'offered']
			})),
			{ route: '/host/[token]', path: `/host/${hostToken}`, who: 'nobody' },
			{ route: '/table/[id]', path: `/table/${table}`, who: 'who agrees', only: ['agree'] },
			{ route: '/table/[id]/harvest', path: `/table/${hostless}`, who: 'who takes', only: ['take'] },
			{ route: '/table/[id]/harvest', path: `/table/${table}/harvest`, who: 'who picks' },
			...at(picking, 'who ends', '/harvest/paper', '/cafe', '', '/attendance', '/harvest', '/summary'),
			{ route: '/people', path: `/people?person=${(await person('partnar@husbanken.example')).id}`, who: 'administrator' },
			{ route: '/people/import', path: '/people/import', who: 'administrator' },
			{ route: '/units', path: `/units?unit=${unit.id}`, who: 'leader' },
			{ route: '/cycle/points', path: `/cycle/points?point=${point.id}`, who: 'leader' },
			...plan('leader', '/revision?add=goal', `/revision?edit=${element.id}`),
			{ route: '/public-hearing/[id]', path: `/public-hearing/${heard}`, who: 'nobody' },
			{ route: '/plan/hearing/[id]', path: `/plan/hearing/${heard}`, who: 'leader' },
			{ route: '/plan/hearing/[id]', path: `/plan/hearing/${asked.hearingId}`, who: 'who asks' },
			{ route: '/plan/import/[id]', path: `/plan/import/${comingIn.id}?line=3`, who: 'leader', only: ['line'] },
			{ route: '/plan/inputs', path: `/plan/inputs?input=${typed}`, who: 'leader', only: ['withdraw'] },
			{ route: '/topics/[id]', path: `/topics/${asked.topicId}`, who: 'who asks', only: ['plan'] },
			{ route: '/cycle', path: '/cycle', who: 'who asks', only: ['withdraw', 'resumeSeries'] },
			...plan('leader', '/inputs/alike'),
			{ route: '/cycle', path: '/cycle', who: 'neighbour' },
			{ route: '/outbox', path: `/outbox?forum=${asked.gatheringId}`, who: 'who asks', only: ['releaseSeen'] },
			...plan('who begins anew', '', '/revision?add=goal', '/hearing', '/adopt', '/followup')
		],
		cookies: {
			administrator: await session((await person('admin@stord.example')).id),
			neighbour: await session((await person('leder@karmoy.example')).id),
			'who is at the door': await session(running.world.staff.id),
			'who begins': { name: 'samling', value: waiting.facilitatorSession },
			'who asks': await session(asked.world.leader.id),
			'who begins anew': await session(waiting.world.leader.id),
			'who closes': await session(hall.world.leader.id),
			'who picks': { name: 'samling-table', value: host!.token },
			'who agrees': { name: 'samling-table', value: guest!.token },
			'who takes': { name: 'samling-table', value: taker.token },
			'who ends': await session(picking.world.leader.id)
		},
		async begin({ origin, dataDir }) {
			await closeBoards(origin, picking);
			await pickPoints(`${dataDir}/samling.db`, picking, host!.token, now);
		}
	};
}

/** What the demo's calendar has left behind: an invitation that waits for an answer, a hearing, a round of questions. */
async function openAgain(db: Kysely<Database>, leader: Actor, gatheringId: string, personId: string, now: Instant): Promise<string> {
	const tokenHash = hashOf(knownToken);
	await db.deleteFrom('invitation').where('gatheringId', '=', gatheringId).where('personId', '=', personId).execute();
	await db.updateTable('invitation').set({ gatheringId }).where('tokenHash', '=', tokenHash).execute();
	await db.updateTable('followUp').set({ due: '2018-02-20' }).execute();
	await db.updateTable('statusReport').set({ followUpId: null }).execute();
	await db.deleteFrom('hearingLink').where('tokenHash', '=', tokenHash).execute();
	const bodies = ['eldreradet', 'ungdomsradet'].map((name) => ({ kind: 'council' as const, name, email: `${name}@stord.example` }));
	const opened = await openHearing(db, leader, { deadline: '2018-02-20', bodies }, 'https://stord.example', now);
	if (!opened.ok) throw new Error(opened.reason);
	const { id } = await db.selectFrom('hearingBody').select('id').where('email', '=', 'eldreradet@stord.example').executeTakeFirstOrThrow();
	await db.updateTable('hearingLink').set({ tokenHash }).where('bodyId', '=', id).execute();
	return openToAll(db, leader, opened.hearingId, now);
}

/** The same round, open to everybody: two remarks that nobody has read, of which one is its author's to withdraw. */
async function openToAll(db: Kysely<Database>, leader: Actor, hearingId: string, now: Instant): Promise<string> {
	const opened = await openPublicHearing(db, leader, hearingId, '2018-03-20', now);
	if (!opened.ok) throw new Error(opened.reason);
	for (const text of ['Kven svarar om natta?', 'Kven svarar i helga?']) {
		const said = { elementId: null, text, name: '', speaksFor: '', email: null, anyway: false };
		const sent = await sendRemark(db, hearingId, said, 'https://stord.example', now);
		if (!sent.ok) throw new Error(sent.reason);
	}
	const tokenHash = hashOf(knownToken);
	const own = await db
		.selectFrom('remarkLink')
		.innerJoin('publicRemark', 'publicRemark.inputId', 'remarkLink.inputId')
		.select('remarkLink.tokenHash')
		.where('hearingId', '=', hearingId)
		.executeTakeFirstOrThrow();
	await db.deleteFrom('remarkLink').where('tokenHash', '=', tokenHash).execute();
	await db.updateTable('remarkLink').set({ tokenHash }).where('tokenHash', '=', own.tokenHash).execute();
	return hearingId;
}

/** An input that the leader has typed in, and may take off the queue again. */
async function typedInput(db: Kysely<Database>, leader: Actor, now: Instant): Promise<string> {
	const input = { text: 'Fleire tilvisingar frå Nav', origin: 'mail' as const, originLabel: 'Ein tilsett', elementId: null };
	const added = await addInput(db, leader, input, now);
	if (!added.ok) throw new Error(added.reason);
	for (const text of ['Opplæring i bustøtte for utleigarar', 'Opplæring i bustønad for utleigarar'])
		await addInput(db, leader, { ...input, text }, now);
	return added.inputId;
}

const people = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `Deltakar Vik ${at + 1}`, shownAs: 'name' as const }));

/** Everybody has a seat; the first round begins with writing alone. */
async function waitingCafe(db: Kysely<Database>, now: Instant): Promise<Tables> {
	const room = await laidTables(db, { tables: 3, people: people(9), begun: false }, now);
	await db.updateTable('cafe').set({ silentMinutes: 3 }).where('id', '=', room.cafeId).execute();
	return room;
}

async function cafeWithNotes(db: Kysely<Database>, now: Instant): Promise<Tables> {
	const room = await laidTables(db, { tables: 2, people: people(4) }, now);
	for (const tableId of room.tables) {
		const table = await db.selectFrom('cafeTable').select(['boardId', 'hostId']).where('id', '=', tableId).executeTakeFirstOrThrow();
		const doc = newBoardDoc();
		for (const text of ['Éin telefon', 'Ei vaktliste', 'Ei dør', 'Eit skjema', 'Ein fast dag'])
			addNote(doc, { id: newId(), text, round: 1, by: 'Nav' });
		await seedBoard(db, table.boardId, doc);
		// The second table's host has left: one of those who sit there takes its points.
		if (tableId === room.tables[0]) continue;
		await db.updateTable('participant').set({ leftAt: now, tokenHash: null }).where('attendanceId', '=', table.hostId).execute();
	}
	return room;
}

/** The facilitator closes the boards: it is the server that has them open. */
async function closeBoards(origin: string, room: Tables): Promise<void> {
	await new Promise((passed) => setTimeout(passed, secondPress));
	const at = `${origin}/gatherings/${room.gatheringId}/cafe`;
	const headers = { cookie: `samling=${room.facilitatorSession}`, origin, accept: 'application/json', 'x-sveltekit-action': 'true' };
	const [, step] = /name="step" value="([^"]+)"/.exec(await (await fetch(at, { headers })).text())!;
	const answer = await fetch(`${at}?/close`, { method: 'POST', headers, body: new URLSearchParams({ step: step!, when: 'now' }) });
	const { type } = (await answer.json()) as { type: string };
	if (type !== 'success') throw new Error(`The boards stayed open: ${type}`);
}

/** The host has picked two points; more are to come. */
async function pickPoints(file: string, room: Tables, guestToken: string, now: Instant): Promise<void> {
	const db = openSqlite(file);
	const tableId = room.tables[0]!;
	const notes = await db.selectFrom('note').select('id').where('cafeTableId', '=', tableId).orderBy('position').limit(2).execute();
	for (const { id } of notes) {
		const point = { pointId: null, text: 'Éin stad å ringje', noteIds: [id], clusterIds: [] };
		const kept = await keepPoint(db, { actor: null, guestToken, now }, tableId, point, now);
		if (!kept.ok) throw new Error(kept.reason);
	}
	await db.destroy();
}
