// A browser gets each message in three languages. Paraglide writes four functions for it, which say the same again each time: half of
// what they weigh. Here they become one call with the three texts; see src/decisions/060-phone-weight.md.
import type { Plugin } from 'vite';
import { sourcesHere } from './messages.ts';
import { mark, saidInOthers } from './oneLanguage.ts';

const comment = /\/\*\*[\s\S]*?\*\/ ?/g;
/** What chooses among the languages: the last function of a module. */
const choice = /\bconst (\w+) = \(\(inputs(?: = \{\})?, options = \{\}\) => \{\n[^}]*?\n\}\);/;
/** One language: what stands between `=` and the end of the function. */
const spoken = (locale: string, key: string) => new RegExp(`const ${locale}_${key} = ([\\s\\S]*?\\n\\});?\\n`);
/** A function that only gives a text. */
const onlyText = /^\((i?)\) => \{\s*return \((`(?:[^`\\]|\\.)*`)\);?\s*\}$/;

/**
 * The module of one message, shorter; undefined when Paraglide has begun to write it in another form. `ofPage` says of a key whether it is
 * only said in the language of the page.
 */
export function shorten(code: string, ofPage: (key: string) => boolean = () => false): string | undefined {
	const bare = code.replace(comment, '');
	const key = choice.exec(bare)?.[1];
	if (!key) return undefined;
	let rest = bare;
	const texts: string[] = [];
	for (const locale of ['nn', 'nb', 'en']) {
		const found = spoken(locale, key).exec(bare);
		if (!found) return undefined;
		const [, input, text] = onlyText.exec(found[1]!.trim()) ?? [];
		texts.push(text === undefined ? found[1]! : input ? `(i) => ${text}` : text);
		rest = rest.replace(found[0], () => '');
	}
	const [chosen, all] = ofPage(key) ? ['ofPage', [`'${mark}'`, ...texts]] : ['inLanguage', texts];
	return rest
		.replace(choice, () => `const ${key} = /* @__PURE__ */ ${chosen}(${all.join(', ')});`)
		.replace(/import \{ getLocale.*\n/, `import { ${chosen} } from '../../inLanguage.ts';\n`);
}

/** Shortens the messages that browsers get; the build fails when one has a form that is not known here. */
export function shortMessagesPlugin(): Plugin {
	let ofPage: (key: string) => boolean;
	return {
		name: 'samling:short-messages',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		load: {
			filter: { id: /\/i18n\/paraglide\/runtime\.js$/ },
			handler: () => "export * from '../inBrowsers.ts';"
		},
		buildStart() {
			const { keys, begun } = saidInOthers(sourcesHere());
			ofPage = (key) => !keys.has(key) && !begun.some((start) => key.startsWith(start));
		},
		transform: {
			filter: { id: /\/i18n\/paraglide\/messages\/(?!_index)[^/]+\.js$/ },
			handler(code, id) {
				return { code: shorten(code, ofPage) ?? this.error(`${id} has a form that .ci/shortMessages.ts does not know.`), map: null };
			}
		}
	};
}
