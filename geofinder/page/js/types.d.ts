// What the script makes of the page's data. Only for people and for the type check, as the other two
// files of types: none of it is on the page.

import type { Listed } from "./listed.d.ts";
import type { Box, Pair } from "./map.d.ts";
import type { PageData, Rule, SchoolColumns, Words } from "./payload.d.ts";

export type * from "./listed.d.ts";
export type * from "./map.d.ts";
export type * from "./payload.d.ts";

/** The columns of a school that are only shown, by their names; each is read when it is asked for. */
export type Facts = { readonly [Key in FactKey]: Key extends CountKey ? number | null : string | null } & {
  readonly name: string;
  readonly stage: string;
};
export type FactKey = Exclude<keyof SchoolColumns, "urn" | "lat" | "lon" | "stages">;
type CountKey = "closing" | "low_age" | "high_age" | "pupils" | "capacity" | "rural" | "in_area";

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
  /** The word for how often pairs like its came together; null where there is no evidence. */
  likelihood: string | null;
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

/** The routes and areas that the page holds. */
export interface Ways {
  /** Whose areas there are. */
  keys: Set<string>;
  minutes: number[];
  /** How they were made. */
  sentence: string;
  route(from: School, to: School): Pair[] | null;
  areas(key: string): Area[];
}

/** What can be reached in some minutes: what an odd number of the edges goes around. */
export interface Area {
  minutes: number;
  edges: Pair[][];
}

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
  /** Null where travel is an estimate. */
  ways: Ways | null;
  plan: Plan | null;
  views: View[];
  open(key: Selecting, id: string): void;
  /** Put the areas of a key on the map, or take them away where they are there. */
  showReach(key: string): void;
  /** Ids of the groups that are picked to be compared. */
  picked(): string[];
  /** Pick a group, or let it go where it is picked. */
  pick(id: string): void;
  /** Copy the address of what is open. */
  share(): void;
  print(): void;
}

// What is chosen.

export type View = "plan" | "groups" | "schools" | "existing" | "left" | "about";
export type Selecting = "school" | "group" | "body" | "compare";

/** What is chosen; nothing is "". */
export interface State extends Record<Selecting, string> {
  view: View;
  q: string;
  pattern: string;
  /** A legal form; `status` is then of that form, else of the best one. */
  form: string;
  status: string;
  /** How often pairs like a group's came together, in a word. */
  likelihood: string;
  phase: string;
  faith: string;
  trust: string;
  size: string;
  rural: string;
  /** Minutes that the longest journey may take. */
  within: string;
  why: string;
  sort: string;
  /** "existing": trusts and federations are on the map under any view. */
  layer: string;
  /** Ids of at most three groups, joined by commas: those that stand side by side. */
  compare: string;
  /** The same while they are being picked, before they are compared. */
  pick: string;
  /** The key of the area within reach that is on the map. */
  reach: string;
}

/** By key of the address: the values that it can have. */
export type Known = Partial<Record<keyof State, Set<string>>>;

export interface Store {
  get(): State;
  change(part: Partial<State>): void;
}

/** The groups that stand side by side, and the ids of those that the page does not hold. */
export interface Comparison {
  compared: Group[];
  unknown: string[];
}

export type Item = Group | School | Body | Comparison;

/** A cell of the comparison: its text, by which cells differ, and how it is shown. */
export interface CompareCell {
  text: string;
  status?: string;
  schools?: School[];
  lines?: string[];
}

/** A row of the comparison, with the heading of the part that begins with it. */
export interface CompareRow {
  label: string;
  cells: CompareCell[];
  differs: boolean;
  part?: string;
}

export interface CompareBar {
  toggle(id: string): void;
  update(state: State): void;
}

/** Existing federations and trusts on the map. */
export interface ExistingLayer {
  update(state: State): void;
  write(taken: Box[]): Box[];
}

/** What is open in place of the list. */
export interface Opened {
  selectedIn(state: State): Item | undefined;
  write(state: State, before: Partial<State>): void;
}

export interface Listing {
  write(state: State, shown: Listed, anew: boolean): void;
}

export interface Panel {
  update(state: State, before: Partial<State>): Listed;
  selectedIn(state: State): Item | undefined;
}

// Elements.

/** A name with its value. */
export type Row = [term: string, value: Child];
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
  "filters-first": HTMLElement;
  "filters-more": HTMLDetailsElement;
  "filters-summary": HTMLElement;
  "filters-any": HTMLElement;
  "filters-rest": HTMLElement;
  chips: HTMLElement;
  "list-head": HTMLElement;
  count: HTMLElement;
  sort: HTMLSelectElement & { parentElement: HTMLElement };
  "copy-link": HTMLButtonElement;
  copied: HTMLElement;
  "copy-field": HTMLInputElement & { parentElement: HTMLElement };
  "order-line": HTMLElement;
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
  "compare-bar": HTMLElement;
  "compare-said": HTMLElement;
  "print-head": HTMLElement;
  "print-sheet": HTMLElement;
  [count: `tab-count-${string}`]: HTMLElement;
}
