import { createHash } from 'node:crypto';
import pg from 'pg';

/** How large a network is. */
export interface Size {
  institutions: number;
  people: number;
  rooms: number;
}

/** The secret in the cookie of the n-th person. */
export const secretOf = (person: number): string => `bench-secret-of-person-${person}`;

export interface Filled {
  networkId: string;
  institutionId: string;
  topicId: string;
  /** Who is measured, by what they hold: the number of the person. */
  who: Record<'member' | 'manager' | 'inSixtyRooms' | 'backboneManager' | 'administrator', number>;
  /** A room of each of them, for the room's own page. */
  roomOf(person: number): Promise<string>;
}

/** Ids in order of making, as the product makes them. */
const id = (kind: number, n: string) =>
  `format('01990000-%s-7000-8000-%s', lpad(to_hex(${kind}), 4, '0'), lpad(to_hex((${n})::bigint), 12, '0'))::uuid`;
const kind = {
  ...{
    network: 1,
    institution: 2,
    topic: 3,
    person: 4,
    twinning: 5,
    room: 6,
    document: 7,
    card: 8,
    session: 9,
  },
  ...{ item: 10, question: 11, commitment: 12, report: 13, link: 14, event: 15, audit: 16, attendance: 17 },
  ...{ focal: 18, outbox: 19, date: 20, invitation: 21 },
};
const network = id(kind.network, '1');
const institution = (n: string) => id(kind.institution, n);
const person = (n: string) => id(kind.person, n);
const room = (n: string) => id(kind.room, n);

/** Fills a migrated, empty database with a network of this size, in some seconds: rows are made where they lie. */
export async function fill(url: string, { institutions, people, rooms }: Size): Promise<Filled> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const facilitators = Math.max(1, Math.floor(rooms / 60));
  const [manager, administrator] = [people + facilitators + 1, people + facilitators + 2];
  const here = statements({ institutions, people, rooms, facilitators, manager, administrator });
  try {
    // Keys fit by making; checking each of a million would only cost time.
    await client.query('SET session_replication_role = replica');
    for (const statement of here) await client.query(statement);
    await client.query('VACUUM (ANALYZE)');
    const held = async (condition: string): Promise<number> => {
      const { rows: found } = await client.query<{ n: number }>(
        `SELECT ('x' || right(person_id::text, 12))::bit(48)::bigint::int AS n FROM room_member
         GROUP BY person_id HAVING ${condition} ORDER BY person_id LIMIT 1`,
      );
      if (!found[0]) throw new Error(`Nobody was made for ${condition}`);
      return found[0].n;
    };
    const who = {
      member: await held(`count(*) = 3 AND bool_and(role = 'staff')`),
      manager: await held(`count(*) = 2 AND bool_and(role = 'manager')`),
      inSixtyRooms: await held('count(*) >= 60'),
      ...{ backboneManager: manager, administrator },
    };
    for (const n of Object.values(who)) await signIn(client, n);
    return {
      networkId: await valueOf(client, network),
      institutionId: await valueOf(client, institution('1')),
      topicId: await valueOf(client, id(kind.topic, '1')),
      who,
      roomOf: (n) =>
        on(url, (own) =>
          valueOf(own, `(SELECT room_id FROM room_member WHERE person_id = ${person(String(n))} LIMIT 1)`),
        ),
    };
  } finally {
    await client.end();
  }
}

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

async function valueOf(client: pg.Client, expression: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>(`SELECT (${expression})::text AS value`);
  return rows[0]!.value;
}

async function signIn(client: pg.Client, n: number): Promise<void> {
  const hash = createHash('sha256').update(secretOf(n)).digest('hex');
  await client.query(
    `INSERT INTO auth_session (id, person_id, expires_at, created_at)
     VALUES ('${hash}', ${person(String(n))}, now() + interval '29 days', now())`,
  );
}

interface Made extends Size {
  facilitators: number;
  manager: number;
  administrator: number;
}

const statements = (size: Made): string[] => [
  ...theNetwork(size),
  ...places(size),
  ...roomsAndPlans(size),
  ...sessions(size),
  ...told,
  ...commitments(size),
  ...records(size),
];

const theNetwork = ({ institutions, people, facilitators, manager, administrator }: Made) => [
  `INSERT INTO network (id, name, created_at) VALUES (${network}, 'A large network', now())`,
  `INSERT INTO cycle_step SELECT ${network}, s, 'Step ' || s, 'Étape ' || s FROM generate_series(1, 6) s`,
  `INSERT INTO topic SELECT ${id(kind.topic, 't')}, ${network}, 'Topic ' || t, 'Thème ' || t FROM generate_series(1, 9) t`,
  `INSERT INTO institution (id, network_id, name, short_name, level, place, zone, lang, langs, code, created_at)
   SELECT ${institution('n')}, ${network}, 'Hospital ' || lpad(n::text, 5, '0'), 'H' || n,
     CASE WHEN n = 0 THEN 'backbone' ELSE (ARRAY['district','health_centre','referral','municipality'])[1 + n % 4] END,
     'Place ' || n % 300, 'Africa/Kigali', (ARRAY['en','fr'])[1 + n % 2], ARRAY['en','fr'], 'C' || n, now() - interval '2 years'
   FROM generate_series(0, ${institutions}) n`,
  `INSERT INTO person (id, name, email, lang, zone, created_at)
   SELECT ${person('n')}, (ARRAY['Aline','Bosco','Claudine','Daniel','Espérance','Fidèle','Grâce'])[1 + n % 7] || ' Person ' || n,
     CASE WHEN n % 3 > 0 THEN 'person' || n || '@example.org' END, (ARRAY['en','fr'])[1 + n % 2], 'Africa/Kigali', now() - interval '1 year'
   FROM generate_series(1, ${administrator}) n`,
  `INSERT INTO institution_member SELECT ${institution(`CASE WHEN n <= ${people} THEN (n - 1) % ${institutions} + 1 ELSE 0 END`)},
     ${person('n')}, CASE WHEN n <= ${institutions} THEN 'manager' WHEN n <= 2 * ${institutions} THEN 'co_facilitator' ELSE 'staff' END, now()
   FROM generate_series(1, ${people + facilitators}) n`,
  `INSERT INTO network_member VALUES
   (${network}, ${person(String(manager))}, ${institution('0')}, 'backbone_manager', now()),
   (${network}, ${person(String(administrator))}, ${institution('0')}, 'administrator', now())`,
  `INSERT INTO offer_need SELECT ${institution('n')}, ${id(kind.topic, 't')},
     (ARRAY['can_give','wants_to_receive','not_now'])[1 + (n + t) % 3], 'Stock-outs: ' || n % 40 || ' %', NULL, now()
   FROM generate_series(1, ${institutions}) n, generate_series(1, 6) t`,
  `INSERT INTO focal_point SELECT ${id(kind.focal, 'n')}, ${institution('n')}, 'Focal ' || n, 'Director', 'focal' || n || '@example.org', NULL, NULL, now()
   FROM generate_series(1, ${institutions}) n`,
];

/** Every room has two institutions, six people of each and a facilitator who has sixty rooms. */
const places = ({ institutions, people, rooms, facilitators }: Made) => {
  const giver = `((r - 1) % ${institutions} + 1)`;
  const receiver = `((r - 1 + ${Math.floor(institutions / 3) + 1}) % ${institutions} + 1)`;
  const each = Math.floor(people / institutions);
  const side = (of: string) => `CASE WHEN ${of} = 0 THEN ${giver} ELSE ${receiver} END`;
  const member = `(${side('side')} + ${institutions} * ((r / ${institutions} * 9 + j * 3) % ${each}))`;
  return [
    `INSERT INTO twinning (id, network_id, topic_id, step, created_at)
     SELECT ${id(kind.twinning, 'r')}, ${network}, ${id(kind.topic, '1 + r % 9')}, 1 + r % 6, now() - r * interval '1 hour'
     FROM generate_series(1, ${Math.floor((rooms * 4) / 3)}) r`,
    `INSERT INTO twinning_institution SELECT ${id(kind.twinning, 'r')}, ${institution(side('side'))}, (ARRAY['giver','receiver'])[1 + side]
     FROM generate_series(1, ${Math.floor((rooms * 4) / 3)}) r, generate_series(0, 1) side`,
    `INSERT INTO room SELECT ${room('r')}, ${network}, ${id(kind.twinning, 'r')}, 'Room ' || lpad(r::text, 5, '0'), (ARRAY['en','fr'])[1 + r % 2],
       'Africa/Kigali', now() - interval '9 months' FROM generate_series(1, ${rooms}) r`,
    `INSERT INTO room_institution SELECT ${room('r')}, ${institution(side('side'))}, (ARRAY['giver','receiver'])[1 + side], side
     FROM generate_series(1, ${rooms}) r, generate_series(0, 1) side`,
    `INSERT INTO room_member SELECT ${room('r')}, ${person(member)}, ${institution(side('side'))},
       CASE WHEN ${member} <= ${institutions} THEN 'manager' ELSE 'staff' END, now() - interval '8 months'
     FROM generate_series(1, ${rooms}) r, generate_series(0, 1) side, generate_series(0, 5) j ON CONFLICT DO NOTHING`,
    `INSERT INTO room_member SELECT ${room('r')}, ${person(`${people} + 1 + r % ${facilitators}`)}, ${institution('0')}, 'facilitator', now() - interval '8 months'
     FROM generate_series(1, ${rooms}) r`,
    `INSERT INTO room_institution SELECT ${room('r')}, ${institution('0')}, 'backbone', 2 FROM generate_series(1, ${rooms}) r`,
    `INSERT INTO room_visit SELECT room_id, person_id, now() - interval '4 days' FROM room_member`,
  ];
};

const roomsAndPlans = ({ rooms }: Made) => [
  `INSERT INTO document (id, room_id, kind, created_at) SELECT ${id(kind.document, 'r')}, ${room('r')}, 'plan', now() FROM generate_series(1, ${rooms}) r`,
  `INSERT INTO document (id, room_id, kind, created_at) SELECT ${id(kind.document, `r + ${rooms}`)}, ${room('r')}, 'notes', now() FROM generate_series(1, ${rooms}) r`,
  `INSERT INTO plan_card SELECT ${id(kind.document, 'r')}, ${id(kind.card, 'r * 16 + c')}, (ARRAY['aim','gap','idea','action','note'])[1 + c % 5],
     'a' || c, 'en', '{"title": "Something to do about the cold chain"}', NULL, now()
   FROM generate_series(1, ${rooms}) r, generate_series(0, 9) c`,
];

// Nothing happened there for long and nothing is planned: one room of twelve.
const quiet = 'r % 12 = 0';

/** Four that were, two to come. */
const sessions = ({ rooms }: Made) => [
  `INSERT INTO session (id, room_id, kind, title, lang, starts_at, minutes, zone, made_by, made_at, opened_at, ended_at)
   SELECT ${id(kind.session, 'r * 8 + s')}, ${room('r')}, 'coaching_session', 'Session ' || s, 'en', at, 60, 'Africa/Kigali', m.person_id, at - interval '20 days',
     CASE WHEN s < 4 THEN at END, CASE WHEN s < 4 THEN at + interval '1 hour' END
   FROM (SELECT r, s, date_trunc('hour', now()) + (s - 4) * interval '14 days' + (1 + r % 150) * interval '2 hours' AS at
     FROM generate_series(1, ${rooms}) r, generate_series(0, CASE WHEN ${quiet} THEN 3 ELSE 5 END) s) planned
   JOIN room_member m ON m.room_id = ${room('r')} AND m.role = 'facilitator'`,
  `INSERT INTO agenda_item SELECT ${id(kind.item, 'r * 32 + s * 4 + i')}, ${id(kind.session, 'r * 8 + s')}, i, 'discussion', 'Point ' || i, 20
   FROM generate_series(1, ${rooms}) r, generate_series(0, CASE WHEN ${quiet} THEN 3 ELSE 5 END) s, generate_series(0, 2) i`,
  `INSERT INTO attendance SELECT ${id(kind.attendance, 'row_number() OVER ()')}, s.id, m.person_id, m.institution_id, m.role, s.id || ' ' || m.person_id,
     s.opened_at, s.ended_at FROM session s JOIN room_member m ON m.room_id = s.room_id WHERE s.ended_at IS NOT NULL`,
  `INSERT INTO question (id, session_id, asked_by, institution_id, text, lang, asked_at, answered_at)
   SELECT ${id(kind.question, 'row_number() OVER ()')}, s.id, m.person_id, m.institution_id, 'How do you count the stock?', 'en', s.opened_at, s.ended_at
   FROM session s JOIN LATERAL (SELECT * FROM room_member WHERE room_id = s.room_id ORDER BY person_id LIMIT 3) m ON true WHERE s.ended_at IS NOT NULL`,
  `INSERT INTO session_answer (session_id, person_id, answer, at, via) SELECT s.id, m.person_id, 'coming', now(), 'page'
   FROM session s JOIN room_member m ON m.room_id = s.room_id WHERE s.ended_at IS NULL AND m.role <> 'staff'`,
];

// Everybody knows of the sessions ahead: thousands of mails on their way would be measured with the pages.
const told = [
  `INSERT INTO session_invited (subject_id, person_id, room_id, sequence, told, told_at)
   SELECT s.id, m.person_id, s.room_id, 0, '{}', now() FROM session s JOIN room_member m ON m.room_id = s.room_id WHERE s.ended_at IS NULL`,
];

/** Half reported and heard, some to hear, some due, one of ten rooms with one that is late. No mail is due. */
const commitments = ({ rooms }: Made) => [
  `INSERT INTO commitment (id, room_id, institution_id, owner_id, made_by, made_at, text, lang, session_id, witness_institution_id, due_on, report_on)
   SELECT ${id(kind.commitment, 'r * 8 + c')}, ${room('r')}, m.institution_id, m.person_id, m.person_id, now() - interval '60 days', 'We count the cold store every Friday', 'en',
     ${id(kind.session, 'r * 8 + c % 4')}, w.institution_id, day - 3, day
   FROM (SELECT r, c, current_date + CASE WHEN c < 4 THEN -30 - c WHEN c = 4 AND r % 10 = 0 THEN -40 WHEN c = 5 THEN 3 ELSE 30 END AS day
     FROM generate_series(1, ${rooms}) r, generate_series(0, 7) c) planned
   JOIN LATERAL (SELECT * FROM room_member WHERE room_id = ${room('r')} AND role <> 'facilitator' ORDER BY person_id OFFSET c LIMIT 1) m ON true
   JOIN LATERAL (SELECT * FROM room_institution WHERE room_id = ${room('r')} AND institution_id <> m.institution_id AND position < 2 LIMIT 1) w ON true`,
  `INSERT INTO commitment_date SELECT ${id(kind.date, 'row_number() OVER ()')}, id, due_on, report_on, owner_id, made_at FROM commitment`,
  `INSERT INTO acceptance SELECT id, owner_id, made_at FROM commitment`,
  `INSERT INTO report_back SELECT ${id(kind.report, 'row_number() OVER ()')}, id, report_on, 'done', 'We did it', 'en', false, NULL, owner_id, now() - interval '25 days', 'page'
   FROM commitment WHERE report_on < current_date - 20 AND report_on > current_date - 40`,
  `INSERT INTO hearing SELECT b.id, c.witness_institution_id, c.owner_id, now() FROM report_back b JOIN commitment c ON c.id = b.commitment_id WHERE c.report_on > current_date - 33`,
  `INSERT INTO link SELECT ${id(kind.link, 'row_number() OVER ()')}, c.room_id, 'question', q.id, 'commitment', c.id, 'became', c.owner_id, c.made_at
   FROM commitment c JOIN LATERAL (SELECT id FROM question WHERE session_id = c.session_id LIMIT 1) q ON true`,
];

const records = ({ people, rooms }: Made) => [
  `INSERT INTO event SELECT ${id(kind.event, 'r * 32 + e')}, ${room('r')}, 'commitment_made', 'commitment', ${id(kind.commitment, 'r * 8 + e % 8')},
     m.person_id, m.institution_id, now() - e * interval '2 days' - (r % 24) * interval '1 hour'
       - CASE WHEN ${quiet} THEN interval '50 days' ELSE interval '0' END, '{}'
   FROM generate_series(1, ${rooms}) r CROSS JOIN generate_series(0, 29) e
   JOIN LATERAL (SELECT * FROM room_member WHERE room_id = ${room('r')} ORDER BY person_id OFFSET e % 5 LIMIT 1) m ON true`,
  `UPDATE room SET last_event_at = (SELECT max(at) FROM event WHERE room_id = room.id)`,
  `INSERT INTO auth_session (id, person_id, expires_at, created_at)
   SELECT md5(n::text) || md5('b' || n), ${person('n')}, now() + interval '20 days', now() FROM generate_series(1, ${people}) n`,
  `INSERT INTO audit (id, kind, person_id, at, network_id) SELECT ${id(kind.audit, 'n')}, 'signed_in', ${person(`1 + n % ${people}`)}, now() - n * interval '1 minute', ${network}
   FROM generate_series(1, ${people * 2}) n`,
  `INSERT INTO live_event SELECT nextval('live_version'), 'room:' || ${room(`1 + n % ${rooms}`)}, now() FROM generate_series(1, ${people}) n`,
  `INSERT INTO outbox (id, key, person_id, channel, address, lang, template, data, made_at, sent_at)
   SELECT ${id(kind.outbox, 'n')}, 'told:' || n, ${person('n')}, 'email', 'person@example.org', 'en', 'report_due', '{}', now(), now() FROM generate_series(1, ${people}) n`,
  `INSERT INTO invitation (id, token_hash, network_id, room_id, institution_id, role, target, made_by, made_at, expires_at)
   SELECT ${id(kind.invitation, 'r')}, 'hash ' || r, ${network}, ${room('r')}, i.institution_id, 'staff', 'room', m.person_id, now(), now() + interval '7 days'
   FROM generate_series(1, ${rooms}) r JOIN room_institution i ON i.room_id = ${room('r')} AND i.position = 0
   JOIN room_member m ON m.room_id = i.room_id AND m.role = 'facilitator'`,
];
