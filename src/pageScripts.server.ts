import type { Locale } from '#lib/people/model.ts';

/** Where a page, or the header that preloads for it, names a file of code as Kit knows it: `href="./_app/immutable/chunks/…`. */
const named = /((?:href="|import\("|<)[./]*_app\/immutable\/)(?=(?:entry|chunks|nodes)\/)/g;

/** The same, naming the files that are built in the language `locale` (`.ci/oneLanguage.ts`). In development there are none. */
export function scriptsIn(locale: Locale, text: string): string {
	return text.replace(named, `$1${locale}/`);
}
