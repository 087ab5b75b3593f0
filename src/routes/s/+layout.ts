// An answer of one tap on a paid-by-the-megabyte phone: HTML and a little CSS, no framework in the browser.
export const csr = false;
export const prerender = false;
