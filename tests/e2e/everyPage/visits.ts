import { createPersonalCode } from '#lib/cafe/joining/personalCode.server.ts';
import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { loadDemo } from '#db/demo.ts';
import { newSecret, receiptLink } from '#lib/cafe/participants/receipt.ts';
import { openSqlite } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { addNeighbours, knownToken, places, routes } from '../../support/access.ts';
import { serve, type Served } from '../../support/served.ts';
import { root } from '../../support/sources.ts';
import { signedInAs, type Tables } from '../../support/tables.ts';
import { beginSummary, doorCode, openLinks, runningCafe } from './additions.ts';
import { everyForm, type Forms } from './everyForm.ts';

/** The days pages are looked at: the demo's own; a year later, when every deadline of it has passed; before anything is set up. */
export const days = {
	ordinary: '2018-01-15T08:00:00.000Z',
	passed: '2019-02-11T08:00:00.000Z',
	empty: '2018-01-15T08:00:00.000Z'
} as const;
export type Day = keyof typeof days;

/** A page as somebody sees it on a day. */
export type Visit = { route: string; path: string; who: string; day: Day; only?: string[] };

/** A running product with everything there is to visit in it. */
export type Installation = Pick<Served, 'origin' | 'dataDir' | 'stop'> & {
	visits: Visit[];
	/** What each visitor shows; `nobody` has none. */
	cookies: Record<string, { name: string; value: string }>;
	/** Everybody with an account reads this language from now on. */
	speak(locale: Locale): Promise<void>;
};

/** Where a page is found, by whom, and on which days (when the deadlines have passed, unless it says so). */
type Place = { path: string; who: string; days?: Day[] };

/**
 * Serves one of the days. With `every` form there is, on one of them: the pages that are looked at on other days only, and what `everyForm`
 * adds to the demo.
 */
export async function installed(day: Day, every = false): Promise<Installation> {
	const visits: Visit[] = [];
	let cookies: Installation['cookies'] = {};
	let begin: Forms['begin'] | undefined;
	const samling = await serve(
		async (db) => {
			if (day === 'empty') {
				visits.push({ route: '/setup', path: '/setup', who: 'nobody', day });
				return;
			}
			await loadDemo(db);
			const found = await everyPlace(db, day);
			({ cookies } = found);
			for (const [route, places] of found.pages)
				for (const { path, who, days: on = ['passed'] } of places) if (every || on.includes(day)) visits.push({ route, path, who, day });
			if (!every) return;
			const forms = await everyForm(db, found.room, days.ordinary);
			({ begin } = forms);
			Object.assign(cookies, forms.cookies);
			visits.unshift(...forms.visits.map((visit) => ({ ...visit, day })));
		},
		{ SAMLING_NOW: days[day], ...(day !== 'empty' && { SAMLING_DEMO: '1' }) }
	);
	await begin?.(samling).catch(async (error: unknown) => {
		await samling.stop();
		throw error;
	});
	const speak = async (locale: Locale) => {
		const db = openSqlite(`${samling.dataDir}/samling.db`);
		await db.updateTable('person').set({ locale }).execute();
		await db.destroy();
	};
	return { origin: samling.origin, dataDir: samling.dataDir, stop: samling.stop, visits, cookies, speak };
}

/** Fills the demo up, so that every page has something to show, and gives where each is found. */
async function everyPlace(
	db: Kysely<Database>,
	day: Day
): Promise<{ pages: Map<string, Place[]>; cookies: Installation['cookies']; room: Tables }> {
	await addNeighbours(db);
	const pathOf = await places(db);
	await openLinks(db);
	const room = await runningCafe(db, days.ordinary);
	const session = async (personId: string) => ({ name: 'samling', value: await signedInAs(db, personId) });
	const idOf = async (email: string) =>
		(await db.selectFrom('person').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id;
	const leaderId = await idOf('leiar@stord.example');
	if (day === 'ordinary') await beginSummary(db, leaderId);
	const guest = (nth: number) => ({
		name: 'samling-table',
		value: room.guests.filter(({ tableId }) => tableId === room.tables[0])[nth]!.token
	});
	const cookies = {
		leader: await session(leaderId),
		staff: await session(await idOf('tilsett@stord.example')),
		partner: await session(await idOf('partnar@husbanken.example')),
		reader: await session(await idOf('lesar@stord.example')),
		facilitator: { name: 'samling', value: room.facilitatorSession },
		'next leader': await session(room.world.leader.id),
		host: guest(0),
		participant: guest(1)
	};
	const named = await elsewhere(db, { ...room, table: room.tables[0]! });
	const pages = new Map<string, Place[]>();
	for (const { route } of routes()) {
		if (!existsSync(`${root}src/routes${route}/+page.svelte`) || route === '/setup') continue;
		pages.set(route, named(route) ?? [{ path: pathOf(route), who: 'leader' }]);
	}
	return { pages, cookies, room };
}

/** A personal code of somebody who sits at a table. */
async function aCode(db: Kysely<Database>, tableId: string): Promise<string> {
	const seat = await db
		.selectFrom('seat')
		.select(['cafeId', 'municipalityId', 'attendanceId'])
		.where('cafeTableId', '=', tableId)
		.executeTakeFirstOrThrow();
	return createPersonalCode(
		db,
		{ id: seat.cafeId, municipalityId: seat.municipalityId },
		{ personId: null, attendanceId: seat.attendanceId }
	);
}

/** Pages that others than the demo's leader open, that lie elsewhere than `places` says, or that are looked at on more days. */
async function elsewhere(
	db: Kysely<Database>,
	room: { gatheringId: string; joinToken: string; table: string }
): Promise<(route: string) => Place[] | undefined> {
	const one = async (table: 'stewardship' | 'datePoll') =>
		(await db.selectFrom(table).select('id').orderBy('id').executeTakeFirstOrThrow()).id;
	const plan = await db.selectFrom('plan').select('id').executeTakeFirstOrThrow();
	const planned = await db.selectFrom('gathering').select('id').where('date', '=', '2018-02-07').executeTakeFirstOrThrow();
	const held = await db.selectFrom('cafe').select(['id', 'gatheringId']).where('phase', '=', 'closed').executeTakeFirstOrThrow();
	const both: Day[] = ['ordinary', 'passed'];
	const today: Day[] = ['ordinary'];
	const heard = (await db.selectFrom('publicHearing').select('hearingId').orderBy('openedAt').executeTakeFirstOrThrow()).hearingId;
	const byLink = (path: string): Place[] => [{ path: `${path}/${knownToken}`, who: 'nobody', days: both }];
	const atTable = (page: string, ...who: string[]): Place[] =>
		who.map((each) => ({ path: `/table/${room.table}${page}`, who: each, days: today }));
	const known: Record<string, Place[]> = {
		'/': [{ path: '/', who: 'nobody' }],
		'/sign-in': [{ path: '/sign-in', who: 'nobody' }],
		// Comes of a sign-in whose password was right, and of nothing else.
		'/sign-in/code': [],
		'/tasks': ['leader', 'staff', 'partner'].map((who) => ({ path: '/tasks', who, days: both })),
		'/cycle': [{ path: '/cycle', who: 'leader', days: both }],
		'/cycle/handover/[id]': [{ path: `/cycle/handover/${await one('stewardship')}`, who: 'leader' }],
		'/cycle/polls/[id]': [{ path: `/cycle/polls/${await one('datePoll')}`, who: 'leader', days: both }],
		'/cycle/polls/new': [{ path: '/cycle/polls/new', who: 'next leader' }],
		'/door': [{ path: '/door', who: 'nobody' }],
		'/door/[code]': [{ path: `/door/${doorCode}`, who: 'nobody', days: today }],
		'/join': [{ path: '/join', who: 'nobody' }],
		'/join/[token]': [{ path: `/join/${room.joinToken}`, who: 'nobody', days: today }],
		'/seat/[code]': [{ path: `/seat/${await aCode(db, room.table)}`, who: 'nobody', days: today }],
		'/evaluation/[token]': byLink('/evaluation'),
		'/hearing/[token]': byLink('/hearing'),
		'/plan/hearing/[id]': [{ path: `/plan/hearing/${heard}`, who: 'leader', days: both }],
		'/public-hearing/[id]': [{ path: `/public-hearing/${heard}`, who: 'nobody', days: both }],
		'/remark/[token]': byLink('/remark'),
		'/report/[token]': byLink('/report'),
		'/adopted': [{ path: '/adopted', who: 'reader' }],
		'/adopted/politicians': [{ path: '/adopted/politicians', who: 'reader' }],
		'/reports': ['leader', 'partner', 'reader'].map((who) => ({ path: '/reports', who })),
		'/host/[token]': byLink('/host'),
		'/invitation/[token]': byLink('/invitation'),
		'/poll/[token]': byLink('/poll'),
		'/speaker/[token]': byLink('/speaker'),
		'/status/[token]': byLink('/status'),
		'/summary/[token]': byLink('/summary'),
		'/mail/[token]/stop': [{ path: `/mail/${knownToken}/stop`, who: 'nobody' }],
		'/receipt': [
			{ path: '/receipt', who: 'nobody' },
			{ path: receiptLink('', { cafeId: held.id, secret: newSecret() }), who: 'nobody' }
		],
		'/published/[code]': [{ path: `/published/${plan.id}`, who: 'nobody' }],
		'/plan/reports/[kind]': ['half', 'final'].map((kind) => ({ path: `/plan/reports/${kind}`, who: 'leader' })),
		'/table/[id]': [...atTable('', 'participant', 'host', 'facilitator'), ...atTable('?view=projector', 'facilitator')],
		'/table/[id]/host': atTable('/host', 'host'),
		'/table/[id]/plain': atTable('/plain', 'participant')
	};
	return (route) => {
		const rest = route.split('/gatherings/[id]')[1];
		if (rest === undefined) return known[route];
		const at = (gatheringId: string, who: string, days: Day[]) => ({ path: `/gatherings/${gatheringId}${rest}`, who, days });
		const ran = at(held.gatheringId, 'leader', ['passed']);
		// The summary is being corrected on the ordinary day.
		if (/^\/summary(\/pictures)?$/.test(rest)) return [at(held.gatheringId, 'leader', rest === '/summary' ? both : today)];
		if (/^\/(harvest|summary)/.test(rest)) return [ran];
		if (rest === '/cafe/setup' || rest === '/cafe/hosts') return [ran, at(planned.id, 'leader', today)];
		if (/^\/(cafe|attendance)/.test(rest)) return [ran, at(room.gatheringId, 'facilitator', today)];
		return [ran, at(planned.id, 'leader', both)];
	};
}
