import { newId, type CommitmentId } from '#domain/ids.ts';
import type { OriginKind } from '#domain/commitment/commitment.ts';
import type { ReportStatus } from '#domain/report-back/report-back.ts';
import { rooms, type InstitutionKey, type PersonKey, type RoomKey, people } from './people.ts';
import { takePicture, type Scene } from './pictures.ts';
import { sessionOf, writing, type Happening, type Stage } from './stage.ts';

interface Told {
  at: Date;
  status: ReportStatus;
  text: string;
  scene?: Scene;
  helpWanted?: boolean;
  /** The day of the next report, when it is not done. */
  next?: string;
  replies?: readonly { by: PersonKey; at: Date; text: string }[];
  heard?: { by: PersonKey; at: Date };
}

export interface Promised {
  room: RoomKey;
  at: Date;
  /** Who wrote it down; the owner when left out. */
  by?: PersonKey;
  owner: PersonKey;
  text: string;
  dueOn: string;
  reportOn: string;
  from?: readonly [OriginKind, string];
  session?: string;
  learntFrom?: InstitutionKey;
  witness?: InstitutionKey;
  accepted?: Date;
  moved?: { at: Date; dueOn: string; reportOn: string; reason: string };
  paused?: { by: PersonKey; at: Date; reason: string };
  reports?: readonly Told[];
}

/** A commitment with everything that came of it. */
export function promised(promise: Promised): Happening[] {
  const { room, owner, accepted, moved, paused, reports = [] } = promise;
  const commitmentId = newId<CommitmentId>();
  const happenings: Happening[] = [{ at: promise.at, act: (stage) => make(stage, promise, commitmentId) }];
  const add = (at: Date, act: Happening['act']) => happenings.push({ at, act });
  if (accepted)
    add(accepted, (stage) => stage.app.commitments.accept(writing(stage, owner, room), { commitmentId }));
  if (moved) {
    const { at, ...dates } = moved;
    add(at, (stage) =>
      stage.app.commitments.postpone(writing(stage, owner, room), { commitmentId, ...dates }),
    );
  }
  if (paused)
    add(paused.at, (stage) =>
      stage.app.commitments.pause(writing(stage, paused.by, room), { commitmentId, reason: paused.reason }),
    );
  for (const report of reports) happenings.push(...told({ room, owner, commitmentId }, report));
  return happenings;
}

function make(stage: Stage, promise: Promised, id: CommitmentId) {
  const { room, owner, by = owner, from, session, learntFrom, witness } = promise;
  return stage.app.commitments.make(writing(stage, by, room), {
    ...{ id, roomId: stage.rooms[room], text: promise.text, lang: rooms[room].lang },
    ...{ institutionId: stage.institutions[people[owner].at], ownerId: stage.people[owner] },
    ...{ dueOn: promise.dueOn, reportOn: promise.reportOn },
    ...(learntFrom ? { learntFromId: stage.institutions[learntFrom] } : {}),
    ...(witness ? { witnessId: stage.institutions[witness] } : {}),
    ...(session ? { sessionId: sessionOf(stage, session) } : {}),
    ...(from ? { from: from.join(':') } : {}),
  });
}

interface Whose {
  room: RoomKey;
  owner: PersonKey;
  commitmentId: CommitmentId;
}

function told({ room, owner, commitmentId }: Whose, report: Told): Happening[] {
  const lang = rooms[room].lang;
  let reportBackId: string;
  const given: Happening = {
    at: report.at,
    act: async (stage) => {
      const { report_on: reportOn } = await stage.trx
        .selectFrom('commitment')
        .where('id', '=', commitmentId)
        .select('report_on')
        .executeTakeFirstOrThrow();
      const { id } = await stage.app.reportBacks.give(writing(stage, owner, room), {
        ...{ commitmentId, reportOn, status: report.status, text: report.text, lang },
        helpWanted: report.helpWanted ?? false,
        ...(report.next ? { nextReportOn: report.next } : {}),
        ...(report.scene ? { photo: await takePicture(report.scene) } : {}),
      });
      reportBackId = id;
    },
  };
  const replies = (report.replies ?? []).map(({ by, at, text }): Happening => ({
    at,
    act: (stage) => stage.app.reportBacks.reply(writing(stage, by, room), { reportBackId, text, lang }),
  }));
  const { heard } = report;
  const hearing: Happening[] = heard
    ? [
        {
          at: heard.at,
          act: (stage) => stage.app.reportBacks.hear(writing(stage, heard.by, room), { reportBackId }),
        },
      ]
    : [];
  return [given, ...replies, ...hearing];
}
