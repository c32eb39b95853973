import { error } from '@sveltejs/kit';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { exportKinds, fileAt, type WantedFile } from '#lib/privacy/exports.ts';
import { exportText } from '#lib/privacy/exportText.ts';
import { exportReason } from '#lib/privacy/input.ts';
import { takeOut } from '#lib/privacy/takeOut.server.ts';
import { action } from '../action.server.ts';
import type { PageServerLoad } from './$types';

const wanted = (url: URL): WantedFile => fileAt(url.searchParams.get('file') ?? '') ?? error(404);

export const load: PageServerLoad = ({ locals, url }) => {
	const { kind } = wanted(url);
	requireActor(locals, url, exportKinds[kind].may);
	return { kind };
};

export const actions = {
	take: action({
		input: exportReason,
		run: ({ actor, data, locals, event }) => takeOut(locals.db, actor, wanted(event.url), data, locals.now),
		text: exportText,
		done: (_, { actor, locals, event }) => {
			const { address } = wanted(event.url);
			const ticket = locals.exportTickets.issue(actor.id, address);
			return { href: `${address}${address.includes('?') ? '&' : '?'}ticket=${ticket}` };
		}
	})
};
