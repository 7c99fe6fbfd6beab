// What the script makes of the page's data. Only for people and for the type check, as the other two
// files of types: none of it is on the page.

import type { Pair } from "./map.d.ts";
import type { Coded, PageData, Rule, SchoolColumns, Words } from "./payload.d.ts";

export type * from "./map.d.ts";
export type * from "./payload.d.ts";

/** The columns of a school that are only shown, by their names. */
export type Facts = {
  [Column in Exclude<keyof SchoolColumns, "urn" | "lat" | "lon">]: Cell<SchoolColumns[Column]>;
};
type Cell<Column> = Column extends Coded ? string | null : Column extends (infer Value)[] ? Value : never;

export interface School {
  /** Its place in the list of schools. */
  i: number;
  urn: number;
  name: string;
  lat: number;
  lon: number;
  stage: string;
  /** The key of the group of stages that shares a mark on the map. */
  phase: string;
  pupils: number | null;
  /** False for a neighbour over the border. */
  inArea: boolean;
  /** Places of the candidate groups it is in, best first. */
  groups: number[];
  /** What the search looks through. */
  hay: string;
  facts: Facts;
  /** What local data says of it. */
  local?: string;
}

export interface Member {
  school: School;
  role: string;
  /** In minutes. */
  toHub: number | null;
}

export interface Group {
  /** Its place, best first. */
  i: number;
  id: string;
  pattern: string;
  /** Of its best form. */
  status: string;
  /** The best form. */
  form: string;
  hub: School;
  longestMin: number | null;
  longestM: number | null;
  pupils: number | null;
  /** 0 to 1. */
  score: number;
  rank: number;
  members: Member[];
  phases: Set<string>;
  /** Pupils by local forecasts; `given` counts the schools with one. */
  ahead: { years: number; pupils: number | null; given: number }[];
  atRisk: number;
  /** Where it is a group of the plan. */
  planned: Planned | null;
}

export interface Planned {
  /** In the plan's list and on the map. */
  number: number;
  /** Schools without a partner today that it serves. */
  served: number;
  form: string;
  /** Of that form. */
  status: string;
  byHand: boolean;
}

export type PlannedGroup = Group & { planned: Planned };

export interface Plan {
  groups: PlannedGroup[];
}

/** An existing federation or trust. */
export interface Body {
  key: string;
  kind: BodyKind;
  name: string;
  schools: School[];
}
export type BodyKind = "federation" | "trust" | "single" | "foundation";

export interface LeftOver {
  name: string;
  /** Null where it is not on the page. */
  school: School | null;
  why: string;
  reason: string;
  change: string;
  nearest: School | null;
  nearestName: string | null;
  nearestMin: number | null;
}

export interface Verdict {
  form: string;
  status: string;
  rules: string[];
  said: string[];
}

/** Minutes and metres from one school to another, null where there is no route. */
export type Travel = (from: School, to: School) => { min: number | null; metres: number | null };

/** Schools that share a place: how far this one stands aside, and with whom. */
export type Shared = Map<number, { by: Pair; sharing: School[] }>;

/** What every part of the page is given. */
export interface Context {
  raw: PageData;
  words: Words;
  rules: Record<string, Rule>;
  schools: School[];
  shared: Shared;
  groups: Group[];
  bodies: Body[];
  leftOver: LeftOver[];
  travel: Travel;
  plan: Plan | null;
  views: View[];
  open(key: Selecting, id: string): void;
  print(): void;
}

// What is chosen.

export type View = "plan" | "groups" | "schools" | "existing" | "left" | "about";
export type Selecting = "school" | "group" | "body";

/** What is chosen; nothing is "". */
export interface State extends Record<Selecting, string> {
  view: View;
  q: string;
  pattern: string;
  status: string;
  phase: string;
  why: string;
}

/** The choices that the lists follow. */
export type Choices = Pick<State, "pattern" | "status" | "phase">;

export interface Store {
  get(): State;
  change(part: Partial<State>): void;
}

export type Item = Group | School | Body;

/** What each view lists. */
export interface Listed {
  plan: PlannedGroup[];
  groups: Group[];
  schools: School[];
  existing: Body[];
  left: LeftOver[];
  /** The schools left over for any reason. */
  leftAnyWhy: LeftOver[];
  about: never[];
  /** Places of the schools that the search finds; null where nothing is searched. */
  hits: Set<number> | null;
}

export interface Panel {
  update(state: State, before: Partial<State>): Listed;
  selectedIn(state: State): Item | undefined;
}

// Elements.

export type Child = Node | string | number | null | false | undefined;
export type Listener = (event: Event) => void;
export interface Props {
  [attribute: string]: string | number | boolean | null | undefined | Record<string, Listener>;
  on?: Record<string, Listener>;
}

/** Every element that the script finds by its id: geofinder/page/document.py and plan_view.py. */
export interface PageElements extends Record<`tab-${View}`, HTMLButtonElement> {
  "geofinder-data": HTMLScriptElement;
  panel: HTMLElement;
  skip: HTMLAnchorElement;
  q: HTMLInputElement;
  "filter-pattern": HTMLSelectElement;
  "filter-status": HTMLSelectElement;
  "filter-phase": HTMLSelectElement;
  "filter-why": HTMLSelectElement;
  "why-field": HTMLElement;
  count: HTMLElement & { parentElement: HTMLElement };
  clear: HTMLButtonElement;
  view: HTMLElement;
  list: HTMLElement;
  about: HTMLElement;
  detail: HTMLElement;
  /** Only where there is a plan, as the next two. */
  plan: HTMLElement;
  "plan-heading": HTMLElement;
  "print-plan": HTMLButtonElement;
  legend: HTMLDetailsElement;
  "legend-list": HTMLElement;
  method: HTMLDetailsElement;
  "print-head": HTMLElement;
  "print-sheet": HTMLElement;
  [count: `tab-count-${string}`]: HTMLElement;
}
