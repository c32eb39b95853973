/*
 * What a participant's browser keeps beside the unsent changes (`live/client/unsent.ts`): notes on a private board, how
 * boards are shown (both until the tab is closed), and for each café the secret of the receipt, which stays.
 */

import { newSecret } from '../participants/receipt.ts';
import type { PrivateNote } from './copyNotes.ts';

const prefix = 'samling:unsent:';

const privateKey = (boardId: string) => `${prefix}sheet:${boardId}`;

/** The notes this tab has written on a private board and the server has not acknowledged: they may have to be copied to another board. */
export function keptPrivateNotes(boardId: string): PrivateNote[] {
	try {
		return JSON.parse(sessionStorage.getItem(privateKey(boardId)) ?? '[]') as PrivateNote[];
	} catch {
		return [];
	}
}

export function keepPrivateNotes(boardId: string, notes: readonly PrivateNote[]): void {
	try {
		if (notes.length === 0) sessionStorage.removeItem(privateKey(boardId));
		else sessionStorage.setItem(privateKey(boardId), JSON.stringify(notes));
	} catch {
		// The text is still on the page.
	}
}

/** What comes along to the next table: the text in the field, and texts that are on no board. */
export type Carried = { draft: string; lost: string[] };
const carriedKey = (cafeId: string) => `samling:carried:${cafeId}`;
/** For phones that store nothing: as long as the page lives. */
const carriedHere = new Map<string, Carried>();

export function carriedAlong(cafeId: string): Carried | null {
	try {
		return JSON.parse(sessionStorage.getItem(carriedKey(cafeId)) ?? 'null') as Carried | null;
	} catch {
		return carriedHere.get(cafeId) ?? null;
	}
}

export function keepCarried(cafeId: string, carried: Carried | null): void {
	if (carried) carriedHere.set(cafeId, carried);
	else carriedHere.delete(cafeId);
	try {
		if (carried) sessionStorage.setItem(carriedKey(cafeId), JSON.stringify(carried));
		else sessionStorage.removeItem(carriedKey(cafeId));
	} catch {
		// It is kept above.
	}
}

/** Deletes everything this tab has stored, including the copies of boards. */
export function clearTabStorage(): void {
	try {
		for (const key of Object.keys(sessionStorage)) if (key.startsWith('samling:')) sessionStorage.removeItem(key);
	} catch {
		// Storage is blocked, so nothing was stored.
	}
}

export type BoardView = 'list' | 'map';
const viewKey = 'samling:view';

/** How boards are shown in this tab; forgotten with the tab. */
export function keptView(): BoardView {
	try {
		return sessionStorage.getItem(viewKey) === 'map' ? 'map' : 'list';
	} catch {
		return 'list';
	}
}

export function keepView(view: BoardView): void {
	try {
		sessionStorage.setItem(viewKey, view);
	} catch {
		// The board is shown that way until the page is loaded again.
	}
}

const secretKey = (cafeId: string) => `samling:receipt:${cafeId}`;

/** The receipt's secret of this phone in a café, null before it has written. */
export function receiptSecret(cafeId: string): string | null {
	try {
		return localStorage.getItem(secretKey(cafeId));
	} catch {
		return null;
	}
}

/** The same, made when there is none. Where the phone keeps nothing, it lives as long as the page. */
export function makeReceiptSecret(cafeId: string): string {
	const secret = receiptSecret(cafeId) ?? newSecret();
	try {
		localStorage.setItem(secretKey(cafeId), secret);
	} catch {
		// The receipt on the page still works, and can be copied.
	}
	return secret;
}
