import { error } from '@sveltejs/kit';
import { isStaff } from '#lib/people/model.ts';
import { summaryDifferences } from '#lib/summaries/publication/diff.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { sealOfSummary } from '#lib/summaries/publication/seal.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { loadGathering } from '../../gathering.server.ts';
import type { PageServerLoad } from './$types';

/** Any two published versions, told by their differences: `from` and `to` are version numbers, else the last two. */
export const load: PageServerLoad = async (event) => {
	const { gathering, scope } = await loadGathering(event, isStaff);
	const published = (await versions(...scope)).filter((version) => version.publishedAt !== null);
	const [newest] = published;
	if (!newest) error(404);
	const asked = (name: string) => published.find(({ version }) => String(version) === event.url.searchParams.get(name));
	const to = asked('to') ?? newest;
	const from = asked('from') ?? published.find(({ version }) => version === to.version - 1) ?? to;
	const next = contentFrom(to.content!);
	return {
		gathering,
		lang: to.locale,
		from: from.version,
		to: to.version,
		correction: next.correction,
		differences: summaryDifferences(contentFrom(from.content!), next),
		versions: await Promise.all(
			published.map(async (one) => ({
				...{ version: one.version, title: one.title, publishedAt: one.publishedAt, hash: one.contentHash },
				since: sealSentences(await sealOfSummary(event.locals.db, one), event.locals.locale)
			}))
		)
	};
};
