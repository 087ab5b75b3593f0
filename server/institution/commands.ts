import { newId, type AnyId, type InstitutionId, type NetworkId } from '#domain/ids.ts';
import type {
  addFocalPoint,
  addInstitution,
  changeFocalPoint,
  editInstitution,
  removeFocalPoint,
} from '#domain/institution/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { institutionAccess } from './access.ts';

type Fields = Omit<v.InferOutput<typeof editInstitution>, 'institutionId'>;

/** Adds an institution to a network. For those who look after it. */
export async function add(
  ctx: WriteContext,
  { networkId, ...input }: v.InferOutput<typeof addInstitution>,
): Promise<InstitutionId> {
  const { trx, actor, now } = ctx;
  if (!networkAbilities(actor, networkId).addInstitution) throw notFound('network');
  await refuseTaken(ctx, networkId, input);
  const id = newId<InstitutionId>();
  await trx
    .insertInto('institution')
    .values({ id, network_id: networkId, ...columnsOf(input), created_at: now })
    .execute();
  await recordAudit(trx, {
    ...{ kind: 'institution_added', personId: actor.personId, at: now, networkId },
    data: { institutionId: id },
  });
  return id;
}

/** Changes what is known of an institution: those who speak for it, and those who look after the network. */
export async function edit(
  ctx: WriteContext,
  { institutionId, ...input }: v.InferOutput<typeof editInstitution>,
): Promise<void> {
  const { networkId } = await institutionAccess(reading(ctx), institutionId, 'edit');
  await refuseTaken(ctx, networkId, input, institutionId);
  await ctx.trx.updateTable('institution').set(columnsOf(input)).where('id', '=', institutionId).execute();
}

async function refuseTaken(
  { trx }: WriteContext,
  networkId: NetworkId,
  { name, place, code }: Fields,
  except?: InstitutionId,
): Promise<void> {
  const others = trx
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .where('merged_into', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
    .select('id');
  const namesake = await others
    .where(sql<string>`lower(name)`, '=', sql<string>`lower(${name})`)
    .where(sql<string>`lower(place)`, '=', sql<string>`lower(${place})`)
    .executeTakeFirst();
  if (namesake) throw invalid({ name: 'error_institution_name_taken' });
  if (code !== null && (await others.where('code', '=', code).executeTakeFirst()))
    throw invalid({ code: 'error_institution_code_taken' });
}

const columnsOf = ({ shortName, langs, ...rest }: Fields) => ({
  ...rest,
  short_name: shortName,
  langs: langs.length > 0 ? langs : [rest.lang],
});

/** Adds whom to ask at an institution. */
export async function addFocal(
  ctx: WriteContext,
  { institutionId, ...focalPoint }: v.InferOutput<typeof addFocalPoint>,
): Promise<AnyId> {
  await institutionAccess(reading(ctx), institutionId, 'edit');
  const id = newId<AnyId>();
  await ctx.trx
    .insertInto('focal_point')
    .values({ id, institution_id: institutionId, ...focalPoint, created_at: ctx.now })
    .execute();
  return id;
}

/** Changes a focal point's name, job or how to reach them. */
export async function changeFocal(
  ctx: WriteContext,
  { focalPointId, ...focalPoint }: v.InferOutput<typeof changeFocalPoint>,
): Promise<void> {
  await institutionAccess(reading(ctx), await institutionOf(ctx, focalPointId), 'edit');
  await ctx.trx.updateTable('focal_point').set(focalPoint).where('id', '=', focalPointId).execute();
}

/** Takes a focal point off the list; a person of that name stays what they are. */
export async function removeFocal(
  ctx: WriteContext,
  { focalPointId }: v.InferOutput<typeof removeFocalPoint>,
): Promise<void> {
  await institutionAccess(reading(ctx), await institutionOf(ctx, focalPointId), 'edit');
  await ctx.trx.deleteFrom('focal_point').where('id', '=', focalPointId).execute();
}

async function institutionOf({ trx }: WriteContext, focalPointId: string): Promise<string> {
  const row = await trx
    .selectFrom('focal_point')
    .where('id', '=', focalPointId)
    .select('institution_id')
    .executeTakeFirst();
  if (!row) throw notFound('focal point');
  return row.institution_id;
}
