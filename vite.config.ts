import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { chunksPlugin } from './.ci/chunks.ts';
import { messagesPlugin, paraglide } from './.ci/messages.ts';
import { oneLanguagePlugin } from './.ci/oneLanguage.ts';
import { shortMessagesPlugin } from './.ci/shortMessages.ts';
import { ownColoursOnly } from './.ci/theme.ts';
import { liveInDevelopment } from '#lib/live/vitePlugin.ts';

export default defineConfig({
	plugins: [
		messagesPlugin(),
		paraglideVitePlugin(paraglide),
		shortMessagesPlugin(),
		sveltekit(),
		liveInDevelopment(),
		chunksPlugin(),
		oneLanguagePlugin()
	],
	css: { postcss: { plugins: [ownColoursOnly] } },
	// Its report on the framework's own plugins would hide a real warning.
	build: { rolldownOptions: { checks: { pluginTimings: false } } },
	test: {
		include: ['tests/**/*.test.ts'],
		environment: 'node',
		globalSetup: ['tests/support/postgres.ts'],
		setupFiles: ['tests/support/setup.ts'],
		// Files share what a worker has read and started; each test still has its own database.
		isolate: false,
		// Vitest would leave one core to somebody who watches.
		maxWorkers: 2,
		// A machine that others use at the same time; the report names what needed its second try.
		retry: process.env.CI ? 1 : 0,
		testTimeout: 60_000,
		hookTimeout: 60_000
	}
});
