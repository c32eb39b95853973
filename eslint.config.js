import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

export default defineConfig(
	globalIgnores(['node_modules', '.svelte-kit', 'build', 'data', 'src/lib/i18n/paraglide', 'test-results', 'playwright-report', 'static']),
	js.configs.recommended,
	ts.configs.strict,
	svelte.configs.recommended,
	{
		rules: {
			// TypeScript knows which names exist.
			'no-undef': 'off',
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'object-shorthand': 'error',
			// Control characters are named to be kept out of what people write, of mail headers and of calendar files.
			'no-control-regex': 'off',
			'@typescript-eslint/consistent-type-imports': 'error',
			// Interfaces of the database are empty until a noun has a table.
			'@typescript-eslint/no-empty-object-type': 'off',
			// `noUncheckedIndexedAccess` is on; a `!` then says "checked the line above".
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'svelte/require-each-key': 'error',
			// svelte-check judges these, with the compiler's own eyes.
			'svelte/no-unused-svelte-ignore': 'off',
			'svelte/no-useless-mustaches': 'off',
			// Paths are plain: the product lives at the root of its origin.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser } }
	}
);
