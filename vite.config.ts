import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { messagesPlugin, paraglide } from './.ci/messages.ts';

export default defineConfig({
	plugins: [messagesPlugin(), paraglideVitePlugin(paraglide), sveltekit()],
	test: {
		include: ['tests/**/*.test.ts'],
		environment: 'node',
		setupFiles: ['tests/support/setup.ts'],
		testTimeout: 20_000,
		hookTimeout: 30_000
	}
});
