import { HttpService } from '../http/http-service.ts';
import { Corpus } from '../load/corpus.ts';
import { OwnSystem } from '../own/own-system.ts';
import { createSystem } from '../scenarios/create-system.ts';
import { DocumentService } from '../service/document-service.ts';
import type { System } from '../systems/system.ts';
import type { ServiceSettings } from './protocol.ts';

/** What this process puts under load. */
export function chooseSystem(settings: ServiceSettings): System {
  const { own, queue, httpPort, scenario, seed, scale } = settings;
  if (own) return new OwnSystem(own, queue);
  const corpus = new Corpus(seed, scale);
  if (httpPort !== undefined) return new HttpService(new DocumentService(corpus, 2, queue));
  return createSystem(scenario, corpus, queue);
}
