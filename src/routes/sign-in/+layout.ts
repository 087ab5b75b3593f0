// Not one byte of JavaScript before somebody is signed in; the whole page is loaded anew in their language after it.
export const csr = false;
