import { redirect } from '@sveltejs/kit';
import type { Actor } from '#lib/people/model.ts';
import { fileAt } from '#lib/privacy/exports.ts';

/** Leads whoever has not said why they take the file at `url` out to the page that asks; with its ticket they get it, once. */
export function askFirst(locals: App.Locals, actor: Actor, url: URL): void {
	const { address } = fileAt(url.pathname + url.search)!;
	if (!locals.exportTickets.redeem(url.searchParams.get('ticket'), actor.id, address))
		redirect(303, `/export?file=${encodeURIComponent(address)}`);
}
