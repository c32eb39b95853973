import { getLocale } from './paraglide/runtime.js';

type Inputs = Record<string, unknown>;
type Said = string | ((inputs: Inputs) => string);

/** A message of three texts (nynorsk, bokmål, English), as Paraglide's own function for it; `.ci/shortMessages.ts` writes it so. */
export function inLanguage(nn: Said, nb: Said, en: Said): (inputs?: Inputs, options?: { locale?: string }) => string {
	return (inputs = {}, options = {}) => {
		const locale = options.locale ?? getLocale();
		const said = locale === 'nb' ? nb : locale === 'en' ? en : nn;
		return typeof said === 'string' ? said : said(inputs);
	};
}

/** The same of a message that is only said in the language of the page: in its place a browser gets the one text (`.ci/oneLanguage.ts`). */
export const ofPage = (_mark: string, nn: Said, nb: Said, en: Said) => inLanguage(nn, nb, en);
