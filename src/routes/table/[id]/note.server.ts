import { note } from '#lib/cafe/board/input.ts';
import { postNote } from '#lib/cafe/board/postNote.server.ts';
import { postText } from '#lib/cafe/board/text.ts';
import { newSecret } from '#lib/cafe/participants/receipt.ts';
import { columnOf } from '#lib/cafe/setup/planElements.ts';
import { actionFor } from '../../action.server.ts';
import { cookieSeconds } from '../../cookies.server.ts';
import { atTable } from './access.server.ts';
import { writingBoard } from './view.server.ts';

/** The name of the cookie that keeps the receipt's secret where there is no JavaScript. The server reads it and does not store it. */
export const receiptCookie = (cafeId: string) => `samling-receipt-${cafeId}`;

/** Posts a note over plain HTTP (L18): the form on the table's page where no socket comes through, and the plain page. */
export const noteAction = actionFor(atTable)({
	id: 'note',
	input: note,
	run: async ({ actor: at, data, event, locals }) => {
		const { noteId, text, anyway, elementId, stance } = data;
		const secret = event.cookies.get(receiptCookie(at.cafe.id)) ?? newSecret();
		const posted = await postNote(locals.live, locals.postLimit, at, await writingBoard(event, at), {
			noteId,
			text,
			anyway,
			column: elementId && stance ? columnOf({ elementId, stance }) : null,
			receipt: data.receipt ? { mark: data.receipt } : { secret }
		});
		return posted.ok ? { ...posted, secret: data.receipt ? null : secret } : posted;
	},
	text: postText,
	done: ({ secret }, { actor: at, event, locals }) => {
		const secure = locals.settings.origin.startsWith('https:');
		const options = { path: '/table', httpOnly: true, sameSite: 'lax' as const, secure, maxAge: cookieSeconds('receipt') };
		if (secret) event.cookies.set(receiptCookie(at.cafe.id), secret, options);
		return { id: 'note', posted: true };
	}
});
