import { overwriteGetLocale, toLocale } from '#lib/i18n/paraglide/runtime.js';
import { staysTrueTranslated } from '#lib/ui/language/translated.ts';
import { keepTyped } from '#lib/ui/form/typedEarly.ts';

// The server has chosen the language and says so once. Not by `lang`, which a browser that translates the page writes anew.
const chosen = toLocale(document.documentElement.dataset.language) ?? 'nn';
overwriteGetLocale(() => chosen);

staysTrueTranslated();
keepTyped();
