import { fail, redirect } from '@sveltejs/kit';
import { adviceOf, draftFrom, draftOf, pressed, proposed } from '#lib/cafe/setup/configuration.ts';
import { configureCafe, configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { lockJoining, rotateCode } from '#lib/cafe/setup/create.server.ts';
import { expectedAt } from '#lib/cafe/setup/forecast.server.ts';
import * as input from '#lib/cafe/setup/input.ts';
import { host } from '#lib/cafe/seating/input.ts';
import { shownCode } from '#lib/joincode.ts';
import { mayConfigure, presets, tablesFor, defaultRoundOptions } from '#lib/cafe/model.ts';
import { elementsAt, layPlan } from '#lib/cafe/setup/planElements.server.ts';
import type { TableElement } from '#lib/cafe/setup/planElements.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { questionLibrary } from '#lib/cafe/setup/questions.ts';
import { seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { broadcastStatus } from '#lib/cafe/board/stage.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { parsedBy, valuesOf, type FormValues } from '#lib/form.ts';
import { byName } from '#lib/i18n/format.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { goals } from '#lib/plan/document/queries.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { gatheringFor, step, stepWith } from '../cafe.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals } = event;
	const { actor, gathering } = await gatheringFor(event);
	const room = await cafeOf(locals.db, actor.municipalityId, gathering.id);
	const { people } = await seatingChart(locals.db, actor.municipalityId, gathering.id);
	const here = people.filter(({ out }) => !out);
	const expected = await expectedAt(locals.db, gathering, here.length, locals.now);
	const sources = await questionsToChoose(event, gathering.goalIds, expected.topics);
	const stored = room && draftOf(await configurationOf(locals.db, room.cafe));
	const { udir } = presets;
	const empty = draftOf({ preset: 'udir', ...udir, ...defaultRoundOptions, tables: [] });
	const isFirst = !room?.cafe.arrangedAt && (!room || mayConfigure(room.cafe));
	const order = byName(locals.locale);
	const given = sources.find(({ from }) => from === 'library')!.questions;
	const laid = stored ?? pressed(empty, `count ${tablesFor('udir', expected.people)}`, given);
	const plan = await planToLay(locals.db, actor.municipalityId);
	const cloths = room ? await elementsAt(locals.db, room.cafe.id) : new Map<string, TableElement[]>();
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		cafe: room && { phase: room.cafe.phase, code: shownCode(room.cafe.joinCode), locked: room.cafe.joinLockedAt !== null },
		mayConfigure: !room || mayConfigure(room.cafe),
		isFirst,
		/** Enough have come for the tables to be dealt out at once. */
		canSeat: here.length >= 4,
		/** What the page begins from, and what it proposes or shows. */
		seen: stored,
		draft: isFirst ? proposed(laid, expected.people, given) : laid,
		expected,
		sources,
		advice: Object.fromEntries((['udir', 'doga', 'worldCafe', 'own'] as const).map((preset) => [preset, adviceOf(preset)])),
		people: here.map(({ attendanceId, name, hosts }) => ({ id: attendanceId, name, hosts })).sort((a, b) => order(a.name, b.name)),
		goals: plan
			.filter(({ kind }) => kind !== 'measure')
			.map(({ elementId, number, nn, nb }) => ({
				value: elementId,
				label: `${number} ${inLanguage(locals.locale, { nn: nn || nb, nb: nb || nn })}`
			})),
		laid: Object.fromEntries([...cloths].map(([tableId, [top]]) => [tableId, top!.elementId])),
		tables: room?.tables.map(({ id, number, question, hostId }) => ({ id, number, question, hostId })) ?? []
	};
};

/** What tables may be asked, by where it is from. */
async function questionsToChoose({ locals }: Pick<RequestEvent, 'locals'>, goalIds: readonly string[], topics: readonly string[]) {
	const { db, locale, actor } = locals;
	const aims = actor && goalIds.length > 0 ? (await goals(db, actor.municipalityId)).filter(({ id }) => goalIds.includes(id)) : [];
	return [
		{ from: 'topics' as const, questions: topics.map((topic) => m.setup_question_from_topic({ topic })) },
		{ from: 'goals' as const, questions: aims.map((goal) => m.setup_question_from_goal({ goal: inLanguage(locale, goal) })) },
		{ from: 'library' as const, questions: questionLibrary(locale) }
	].filter(({ questions }) => questions.length > 0);
}

/** The plan as it reads now: its open revision, or what is in force. */
async function planToLay(db: Db, municipalityId: string) {
	const plan = await planOf(db, municipalityId);
	const version = plan?.open ?? plan?.inForce;
	if (!version) return [];
	return (await elementsOf(db, version.id)).map(({ elementId, parentId, kind, number, nn, nb }) => ({
		...{ elementId, parentId, kind, number, nn, nb },
		...{ versionId: version.id, versionNumber: version.number }
	}));
}

/** A goal with all that stands under it, in the order of the plan. */
function under(plan: Awaited<ReturnType<typeof planToLay>>, goalId: string | null): TableElement[] {
	const within = new Set(goalId === null ? [] : [goalId]);
	return plan.flatMap(({ parentId, ...element }) => {
		if (parentId !== null && within.has(parentId)) within.add(element.elementId);
		return within.has(element.elementId) ? [element] : [];
	});
}

/** What stands in the form; as many tables as were asked for, also where no script laid them. */
const typedIn = (values: FormValues, locale: Locale) =>
	pressed(draftFrom(values), `count ${String(values.count)}`, questionLibrary(locale));

export const actions: Actions = {
	/** A press on one of the form's own buttons, without a script: nothing is stored. */
	draft: async (event) => {
		await gatheringFor(event);
		const values = valuesOf(await event.request.formData());
		const draft = pressed(typedIn(values, event.locals.locale), String(values.press ?? ''), questionLibrary(event.locals.locale));
		return { id: 'arrange', draft, seen: values.seen };
	},
	arrange: async (event) => {
		const { actor, gathering } = await gatheringFor(event);
		const { db, live, now } = event.locals;
		const values = valuesOf(await event.request.formData());
		const draft = typedIn(values, event.locals.locale);
		const typed = parsedBy(input.arrangement, draft);
		if (!typed.ok) return fail(400, { id: 'arrange', draft, seen: values.seen, values: draft, errors: typed.errors });
		const seen = parsedBy(input.seen, values.seen || null);
		const arranged = await configureCafe(db, actor, gathering.id, { wanted: typed.data, seen: seen.ok ? seen.data : null }, now);
		if (!arranged.ok) {
			if (arranged.reason !== 'arrangedMeanwhile') return fail(409, { id: 'arrange', draft, seen: values.seen, ...arranged });
			const { stored, ...both } = arranged;
			return fail(409, { id: 'arrange', ...both, seen: JSON.stringify(stored) });
		}
		// Before people have come there is nobody to seat; the café's page says when there is.
		if (!arranged.isSeated) await seatEveryone(db, actor, arranged.cafeId, now);
		await broadcastStatus(db, live, arranged.cafeId, now);
		redirect(303, `/gatherings/${gathering.id}/cafe`);
	},
	tablecloth: (event) =>
		stepWith(event, 'tablecloth', input.tablecloth, ({ tableId, goalId }) => async (db, actor, cafeId) => {
			const plan = goalId === null ? [] : await planToLay(db, actor.municipalityId);
			return layPlan(db, actor, cafeId, tableId, under(plan, goalId));
		}),
	host: (event) => stepWith(event, 'host', host, (data) => (db, actor, cafeId) => changeHost(db, actor, cafeId, data.tableId, data.hostId)),
	rotate: (event) => step(event, 'code', (db, actor, cafeId) => rotateCode(db, actor, cafeId, event.locals.now)),
	lock: (event) => step(event, 'code', (db, actor, cafeId) => lockJoining(db, actor, cafeId, true, event.locals.now)),
	unlock: (event) => step(event, 'code', (db, actor, cafeId) => lockJoining(db, actor, cafeId, false, event.locals.now))
};
