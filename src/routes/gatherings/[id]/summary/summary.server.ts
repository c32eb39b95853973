import { civilDate } from '#lib/dates.ts';
import type { Actor } from '#lib/people/model.ts';
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
import { audience, mailedTo } from '#lib/summaries/publication/readers.server.ts';
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
	const people = await audience(...scope);
	const names = (persons: readonly { name: string }[]) => persons.map(({ name }) => name);
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
		audience: {
			attended: names(people.attended),
			invited: names(people.invited),
			informed: names(people.informed),
			withoutAddress: names(people.withoutAddress)
		}
	};
}
