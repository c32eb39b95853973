import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { csvOf } from '#lib/people/import/csv.ts';
import { mayReadLog } from '#lib/people/model.ts';
import { allAuditLines } from '#lib/privacy/auditLog.server.ts';
import { askFirst } from '../../../export/ticket.server.ts';
import { filterOf } from '../filter.server.ts';
import type { RequestHandler } from './$types';

/** The lines of the log that are looked for, as a list for a spreadsheet. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayReadLog);
	askFirst(locals, actor, url);
	const { filter } = filterOf(url.searchParams, locals.now);
	const lines = await allAuditLines(locals.db, actor.municipalityId, locals.locale, filter);
	const header = ['', m.audit_when(), m.audit_who(), m.audit_what(), m.audit_concerns()];
	const rows = lines.map(({ seq, at, who, what, details, about }) => [
		String(seq),
		at,
		who,
		[what, ...details].join('. '),
		about?.text ?? ''
	]);
	return new Response(csvOf([header, ...rows]), {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="logg.csv"' }
	});
};
