/** Where the shell leads. `under` are the paths for which the place is shown as the current one. */
export const places = {
  today: { href: '/', under: [] },
  rooms: { href: '/rooms', under: ['/rooms'] },
  commitments: { href: '/commitments', under: ['/commitments'] },
  network: { href: '/network', under: ['/network'] },
  me: { href: '/me', under: ['/me'] },
} as const;

export type Place = keyof typeof places;

/** Is this place, or a page below it, the one being shown? */
export function isHere(place: Place, path: string): boolean {
  const { href, under } = places[place];
  return path === href || under.some((start) => path === start || path.startsWith(`${start}/`));
}

export interface ShellRoom {
  id: string;
  name: string;
  /** Something is due in this room for the person who looks. */
  due: boolean;
  href?: string;
}

export interface ShellPerson {
  name: string;
  institutionName: string;
  /** The letters shown: EN or FR. */
  language: string;
  twin?: import('../ui/types.ts').Twin;
}
