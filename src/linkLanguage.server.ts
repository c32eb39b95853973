import { languageOfHost } from '#lib/cafe/hosts/answer.server.ts';
import { languageOfPoll } from '#lib/cycle/polls/queries.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { languageOf } from '#lib/gatherings/invitations/rsvp.server.ts';
import { speakerBy } from '#lib/gatherings/speakers/queries.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { unsubscribeLinkOf } from '#lib/mail/unsubscribe.server.ts';
import { passwordLinkOf } from '#lib/people/auth/passwordLinks.server.ts';
import { connectLinkOf } from '#lib/people/sso/commands.server.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { languageOfFollowUp } from '#lib/plan/followUp/responses.server.ts';
import { languageOfHearing } from '#lib/plan/hearing/responses.server.ts';
import { languageOfPublicHearing, languageOfRemark } from '#lib/plan/publicHearing/queries.server.ts';
import { languageOfReport } from '#lib/plan/reports/shares.server.ts';
import { byLink } from '#lib/summaries/publication/readers.server.ts';

/** The language behind a personal link, by the first part of its path. */
const links: Record<string, (db: Db, token: string) => Promise<Locale | undefined>> = {
	invitation: languageOf,
	host: languageOfHost,
	poll: languageOfPoll,
	speaker: async (db, token) => (await speakerBy(db, token))?.request.locale,
	hearing: languageOfHearing,
	'public-hearing': languageOfPublicHearing,
	remark: languageOfRemark,
	report: languageOfReport,
	status: languageOfFollowUp,
	summary: async (db, token) => (await byLink(db, token))?.reader,
	password: async (db, token) => {
		// Past or not, its language is the reader's.
		const link = await passwordLinkOf(db, token, '');
		return link && (link.locale ?? link.usual);
	},
	connect: async (db, token) => {
		const link = await connectLinkOf(db, token, '');
		return link && (link.locale ?? link.usual);
	},
	mail: async (db, token) => {
		const link = await unsubscribeLinkOf(db, token);
		return link && (await actorOf(db, link.personId))?.locale;
	}
};

/** The language of what a link came in, a mail or an announcement; undefined for pages that neither leads to, and for unknown links. */
export async function languageOfLink(db: Db, route: string | null, token: string | undefined): Promise<Locale | undefined> {
	return token === undefined ? undefined : links[route?.split('/')[1] ?? '']?.(db, token);
}
