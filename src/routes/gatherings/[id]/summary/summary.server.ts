import { civilDate } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { fieldsOf } from '#lib/summaries/draft/content.ts';
import { draftWords, seenAs } from '#lib/summaries/draft/queries.server.ts';
import { contentFrom, mayMail, mayPublish, mayWorkOnPoints, mayWriteDraft, summaryState } from '#lib/summaries/model.ts';
import { actionsOf } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { contentOf } from '#lib/summaries/publication/content.server.ts';
import { openDisclosures } from '#lib/summaries/publication/disclosures.server.ts';
import { sealOfSummary } from '#lib/summaries/publication/seal.server.ts';
import { audience, mailedTo, others } from '#lib/summaries/publication/readers.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';

/** What the page of a gathering's summary shows: its draft with a preview, what is published, and what may be done with them. */
export async function summaryPage({ db, live, now, locale }: App.Locals, actor: Actor, gatheringId: string) {
	const scope = [db, actor.municipalityId, gatheringId] as const;
	const today = civilDate(now);
	const all = await versions(...scope);
	const state = summaryState(all);
	const draft = all.find((version) => version.publishedAt === null);
	const published = all.find((version) => version.publishedAt !== null);
	const words = draft && mayWriteDraft(actor) ? await draftWords(live, draft) : undefined;
	return {
		today,
		actions: (await actionsOf(...scope, today)).map((action) => ({ ...action, mayFinish: mayFinish(actor, action) })),
		state,
		mayStart: mayWorkOnPoints(actor, state) && state === 'none',
		mayCorrect: mayMail(actor, state) && state === 'published',
		mayPublish: mayPublish(actor, state),
		mayMail: mayMail(actor, state),
		mayWrite: mayWriteDraft(actor),
		disclosures: mayPublish(actor, state) ? await openDisclosures(...scope, words) : [],
		points: (await forumPoints(...scope)).length,
		draft: draft &&
			words && {
				...draft,
				words,
				isDamaged: draft.boardId !== null && (live.stats([draft.boardId]).get(draft.boardId)?.isDamaged ?? false),
				seen: Object.fromEntries(Array.from(fieldsOf(words), ([field, text]) => [field, seenAs(text)])),
				preview: await contentOf(db, actor.municipalityId, draft, words, today)
			},
		published: published && {
			...published,
			content: contentFrom(published.content ?? '{}'),
			since: sealSentences(await sealOfSummary(db, published), locale)
		},
		mailed: published ? await mailedTo(db, actor.municipalityId, published.id) : 0,
		mailing: mayMail(actor, state) && published ? await mailingOf(db, actor.municipalityId, gatheringId, published.id) : null
	};
}

/** Whom the published version can go to: those it is for, with who gets none and why, and everybody else by unit. */
async function mailingOf(db: App.Locals['db'], municipalityId: string, gatheringId: string, summaryId: string) {
	const people = await audience(db, municipalityId, gatheringId, summaryId);
	const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
	const more = await others(db, municipalityId, gatheringId, summaryId);
	return {
		attended: people.attended.map(named),
		invited: people.invited.map(named),
		informed: people.informed.map(named),
		unreached: people.unreached,
		others: more.map(({ id, name, unitId }) => ({ id, name, unitId })),
		units: (await units(db, municipalityId))
			.map(({ id, nameNn, nameNb }) => ({ id, nameNn, nameNb, count: more.filter(({ unitId }) => unitId === id).length }))
			.filter(({ count }) => count > 0)
	};
}
