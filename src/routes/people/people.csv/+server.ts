import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { exportPeople } from '#lib/people/import/commands.server.ts';
import { mayAdminister } from '#lib/people/model.ts';
import { askFirst } from '../../export/ticket.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
	const actor = requireActor(locals, url, mayAdminister);
	askFirst(locals, actor, url);
	const header = [m.common_name(), m.common_email(), m.common_unit(), m.common_level(), m.import_job(), m.common_language()] as const;
	return new Response(await exportPeople(locals.db, actor, header), {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="personar.csv"' }
	});
};
