// A browser gets each message in three languages. Paraglide writes four functions for it, which say the same again each time: half of
// what they weigh. Here they become one call with the three texts; see src/decisions/060-phone-weight.md.
import type { Plugin } from 'vite';

const comment = /\/\*\*[\s\S]*?\*\/ ?/g;
/** What chooses among the languages: the last function of a module. */
const choice = /\bconst (\w+) = \(\(inputs(?: = \{\})?, options = \{\}\) => \{\n[^}]*?\n\}\);/;
/** One language: what stands between `=` and the end of the function. */
const spoken = (locale: string, key: string) => new RegExp(`const ${locale}_${key} = ([\\s\\S]*?\\n\\});?\\n`);
/** A function that only gives a text. */
const onlyText = /^\((i?)\) => \{\s*return \((`(?:[^`\\]|\\.)*`)\);?\s*\}$/;

/** The module of one message, shorter; undefined when Paraglide has begun to write it in another form. */
export function shorten(code: string): string | undefined {
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
	return rest
		.replace(choice, () => `const ${key} = /* @__PURE__ */ inLanguage(${texts.join(', ')});`)
		.replace(/import \{ getLocale.*\n/, "import { inLanguage } from '../../inLanguage.ts';\n");
}

/** Shortens the messages that browsers get; the build fails when one has a form that is not known here. */
export function shortMessagesPlugin(): Plugin {
	return {
		name: 'samling:short-messages',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		transform: {
			filter: { id: /\/i18n\/paraglide\/messages\/(?!_index)[^/]+\.js$/ },
			handler(code, id) {
				return { code: shorten(code) ?? this.error(`${id} has a form that .ci/shortMessages.ts does not know.`), map: null };
			}
		}
	};
}
