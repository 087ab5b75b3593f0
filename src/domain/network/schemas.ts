import * as v from 'valibot';
import { idOf, type NetworkId, type TopicId } from '../ids.ts';
import { line, text, zone } from '../input.ts';

const topicNames = { nameEn: text(120), nameFr: text(120) };
export const addTopic = v.object({ networkId: idOf<NetworkId>(), ...topicNames });
export const renameTopic = v.object({ topicId: idOf<TopicId>(), ...topicNames });
export const retireTopic = v.object({ topicId: idOf<TopicId>() });

/** What the first administrator says about the network and the institution that brings the others together. */
export const foundNetwork = v.object({
  networkName: line(160),
  backboneName: line(160),
  backboneShortName: line(40),
  place: text(120),
  zone,
});
