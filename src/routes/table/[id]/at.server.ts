import { error, fail, redirect, type Cookies, type RequestEvent } from '@sveltejs/kit';
import { pseudonymOf } from '#lib/cafe/board/authorize.server.ts';
import { joinAsHost } from '#lib/cafe/participants/join.server.ts';
import * as input from '#lib/cafe/board/input.ts';
import { guestCookie, participantFor, type AtTable } from '#lib/cafe/participants/participants.server.ts';
import { columnOf } from '#lib/cafe/setup/planElements.ts';
import { postNote } from '#lib/cafe/board/postNote.server.ts';
import { newSecret } from '#lib/cafe/participants/receipt.ts';
import { isSilent } from '#lib/cafe/model.ts';
import { privateBoardFor } from '#lib/cafe/rounds/privateBoards.server.ts';
import { broadcastTableStatus } from '#lib/cafe/board/stage.server.ts';
import { tableView, type TableView } from '#lib/cafe/rounds/tableView.server.ts';
import { parseForm } from '#lib/form.ts';

/** Who asks at which table. A phone that nobody knows any more is shown the door with the code; what isn't theirs is not there. */
export async function atTable(locals: App.Locals, cookies: Cookies, tableId: string): Promise<AtTable> {
	const guestToken = cookies.get(guestCookie);
	const at = await participantFor(locals.db, { guestToken, actor: locals.actor }, tableId);
	if (at) return at;
	if (!locals.actor) redirect(303, '/join');
	error(404);
}

/** Where somebody writes now: on their own sheet while everybody writes alone (L20), else on the table. `boardId` is null where they can't. */
export async function writesOn(locals: App.Locals, cookies: Cookies, at: AtTable) {
	const { db, live, actor, now } = locals;
	const writer = at.role === 'facilitator' && actor ? actor.id : principalOf(locals, cookies);
	const alone = isSilent(at.cafe);
	const sheet = alone ? await privateBoardFor(db, at, writer) : null;
	if (sheet?.isNew) await broadcastTableStatus(db, live, at.table.id, now);
	return { writer, alone, boardId: at.mode !== 'write' ? null : alone ? (sheet?.boardId ?? null) : at.table.boardId };
}

/** As boards know whoever asks (L21). */
export function principalOf(locals: App.Locals, cookies: Cookies): string {
	return pseudonymOf({ guestToken: cookies.get(guestCookie), sessionId: cookies.get(locals.sessions.sessionCookieName) });
}

/** As `atTable`; a signed-in host who came without the code is a participant from when they open their table. */
export async function takingPart(locals: App.Locals, cookies: Cookies, tableId: string): Promise<AtTable> {
	const at = await atTable(locals, cookies, tableId);
	if (at.participant || at.role !== 'host' || !locals.actor) return at;
	await joinAsHost(locals.db, locals.actor, at.cafe.id, locals.now);
	return atTable(locals, cookies, tableId);
}

/** What the page of a table needs; a private board that was created now changes the count of writers shown to the others. */
export async function viewOf({ db, live, now }: App.Locals, at: AtTable, principalId: string): Promise<TableView> {
	const view = await tableView(db, at, principalId);
	if (view.privateBoard?.isNew) await broadcastTableStatus(db, live, at.table.id, now);
	return view;
}

/** Without JavaScript the secret of the receipt is kept in a cookie, which the server sees and does not write down. */
export const receiptCookie = (cafeId: string) => `samling-receipt-${cafeId}`;

/** A note over plain HTTP (L18), from the form on the page or from the plain page. */
export async function postOver({ locals, cookies, params, request }: RequestEvent<{ id: string }>) {
	const at = await atTable(locals, cookies, params.id);
	const form = parseForm(input.note, await request.formData());
	if (!form.ok) return fail(400, { id: 'note', values: form.values, errors: form.errors });
	const { noteId, text, anyway, receipt, elementId, stance } = form.data;
	const name = receiptCookie(at.cafe.id);
	const secret = cookies.get(name) ?? newSecret();
	const { boardId, writer } = await writesOn(locals, cookies, at);
	const posted = await postNote(locals.live, locals.runtime.posting, at, boardId, writer, {
		noteId,
		text,
		anyway,
		column: elementId && stance ? columnOf({ elementId, stance }) : null,
		receipt: receipt ? { mark: receipt } : { secret }
	});
	if (!posted.ok) return fail(409, { id: 'note', reason: posted.reason, values: { text, noteId, elementId, stance } });
	if (!receipt) {
		const secure = locals.settings.origin.startsWith('https:');
		cookies.set(name, secret, { path: '/table', httpOnly: true, sameSite: 'lax', secure, maxAge: 4 * 86_400 });
	}
	return { id: 'note', posted: true };
}
