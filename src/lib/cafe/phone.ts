/*
 * What a phone keeps. Of a board, until the server has it: the note in the field and changes that are not acknowledged;
 * that lives in the tab's session only, belongs to one board and epoch, and is erased when the guest leaves (L16).
 * Of a café: the secret of the receipt, which is theirs to keep.
 */

import { newSecret } from './receipt.ts';
import type { SheetNote } from './sheet.ts';

type Kept = { epoch: number; draft: string; changes: string };

const prefix = 'samling:unsent:';

export type Unsent = {
	/** What was kept, when it is of this epoch. `changes` is a Yjs update. */
	read(): { draft: string; changes: Uint8Array | null };
	keepDraft(text: string): void;
	keepChanges(update: Uint8Array | null): void;
};

/** The tab's own copy for `board`. Where storage is shut off or full, the board works without it. */
export function unsentOf(board: string, epoch: number): Unsent {
	const key = prefix + board;
	const load = (): Kept => {
		try {
			const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
			if (kept && kept.epoch === epoch) return kept;
		} catch {
			// As if nothing was kept.
		}
		return { epoch, draft: '', changes: '' };
	};
	const store = (change: Partial<Kept>) => {
		try {
			const next = { ...load(), ...change };
			if (next.draft === '' && next.changes === '') sessionStorage.removeItem(key);
			else sessionStorage.setItem(key, JSON.stringify(next));
		} catch {
			// The text is still on the page.
		}
	};
	return {
		read() {
			const { draft, changes } = load();
			return { draft, changes: changes ? Uint8Array.from(atob(changes), (letter) => letter.charCodeAt(0)) : null };
		},
		keepDraft: (draft) => store({ draft }),
		keepChanges: (update) => store({ changes: update ? btoa(Array.from(update, (byte) => String.fromCharCode(byte)).join('')) : '' })
	};
}

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
