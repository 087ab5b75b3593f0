import * as v from 'valibot';
import {
  idOf,
  type AnyId,
  type InstitutionId,
  type InvitationId,
  type NetworkId,
  type RoomId,
} from '../ids.ts';
import { choice, email, lang, line, newPassword, optionalText } from '../input.ts';
import { foundNetwork } from '../network/schemas.ts';
import { newPerson } from '../person/schemas.ts';
import { roomRoles } from '../room/room.ts';
import { invitationDays, invitedRoles, posterRoles, rolesFor, targets, usualDays } from './invitation.ts';

const chosenId = <T extends InstitutionId | RoomId>() =>
  v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id as T),
  );

/** '' in a form is nothing chosen. */
const maybeId = <T extends InstitutionId | RoomId>() =>
  v.optional(
    v.union(
      [
        v.pipe(
          v.literal(''),
          v.transform(() => null),
        ),
        chosenId<T>(),
      ],
      'error_choice',
    ),
    '',
  );

/** A telephone number as people write it; kept without spaces. '' when there is none. */
export const telephone = v.optional(
  v.pipe(
    v.string('error_telephone'),
    v.transform((value) => value.replaceAll(/[\s().\-/\u00a0\u202f]/g, '')),
    v.regex(/^(\+?\d{6,15})?$/, 'error_telephone'),
  ),
  '',
);

export const days = v.optional(
  v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.picklist(invitationDays, 'error_choice')),
  usualDays,
);

const place = {
  networkId: idOf<NetworkId>(),
  roomId: maybeId<RoomId>(),
  institutionId: maybeId<InstitutionId>(),
  role: choice(invitedRoles),
  days,
};

/** Into a room when there is one, else into the network unless an institution is asked for. */
const withTarget = v.object({
  ...place,
  target: v.optional(choice(targets)),
  many: v.optional(
    v.pipe(
      v.union([v.string(), v.boolean()]),
      v.transform((value) => value === true || value === 'true' || value === 'on'),
    ),
    false,
  ),
  name: optionalText(120),
  telephone,
  /** Where the link is mailed, and in which language. */
  email: v.optional(v.union([v.literal(''), email], 'error_email'), ''),
  lang: v.optional(lang, 'en'),
});
type Place = v.InferOutput<typeof withTarget>;

const targetOf = (input: Place) => input.target ?? (input.roomId ? 'room' : 'network');

/** A link or a poster: to a room, an institution or the network, with a role that goes with it. */
export const invite = v.pipe(
  withTarget,
  v.forward(
    v.partialCheck(
      [['roomId'], ['role'], ['target']],
      (input) => rolesFor[targetOf(input as Place)].includes(input.role),
      'error_invite_role',
    ),
    ['role'],
  ),
  v.forward(
    v.partialCheck(
      [['role'], ['many']],
      ({ role, many }) => !many || posterRoles.includes(role),
      'error_invite_poster_role',
    ),
    ['role'],
  ),
  v.forward(
    v.partialCheck(
      [['roomId'], ['target']],
      ({ roomId, target }) => (roomId !== null) === ((target ?? (roomId ? 'room' : 'network')) === 'room'),
      'error_choice',
    ),
    ['roomId'],
  ),
  v.forward(
    v.partialCheck(
      [['institutionId'], ['roomId'], ['many']],
      ({ institutionId, roomId, many }) => institutionId !== null || (many && roomId !== null),
      'error_choice',
    ),
    ['institutionId'],
  ),
  v.transform((input) => ({ ...input, target: targetOf(input) })),
);
export type Invite = v.InferOutput<typeof invite>;

export const revoke = v.object({ invitationId: idOf<InvitationId>() });

/** A link's secret; anything else than 43 letters is a link that nobody gave out. */
export const token = v.pipe(v.string('error_gone_text'), v.regex(/^[\w-]{43}$/, 'error_gone_text'));

const newcomer = { name: line(120), lang, institutionId: maybeId<InstitutionId>() };

/** Six digits, blanks between them forgiven. */
export const pin = v.pipe(
  v.string('error_pin'),
  v.transform((value) => value.replaceAll(/\s/g, '')),
  v.regex(/^\d{6}$/, 'error_pin'),
);

/** How somebody new will sign in the next time. */
export const newcomerWay = v.object({ way: v.optional(choice(['pin', 'email']), 'email') });
export const withPin = v.object({ ...newcomer, pin, telephone });
export const withEmail = v.object({ ...newcomer, email });
/** By a mailed link: who holds it has proved the address. */
export const withOwnEmail = v.object({ ...newcomer, email, password: newPassword });
/** At the end of the link in the mail that proves an address. */
export const finishJoining = v.object({ name: line(120), lang, password: newPassword });
export const acceptSignedIn = v.object({ institutionId: maybeId<InstitutionId>() });

export const acceptAsFirst = v.object({ ...newPerson.entries, ...foundNetwork.entries });

/** A list of people as it was pasted or uploaded, and what holds for rows that do not say it. */
export const checkList = v.object({
  roomId: idOf<RoomId>(),
  /** A preview that this one replaces. */
  listId: v.optional(v.string('error_check_this'), ''),
  text: v.optional(v.pipe(v.string('error_check_this'), v.maxLength(200_000, 'error_list_file_large')), ''),
  file: v.optional(v.blob('error_list_file')),
  institutionId: maybeId<InstitutionId>(),
  role: choice(roomRoles),
  days,
  lang,
});

export const confirmList = v.object({ listId: idOf<AnyId>() });
