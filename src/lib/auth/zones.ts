/** Every time zone this machine knows, as options; the ones of this part of the world first. */
export function zoneOptions(chosen: string): { value: string; label: string }[] {
  const known = Intl.supportedValuesOf('timeZone');
  const all = known.includes(chosen) || chosen === '' ? known : [chosen, ...known];
  const african = all.filter((zone) => zone.startsWith('Africa/'));
  const others = all.filter((zone) => !zone.startsWith('Africa/'));
  return [...african, ...others].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
