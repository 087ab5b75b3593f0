import * as v from 'valibot';
import { idOf, type InstitutionId, type InvitationId, type NetworkId, type RoomId } from '../ids.ts';
import { choice } from '../input.ts';
import { foundNetwork } from '../network/schemas.ts';
import { newPerson } from '../person/schemas.ts';
import { invitedRoles, isNetworkRole } from './invitation.ts';

const chosenId = <T extends InstitutionId | RoomId>() =>
  v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id as T),
  );

/** To a room with a room's role, or to the network with one of its. */
export const invite = v.pipe(
  v.object({
    networkId: idOf<NetworkId>(),
    roomId: v.union(
      [
        v.pipe(
          v.optional(v.literal(''), ''),
          v.transform(() => null),
        ),
        chosenId<RoomId>(),
      ],
      'error_choice',
    ),
    institutionId: chosenId<InstitutionId>(),
    role: choice(invitedRoles),
  }),
  v.forward(
    v.partialCheck(
      [['roomId'], ['role']],
      ({ roomId, role }) => (roomId === null) === isNetworkRole(role),
      'error_invite_role',
    ),
    ['role'],
  ),
);

export const revoke = v.object({ invitationId: idOf<InvitationId>() });

/** A link's secret; anything else than 43 letters is a link that nobody gave out. */
export const token = v.pipe(v.string('error_gone_text'), v.regex(/^[\w-]{43}$/, 'error_gone_text'));

export const acceptAsNew = newPerson;
export const acceptAsFirst = v.object({ ...newPerson.entries, ...foundNetwork.entries });
export const acceptAsFirstSignedIn = foundNetwork;
