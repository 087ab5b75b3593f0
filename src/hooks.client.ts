import { isLang } from '#domain/person/lang.ts';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';

// The server has decided the language and written it on the page; both must say the same words.
overwriteGetLocale(() => (isLang(document.documentElement.lang) ? document.documentElement.lang : 'en'));
