type Fields = Record<string, unknown>;

/** A form's fields with dotted names as lists of objects: `givers.0.sponsor` → `givers: [{ sponsor }]`. */
export function nested(input: Fields): Fields {
  const found: Fields = {};
  for (const [name, value] of Object.entries(input)) {
    const [list, place, field] = name.split('.');
    if (!list || !place || !field || !/^\d{1,3}$/.test(place)) {
      found[name] = value;
      continue;
    }
    const rows = (found[list] ??= []) as Fields[];
    (rows[Number(place)] ??= {})[field] = value;
  }
  return found;
}

/** Rows beyond the first whose `field` was left empty are no rows. */
export function withoutEmpty(input: Fields, list: string, field: string): Fields {
  const rows = input[list];
  if (!Array.isArray(rows)) return input;
  return { ...input, [list]: rows.filter((row: Fields, place) => row && (place === 0 || row[field])) };
}
