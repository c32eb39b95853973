import { afterEach, beforeEach, expect, vi } from 'vitest';
import { baseLocale, overwriteGetLocale } from '#lib/i18n/paraglide/runtime.js';

/** Files share a worker's modules, and so the language that a test has chosen. */
beforeEach(() => overwriteGetLocale(() => baseLocale));

/** A test that makes the product write to `console.error` fails. One that expects it looks at the spy and then calls `mockClear()`. */
beforeEach(() => {
	vi.spyOn(console, 'error');
});

afterEach(() => {
	if (!vi.isMockFunction(console.error)) return;
	const calls = vi.mocked(console.error).mock.calls;
	vi.restoreAllMocks();
	expect(calls, 'console.error was called').toEqual([]);
});
