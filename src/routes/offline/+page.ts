// One page without anybody's data, kept by the service worker; what it shows comes from the device.
export const prerender = true;
export const ssr = true;
export const csr = true;
