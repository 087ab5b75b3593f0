import type { TopicId } from '#domain/ids.ts';
import type { Stance } from '#domain/offer/offer.ts';
import type { InstitutionKey } from './people.ts';
import type { Happening, Stage } from './stage.ts';

const topics = {
  pharmacy: 'Pharmacy supply chain',
  accreditation: 'Accreditation',
  insurance: 'Insurance enrolment (CBHI)',
  asphyxia: 'Birth asphyxia',
  antenatal: 'Antenatal care',
  data: 'Data quality',
} as const;
type Topic = keyof typeof topics;
type Said = readonly [Topic, Stance, string];

const give: Stance = 'can_give';
const want: Stance = 'wants_to_receive';
const later: Stance = 'not_now';

/** What each institution says it can give and wants to receive, in its own language, with the figure behind it. */
const offers: Partial<Record<InstitutionKey, readonly Said[]>> = {
  gihara: [
    ['pharmacy', give, '2 of 40 tracer medicines out of stock in October'],
    ['accreditation', want, '58 % of the infection control standards met'],
    ['data', give, 'Reports on time 11 months of 12'],
  ],
  nyanza: [
    ['pharmacy', want, '11 of 40 tracer medicines out of stock in October'],
    ['antenatal', give, '71 % with four contacts'],
    ['asphyxia', want, '9 of 412 newborns in the last quarter'],
  ],
  rulindo: [
    ['accreditation', give, '86 % of the infection control standards met'],
    ['insurance', want, '74 % of households enrolled'],
  ],
  muhura: [
    ['data', want, 'Reports on time 6 months of 12'],
    ['antenatal', want, '44 % with four contacts'],
    ['pharmacy', later, ''],
  ],
  kanombe: [
    ['asphyxia', give, '2 of 980 newborns in the last quarter'],
    ['data', give, 'Two data managers who teach'],
  ],
  kamonyi: [['insurance', give, '93 % of households enrolled']],
  musambira: [
    ['antenatal', want, '39 % with four contacts'],
    ['insurance', want, '68 % of households enrolled'],
  ],
  ruhango: [
    ['asphyxia', want, '12 of 530 newborns in the last quarter'],
    ['accreditation', later, 'After the new ward is open'],
  ],
  ngozi: [
    ['pharmacy', give, '3 médicaments traceurs sur 38 en rupture en octobre'],
    ['data', want, 'Rapports à temps 7 mois sur 12'],
  ],
  kibuye: [
    ['pharmacy', want, '14 médicaments traceurs sur 38 en rupture en octobre'],
    ['antenatal', give, '66 % avec quatre contacts'],
  ],
  bujumbura: [['insurance', want, '51 % des ménages adhérents']],
  mutumba: [
    ['antenatal', want, '35 % avec quatre contacts'],
    ['data', later, ''],
  ],
};

interface DemoTwinning {
  topic: Topic;
  giver: InstitutionKey;
  receiver: InstitutionKey;
  step: number;
  agreement: string;
  sponsors: readonly [string, string];
}

/** Agreed upon, and without a room yet: what the network's office does next. */
const twinnings: readonly DemoTwinning[] = [
  {
    ...{ topic: 'asphyxia', giver: 'kanombe', receiver: 'ruhango', step: 1 },
    agreement: 'Two visits and a call a month for one year.',
    sponsors: ['Dr Agnès Mutesi, medical director', 'Dr Paul Nkurunziza, director general'],
  },
  {
    ...{ topic: 'insurance', giver: 'kamonyi', receiver: 'musambira', step: 2, agreement: '' },
    sponsors: ['Vice-mayor for social affairs', ''],
  },
];

/** Offers and needs by the network's office, as it went through them with each by telephone; then the twinnings. */
export function web({ calendar }: Pick<Stage, 'calendar'>): Happening[] {
  const said = Object.entries(offers).map(([key, list], place) => ({
    at: calendar.at(62 - Math.floor(place / 3), `1${place % 3}:20`),
    act: async (stage: Stage) => {
      const ids = await topicIds(stage);
      return stage.app.offers.say(stage.actors.beatrice, {
        institutionId: stage.institutions[key as InstitutionKey],
        offers: list.map(([topic, stance, figure]) => ({ topicId: ids.get(topics[topic]), stance, figure })),
      });
    },
  }));
  const made = twinnings.map((twinning, place) => ({
    at: calendar.at(9 - place * 3, '15:00'),
    act: async (stage: Stage) => {
      const ids = await topicIds(stage);
      const [giver, receiver] = twinning.sponsors;
      return stage.app.twinnings.make(stage.actors.beatrice, {
        ...{ networkId: stage.networkId, topicId: ids.get(topics[twinning.topic]) },
        givers: [{ institutionId: stage.institutions[twinning.giver], sponsor: giver }],
        receivers: [{ institutionId: stage.institutions[twinning.receiver], sponsor: receiver }],
        ...{ agreement: twinning.agreement, step: twinning.step },
        agreedOn: twinning.agreement ? calendar.workday(10) : '',
      });
    },
  }));
  return [...said, ...made];
}

async function topicIds({ trx, networkId }: Stage): Promise<Map<string, TopicId>> {
  const rows = await trx
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .select(['id', 'name_en'])
    .execute();
  return new Map(rows.map((row) => [row.name_en, row.id as TopicId]));
}
