// Plain forms: the page after it is loaded anew in the language of the person chosen.
export const csr = false;
