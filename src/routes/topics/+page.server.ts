import { error, fail } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { allSeries } from '#lib/cycle/series/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { memories } from '#lib/gatherings/attendance/topicMemory.server.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import * as topics from '#lib/topics/commands.server.ts';
import * as input from '#lib/topics/input.ts';
import { adviceOf } from '#lib/topics/memory.ts';
import { isOpen, mayAnswer, mayPropose, topicStates, type TopicState } from '#lib/topics/model.ts';
import { answersTo, inbox } from '#lib/topics/queries.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale } = locals;
	const actor = requireActor(locals, url, mayPropose);
	const { municipalityId } = actor;
	const all = await inbox(db, municipalityId, actor.id);
	const state: TopicState | 'open' = topicStates.find((one) => one === url.searchParams.get('state')) ?? 'open';
	const series = await allSeries(db, municipalityId);
	const shown = all.filter((topic) => (state === 'open' ? isOpen(topic) : topic.state === state));
	const memory = await memories(db, municipalityId, shown, civilDate(locals.now));
	return {
		topics: shown.map((topic) => ({ ...topic, advice: adviceOf(memory.get(topic.id) ?? []) })),
		titles: all.map(({ id, title, state: of }) => ({ id, title, state: of })),
		counts: {
			open: all.filter(isOpen).length,
			...Object.fromEntries(topicStates.map((one) => [one, all.filter((topic) => topic.state === one).length]))
		},
		state,
		none: all.length === 0,
		series: series.map(({ id, nameNn, nameNb }) => ({ id, name: inLanguage(locale, { nn: nameNn, nb: nameNb }) })),
		answers: await answersTo(db, municipalityId, actor.id),
		mayAnswer: mayAnswer(actor)
	};
};

async function asked({ locals, url, request }: RequestEvent) {
	const actor = requireActor(locals, url, mayPropose);
	return { db: locals.db, now: locals.now, actor, formData: await request.formData() };
}

/** Answers the form of one topic: done, or refused with the reason and what was typed. */
function answered<R extends string>(
	id: string,
	what: 'support' | 'offer' | 'answer',
	result: { ok: true } | { ok: false; reason: R },
	values: Record<string, string> = {}
) {
	if (result.ok) return { id, what, done: true as const };
	if (result.reason === 'unknownTopic') error(404);
	return fail(409, { id, what, reason: result.reason as string, values });
}

function topicOf(formData: FormData): string {
	const form = parseForm(input.oneTopic, formData);
	if (!form.ok) error(404);
	return form.data.topicId;
}

export const actions: Actions = {
	propose: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const form = parseForm(input.proposal, formData);
		if (!form.ok) return fail(400, { id: 'propose', values: form.values, errors: form.errors });
		const { evenIfSimilar, ...proposal } = form.data;
		const made = await topics.propose(db, actor, proposal, evenIfSimilar !== '', now);
		if (made.ok) return { id: 'propose', done: true as const };
		if (made.reason === 'unknownSeries') error(404);
		const similar = made.reason === 'similarExists' ? made.similar : [];
		return fail(409, { id: 'propose', reason: made.reason as string, similar, values: { ...proposal } as Record<string, string> });
	},
	support: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const id = topicOf(formData);
		return answered(id, 'support', await topics.support(db, actor, id, now));
	},
	withdraw: async (event) => {
		const { db, actor, formData } = await asked(event);
		const id = topicOf(formData);
		return answered(id, 'support', await topics.withdrawSupport(db, actor, id));
	},
	offer: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		const id = topicOf(formData);
		const form = parseForm(input.offer, formData);
		if (!form.ok) return fail(400, { id, what: 'offer', values: form.values, errors: form.errors });
		return answered(id, 'offer', await topics.offerTalk(db, actor, id, form.data.note, now), { note: form.data.note });
	},
	withdrawOffer: async (event) => {
		const { db, actor, formData } = await asked(event);
		const id = topicOf(formData);
		return answered(id, 'offer', await topics.withdrawOffer(db, actor, id));
	},
	answer: async (event) => {
		const { db, actor, now, formData } = await asked(event);
		if (!mayAnswer(actor)) error(404);
		const id = topicOf(formData);
		const form = parseForm(input.answer, formData);
		if (!form.ok) return fail(400, { id, what: 'answer', values: form.values, errors: form.errors });
		const { state, reason } = form.data;
		return answered(id, 'answer', await topics.answer(db, actor, id, { state, reason }, now), { state, reason });
	}
};
