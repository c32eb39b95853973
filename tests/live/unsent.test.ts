import { beforeEach, expect, test, vi } from 'vitest';
import { unsentOf } from '#lib/live/client/unsent.ts';

/** Session storage as a tab has it. */
beforeEach(() => {
	const items = new Map<string, string>();
	vi.stubGlobal('sessionStorage', {
		getItem: (key: string) => items.get(key) ?? null,
		setItem: (key: string, value: string) => void items.set(key, value),
		removeItem: (key: string) => void items.delete(key)
	});
	return () => vi.unstubAllGlobals();
});

test('L15, L16: what a tab had not sent is there after a reload in the same epoch', () => {
	const before = unsentOf('b', 1);
	before.keepDraft('Halvskriven');
	before.keepChanges(Uint8Array.of(1, 2, 255), ['Ein lapp']);
	expect(unsentOf('b', 1).read()).toEqual({ draft: 'Halvskriven', changes: Uint8Array.of(1, 2, 255) });
	expect(unsentOf('b', 1).lost()).toEqual([]);
});

test('L15: of an earlier epoch it is kept as text, until its writer removes it', () => {
	const before = unsentOf('b', 1);
	before.keepDraft('Halvskriven');
	before.keepChanges(Uint8Array.of(1), ['Ein lapp', '  ']);
	// Typing on in the new epoch, before anybody has looked, throws nothing away.
	unsentOf('b', 2).keepDraft('Ny');
	expect(unsentOf('b', 2).lost()).toEqual(['Halvskriven', 'Ein lapp']);
	expect(unsentOf('b', 3).lost()).toEqual(['Halvskriven', 'Ein lapp', 'Ny']);
	expect(unsentOf('another', 3).lost()).toEqual([]);
	unsentOf('b', 3).keepLost([]);
	expect(unsentOf('b', 3).lost()).toEqual([]);
});
