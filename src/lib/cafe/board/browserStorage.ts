/*
 * What a participant's browser keeps beside the unsent changes (`live/client/unsent.ts`): notes on a private board, how
 * the board is looked at (both for the tab's session), and of a café the secret of the receipt, which is theirs to keep.
 */

import { newSecret } from '../participants/receipt.ts';
import type { SheetNote } from './copyNotes.ts';

const prefix = 'samling:unsent:';

const sheetKey = (boardId: string) => `${prefix}sheet:${boardId}`;

/** What this tab has written on a sheet and nobody has acknowledged, note by note: it may have to be laid on another board. */
export function keptOnSheet(boardId: string): SheetNote[] {
	try {
		return JSON.parse(sessionStorage.getItem(sheetKey(boardId)) ?? '[]') as SheetNote[];
	} catch {
		return [];
	}
}

export function keepOnSheet(boardId: string, notes: readonly SheetNote[]): void {
	try {
		if (notes.length === 0) sessionStorage.removeItem(sheetKey(boardId));
		else sessionStorage.setItem(sheetKey(boardId), JSON.stringify(notes));
	} catch {
		// The text is still on the page.
	}
}

/** Erases what this tab has kept, every board's copy too. */
export function forgetStay(): void {
	try {
		for (const key of Object.keys(sessionStorage)) if (key.startsWith('samling:')) sessionStorage.removeItem(key);
	} catch {
		// Nothing could be kept either.
	}
}

export type Look = 'list' | 'cloth';
const lookKey = 'samling:look';

/** How the boards are looked at in this tab: for the stay, not for ever. */
export function keptLook(): Look {
	try {
		return sessionStorage.getItem(lookKey) === 'cloth' ? 'cloth' : 'list';
	} catch {
		return 'list';
	}
}

export function keepLook(look: Look): void {
	try {
		sessionStorage.setItem(lookKey, look);
	} catch {
		// It is looked at that way all the same.
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
