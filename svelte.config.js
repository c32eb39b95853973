import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess({ style: false }),
	kit: {
		adapter: adapter({ precompress: true }),
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Svelte writes lengths and colours of drawings as style attributes; a style element or sheet that is not ours is refused.
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:'],
				// Older browsers do not take sockets of our own host for `self`: the hook adds it by name.
				'connect-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		},
		typescript: {
			config: (config) => {
				config.include.push('../db/**/*.ts', '../tests/**/*.ts', '../*.ts', '../*.js');
				return config;
			}
		}
	}
};
