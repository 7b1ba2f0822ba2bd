import type { Location } from './location.ts';

/** One holder on the way from the root to an object. */
export interface PathStep {
  /** Node id: stable between snapshots of one isolate. */
  id: number;
  /** Class of the object, or what kind of thing it is. */
  name: string;
  /** How the step before holds this one, as a programmer would say it; empty for the root. */
  edge: string;
  /** Both in one phrase, such as `property cache -> Map`. */
  text: string;
  /** Where the closure or the class was defined. */
  location?: Location;
  /** Set when this step stands for so many alike, as along a linked list. */
  repeated?: number;
}
