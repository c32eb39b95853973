import { error } from '@sveltejs/kit';
import { parseForm } from '#lib/form.ts';
import { feedsOf, mayFollow, openFeed, revokeFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import * as input from '#lib/gatherings/calendar/input.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { units } from '#lib/people/queries.server.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { db, locale } = locals;
	const actor = requireActor(locals, url);
	const subjects = [
		{ kind: 'person' as const, id: actor.id, name: actor.name },
		{ kind: 'municipality' as const, id: actor.municipalityId, name: actor.municipalityName },
		...(await units(db, actor.municipalityId))
			.filter((unit) => unit.kind === 'internal' && unit.validTo === null)
			.map((unit) => ({ kind: 'unit' as const, id: unit.id, name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }) }))
	].filter(({ kind, id }) => mayFollow(actor, kind, id));
	const feeds = await feedsOf(db, actor);
	return {
		calendars: subjects
			.map((subject) => ({ ...subject, feed: feeds.find((feed) => feed.kind === subject.kind && feed.subjectId === subject.id) ?? null }))
			.map(({ feed, ...subject }) => ({
				...subject,
				feedId: feed?.id ?? null,
				since: feed?.createdAt ?? null,
				own: subject.id === actor.unitId
			}))
			.toSorted((a, b) => Number(b.own) - Number(a.own) || Number(a.kind === 'unit') - Number(b.kind === 'unit'))
	};
};

export const actions: Actions = {
	open: async ({ locals, url, request }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.feed, await request.formData());
		if (!form.ok) error(404);
		const opened = await openFeed(locals.db, actor, form.data, locals.now);
		if (!opened.ok) error(404);
		return { id: form.data.subjectId, link: linkAddress('calendar', locals.settings.origin, opened.token) };
	},
	revoke: async ({ locals, url, request }) => {
		const actor = requireActor(locals, url);
		const form = parseForm(input.oneFeed, await request.formData());
		const revoked = form.ok && (await revokeFeed(locals.db, actor, form.data.feedId, locals.now));
		if (!revoked || !revoked.ok) error(404);
		return { id: 'revoked' };
	}
};
