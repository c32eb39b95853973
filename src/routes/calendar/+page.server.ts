import { feedsOf, mayFollow, openFeed, revokeFeed } from '#lib/gatherings/calendar/feeds.server.ts';
import * as input from '#lib/gatherings/calendar/input.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { units } from '#lib/people/queries.server.ts';
import { linkAddress } from '#lib/personalLink.server.ts';
import { action } from '../action.server.ts';
import type { PageServerLoad } from './$types';

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

export const actions = {
	open: action({
		input: input.feed,
		run: ({ actor, data, locals }) => openFeed(locals.db, actor, data, locals.now),
		text: {},
		done: ({ token }, { data, locals }) => ({ id: data.subjectId, link: linkAddress('calendar', locals.settings.origin, token) })
	}),
	revoke: action({
		input: input.oneFeed,
		run: ({ actor, data, locals }) => revokeFeed(locals.db, actor, data.feedId, locals.now),
		text: {},
		done: () => ({ id: 'revoked' })
	})
};
