import type { Lang } from '../person/lang.ts';
import type { CardField, CardKind } from './card.ts';
import { sectionsFrom } from './section.ts';
import {
  isSameSection,
  type CycleStep,
  type Template,
  type TemplateCard,
  type TemplateSection,
} from './template.ts';

const usual = (kind: CardKind): TemplateSection => ({ id: kind, kind, title: null });
const titled = (id: string, kind: CardKind, en: string, fr: string): TemplateSection => ({
  ...{ id, kind },
  title: { en, fr },
});
type Texts = Partial<Record<CardField, string>>;
const card = (into: string, en: Texts, fr: Texts): TemplateCard => ({
  in: into,
  texts: { en, fr } satisfies Record<Lang, Texts>,
});
const opening = (en: string, fr: string): TemplateCard => card('note', { text: en }, { text: fr });
const aim: TemplateCard = { in: 'aim' };

/** What the first plan of each step begins with, until a network has its own. The usual section of a kind stands before others of it. */
export const usualTemplates: Readonly<Record<CycleStep, Template>> = {
  // Partnership development
  1: {
    sections: (['aim', 'gap', 'driver', 'idea', 'action', 'note'] as const).map(usual),
    cards: [
      aim,
      opening(
        'We write this plan together. Begin with the aim: what will be better, for whom, by when. Then the gap between today and the aim, ideas seen at each other’s place, and who does what.',
        'Nous écrivons ce plan ensemble. Commençons par l’objectif : ce qui ira mieux, pour qui, et pour quand. Puis l’écart entre aujourd’hui et l’objectif, les idées vues chez l’autre, et qui fait quoi.',
      ),
    ],
  },
  // Needs assessment
  2: {
    sections: [
      usual('aim'),
      titled('needs', 'gap', 'Needs, area by area', 'Besoins, domaine par domaine'),
      titled('strengths', 'idea', 'What already works', 'Ce qui marche déjà'),
      usual('action'),
      usual('note'),
    ],
    cards: [
      aim,
      opening(
        'We look at both places with the same eyes. Choose the areas that matter for our topic. Give each area a score, and the figure or the photo behind it. Write down what works too: that is what the other can learn.',
        'Nous regardons les deux lieux du même œil. Choisissons les domaines qui comptent pour notre thème. Donnons à chacun une note, avec le chiffre ou la photo qui la justifie. Écrivons aussi ce qui marche : c’est ce que l’autre peut apprendre.',
      ),
      card(
        'action',
        {
          title: 'Walk through both places with the same list',
          detail: 'Two people of each institution, on one day. One looks, one writes.',
        },
        {
          title: 'Parcourir les deux lieux avec la même liste',
          detail: 'Deux personnes de chaque institution, le même jour. L’une regarde, l’autre écrit.',
        },
      ),
      card(
        'action',
        {
          title: 'Agree on the scores',
          detail: 'Where we see it differently, write both scores and why.',
        },
        {
          title: 'Se mettre d’accord sur les notes',
          detail: 'Là où nous voyons autrement, écrire les deux notes et pourquoi.',
        },
      ),
    ],
  },
  // Gap analysis
  3: {
    sections: [
      usual('aim'),
      usual('gap'),
      usual('driver'),
      usual('action'),
      titled('later', 'note', 'What can wait', 'Ce qui peut attendre'),
      usual('note'),
    ],
    cards: [
      aim,
      opening(
        'A gap is the way from today to what we want. For each one write where we are, where we want to be, and why it is so. Ask “why” until you reach something that we can change. Then choose together: three gaps of high priority are enough.',
        'Un écart est le chemin entre aujourd’hui et ce que nous voulons. Pour chacun, écrivons où nous en sommes, où nous voulons arriver et pourquoi c’est ainsi. Demandons « pourquoi » jusqu’à trouver ce que nous pouvons changer. Puis choisissons ensemble : trois écarts de haute priorité suffisent.',
      ),
      card(
        'action',
        {
          title: 'Choose the first three gaps together',
          detail: 'Both institutions say yes to the order. The others stay in the list.',
        },
        {
          title: 'Choisir ensemble les trois premiers écarts',
          detail: 'Les deux institutions disent oui à l’ordre. Les autres restent dans la liste.',
        },
      ),
    ],
  },
  // Action planning
  4: {
    sections: [
      usual('aim'),
      usual('gap'),
      usual('driver'),
      usual('idea'),
      usual('action'),
      usual('note'),
      titled('risks', 'note', 'What could go wrong', 'Ce qui pourrait mal tourner'),
    ],
    cards: [
      aim,
      opening(
        'An idea says what could work; an action says who does what, by when. Take one driver and find two ideas seen at the other place. Make the better one a small action that can be done within four weeks. When somebody promises it, make it a commitment.',
        'Une idée dit ce qui pourrait marcher ; une action dit qui fait quoi, et pour quand. Prenons un levier et cherchons deux idées vues chez l’autre. Faisons de la meilleure une petite action, possible en quatre semaines. Quand quelqu’un la promet, faisons-en un engagement.',
      ),
      card(
        'action',
        {
          title: 'Try the first idea in one place, for one week',
          detail: 'Choose the ward, the person and the day. Write what you expect to see.',
        },
        {
          title: 'Essayer la première idée à un endroit, une semaine',
          detail: 'Choisir le service, la personne et le jour. Écrire ce que l’on s’attend à voir.',
        },
      ),
    ],
  },
  // Action
  5: {
    sections: [
      usual('aim'),
      usual('action'),
      titled('tests', 'idea', 'Small tests', 'Petits essais'),
      titled('obstacles', 'gap', 'What stands in the way', 'Ce qui nous freine'),
      usual('note'),
      titled('learnt', 'note', 'What we learnt', 'Ce que nous avons appris'),
    ],
    cards: [
      aim,
      opening(
        'Now we do what we promised, and look at what happens. Begin small: one ward, one week, then look at the figure. Write what you expected and what came, also when it did not work. Bring what stands in the way to the next session.',
        'Maintenant nous faisons ce que nous avons promis, et nous regardons ce qui se passe. Commençons petit : un service, une semaine, puis le chiffre. Écrivons ce que nous attendions et ce qui est venu, même quand cela n’a pas marché. Apportons ce qui nous freine à la prochaine séance.',
      ),
      card(
        'tests',
        {
          title: 'Our first small test',
          meaning:
            'What we try, where and when:\nWhat we expect to see:\nWhat we saw:\nWhat we do now (keep it, change it, drop it):',
        },
        {
          title: 'Notre premier petit essai',
          meaning:
            'Ce que nous essayons, où et quand :\nCe que nous nous attendons à voir :\nCe que nous avons vu :\nCe que nous faisons maintenant (garder, changer, abandonner) :',
        },
      ),
    ],
  },
  // Evaluation and review
  6: {
    sections: [
      usual('aim'),
      titled('changed', 'note', 'What changed, what did not', 'Ce qui a changé, ce qui n’a pas changé'),
      titled('open', 'gap', 'What is still open', 'Ce qui reste à faire'),
      titled('keep', 'idea', 'What we keep and pass on', 'Ce que nous gardons et transmettons'),
      usual('action'),
      usual('note'),
    ],
    cards: [
      opening(
        'We look back together before we decide how to go on. Measure the same areas again, in the same way. Write what changed, what did not, and what each of us learnt from the other. Then decide: renew, change or close.',
        'Nous regardons en arrière ensemble avant de décider de la suite. Mesurons de nouveau les mêmes domaines, de la même façon. Écrivons ce qui a changé, ce qui n’a pas changé, et ce que chacun a appris de l’autre. Puis décidons : renouveler, changer ou clore.',
      ),
      card(
        'action',
        {
          title: 'Measure the same areas again',
          detail: 'The same list, counted in the same way, so that both figures can be compared.',
        },
        {
          title: 'Mesurer de nouveau les mêmes domaines',
          detail: 'La même liste, comptée de la même façon, pour pouvoir comparer les deux chiffres.',
        },
      ),
      card(
        'action',
        {
          title: 'Decide with both sponsors: renew, change or close',
          detail: 'Write the reasons. What is open stays here, or goes into the next plan.',
        },
        {
          title: 'Décider avec ceux qui nous parrainent : renouveler, changer ou clore',
          detail: 'Écrire les raisons. Ce qui reste ouvert demeure ici, ou passe dans le plan suivant.',
        },
      ),
    ],
  },
};

/** The template of a step with the sections a network has kept for it, or with the usual ones where it has none. */
export function templateFrom(step: CycleStep, kept: unknown): Template {
  const usual = usualTemplates[step];
  const entries = Array.isArray(kept) ? (kept as unknown[]).flatMap(asEntry) : [];
  const read = entries.length > 0 ? sectionsFrom(entries) : [];
  // Nothing of it can be read: `sectionsFrom` answers what a plan without sections shows.
  const own = read.some(({ order }) => order !== '') ? read : [];
  if (own.length === 0) return usual;
  return { sections: own.map(({ id, kind, title }) => ({ id, kind, title })), cards: usual.cards };
}

function asEntry(section: unknown, place: number): [string, unknown][] {
  if (typeof section !== 'object' || section === null) return [];
  const { id } = section as { id?: unknown };
  const order = String(place).padStart(4, '0');
  return typeof id === 'string' ? [[id, { ...section, order }]] : [];
}

/** Whether a template of a step has just the usual sections. */
export const isUsual = (step: CycleStep, sections: readonly TemplateSection[]): boolean => {
  const usual = usualTemplates[step].sections;
  return (
    sections.length === usual.length &&
    sections.every((one, at) => one.id === usual[at]!.id && isSameSection(one, usual[at]!))
  );
};
