// For readers outside, on whatever telephone: HTML and a little CSS, no framework in the browser.
export const csr = false;
export const prerender = false;
