import { overwriteGetLocale, toLocale } from '#lib/i18n/paraglide/runtime.js';
import { keepTyped } from '#lib/ui/form/typedEarly.ts';

// The server has chosen the language; the browser reads it off the page.
overwriteGetLocale(() => toLocale(document.documentElement.lang) ?? 'nn');

keepTyped();
