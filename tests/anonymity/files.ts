import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '#db/schema.ts';
import { endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { openFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { documentKinds } from '#lib/plan/reports/versionDocuments.server.ts';
import { reportKinds } from '#lib/plan/reports/model.ts';
import { decideMany } from '#lib/plan/inputs/decisions.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { exportKinds } from '#lib/privacy/exports.ts';
import { gatherPoints } from '#lib/summaries/points/commands.server.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import { aFolder } from '../support/live.ts';
import { aDraft } from '../support/plan.ts';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';
import type { Hall } from './hall.ts';

/** A page or a file as its text, in the order in which it stands there; `kind` is its address without ids. */
export type Read = { kind: string; path: string; text: string };

/** Every table takes all its notes along, and the café ends; the summary is published, and the points are in a plan that is adopted. */
export async function cameOfIt({ server: { db, live }, world, room }: Hall): Promise<void> {
	const { leader } = world;
	const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true });
	const { versionId, measure } = await aDraft(db, world);
	for (const tableId of room.tables) {
		const notes = await db.selectFrom('note').select('id').where('cafeTableId', '=', tableId).orderBy('position').execute();
		const clusters = await db.selectFrom('cluster').select('id').where('cafeTableId', '=', tableId).execute();
		const all = { noteIds: notes.map(({ id }) => id), clusterIds: clusters.map(({ id }) => id) };
		await done(keepPoint(db, { now, actor: world.facilitator }, tableId, { pointId: null, text: `Det vi sa ved ${tableId}`, ...all }, now));
	}
	await done(endCafe(db, world.facilitator, room.cafeId, now));
	await done(gatherPoints(db, leader, room.gatheringId, now));
	await done(startDraft(db, leader, room.gatheringId, now));
	await done(publish(db, live, leader, room.gatheringId, now));
	await done(takeHarvest(db, leader, room.gatheringId, now));
	const inputs = (await inputsOf(db, world.municipalityId, versionId)).map(({ id }) => id);
	await done(decideMany(db, leader, inputs, { outcome: 'in', reason: '', elementId: measure }, now));
	await done(adopt(db, leader, { date: '2018-01-15', body: 'Kommunestyret', caseNumber: '1/18' }, now));
}

/** All that the product of the copied database `file` shows to somebody with every right: pages as they lead on, and every file. */
export async function allThatIsShown(file: string, hall: Hall): Promise<Read[]> {
	const folder = aFolder();
	for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, join(folder, `samling.db${end}`));
	const db = openSqlite(join(folder, 'samling.db'));
	const everything = await hall.world.person('Administrator Austevoll', null);
	await db
		.insertInto('person')
		.values(await hall.server.db.selectFrom('person').selectAll().where('id', '=', everything.id).executeTakeFirstOrThrow())
		.execute();
	for (const role of ['administrator', 'leader', 'facilitator', 'staff'] as const)
		await db
			.insertInto('roleGrant')
			.values({
				id: `${everything.id}${role}`,
				municipalityId: everything.municipalityId,
				personId: everything.id,
				role,
				grantedAt: now,
				revokedAt: null
			})
			.execute();
	const files = await filesIn(db, everything);
	const sessions = createSessions(db, false);
	const cookie = (await sessions.createSession(everything.id, {})).id;
	await db.destroy();
	const samling = await startServer({ DATA_DIR: folder, SAMLING_NOW: now });
	try {
		const { keep, get, post } = visitor(samling);
		keep(sessions.sessionCookieName, cookie);
		const read: Read[] = [];
		const waiting = ['/', ...files];
		const seen = new Set(waiting);
		for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
			let { text, location } = await get(path);
			if (location?.startsWith('/export?')) {
				const asked = await post(`${location}&/take`, { reason: 'request', note: '' });
				const ticket = /href="([^"]*ticket=[^"]*)"/.exec(asked.text)?.[1]?.replaceAll('&amp;', '&');
				({ text, location } = await get(ticket!));
			}
			read.push({ kind: kindOf(path), path, text: /^\s*<!doctype/i.test(text) ? visible(text) : text });
			const links = [...text.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));
			for (const href of [...links, ...(location ? [location] : [])]) {
				const { pathname } = new URL(href, samling.origin);
				// What a query opens is on the page already, or asked for with it.
				if (/^\/(_app|sign-out|language)|\.(png|svg|pdf|css|js|ico|woff2)$/.test(pathname) || seen.has(pathname)) continue;
				seen.add(pathname);
				waiting.push(pathname);
			}
		}
		return read;
	} finally {
		await samling.stop();
	}
}

/** The files that no page need lead to. */
async function filesIn(db: Kysely<Database>, actor: Actor): Promise<string[]> {
	const { municipalityId } = actor;
	const feeds = [
		await openFeed(db, actor, { kind: 'municipality', subjectId: municipalityId }, now),
		await openFeed(db, actor, { kind: 'person', subjectId: actor.id }, now)
	];
	const idsOf = async (table: 'person' | 'planVersion' | 'gathering' | 'mail') =>
		(await db.selectFrom(table).select('id').where('municipalityId', '=', municipalityId).execute()).map(({ id }) => id);
	const [persons, versions, gatherings] = [await idsOf('person'), await idsOf('planVersion'), await idsOf('gathering')];
	const of = { municipality: [''], person: persons, version: versions };
	const tables = await db.selectFrom('cafeTable').select('id').where('municipalityId', '=', municipalityId).execute();
	const notes = await db.selectFrom('note').select('id').where('municipalityId', '=', municipalityId).execute();
	return [
		...Object.values(exportKinds).flatMap(({ route, of: what }) => of[what].map((id) => route.replace('[id]', id))),
		...versions.flatMap((id) => documentKinds.map((kind) => `/plan/versions/${id}/${kind}.docx`)),
		...[...reportKinds, 'politicians'].map((kind) => `/plan/reports/${kind}/report.docx`),
		...gatherings.flatMap((id) =>
			[
				'attendance',
				'cafe',
				'cafe/cards',
				'cafe/seating',
				'harvest',
				'harvest/paper/sheets',
				'summary/summary.docx',
				'programme/print'
			].map((page) => `/gatherings/${id}/${page}`)
		),
		...tables.flatMap(({ id }) => [`/table/${id}`, `/table/${id}/plain`, `/table/${id}/host`, `/table/${id}/harvest`]),
		...notes.slice(0, 40).map(({ id }) => `/thread/note/${id}`),
		...feeds.map((feed) => `/calendar/${feed.ok ? feed.token : ''}.ics`),
		...(await idsOf('mail')).map((id) => `/outbox/${id}`),
		'/me/data',
		'/cycle'
	];
}

const kindOf = (path: string) => path.replace(/\?.*/, '').replace(/\/[0-9a-z_-]{16,}(?=[/.]|$)/gi, '/…');

/** What a page says, tags and scripts left out but for the data that hydrates it: an attacker reads that too. */
function visible(html: string): string {
	return html.replace(/<(style|svg)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, '\n');
}
