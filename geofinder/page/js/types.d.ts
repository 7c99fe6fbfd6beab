// What the script reads, and what it makes of it. Only for people and for the type check: none of
// it is on the page.

import type * as L from "leaflet";

// What the document carries: geofinder/page/payload.py and the modules that it gathers write it.

/** A column of repeated texts: the place of each row's text in `of`; -1 where it is missing. */
export interface Coded {
  of: string[];
  at: number[];
}

/** A number of each row, null where it is not known. */
export type Numbers = (number | null)[];

/** The number of a template, then what fills its slots in their order. */
export type SentenceRow = [template: number, ...fills: (number | string)[]];

export interface PageData {
  about: { area: string; runDate: string; version: string; estimate: boolean };
  words: Words;
  rules: Record<string, Rule>;
  schools: SchoolColumns;
  groups: GroupColumns;
  pairs: PairColumns;
  plan: PlanColumns | null;
  leftOver: LeftOverColumns;
  local: LocalColumns | null;
  sentences: { templates: string[]; rows: SentenceRow[] };
  roads: Roads | null;
}

/** What each code is called: geofinder/page/words.py. */
export interface Words {
  patterns: Record<string, [name: string, sentence: string]>;
  forms: Record<string, string>;
  statuses: Record<string, string>;
  phases: Record<string, [name: string, stages: string[]]>;
  roles: Record<string, string>;
  criteria: Record<string, string>;
  sure: Record<string, string>;
  claim: string;
}

export interface Rule {
  sentence?: string;
  source?: string;
  source_date?: string;
  sure?: string;
}

/** Flags are 1, 0 or null; urn, lat and lon (in 1e-5 degrees) are steps from the one before. */
export interface SchoolColumns {
  urn: number[];
  lat: number[];
  lon: number[];
  stage: Coded;
  closing: Numbers;
  low_age: Numbers;
  high_age: Numbers;
  pupils: Numbers;
  capacity: Numbers;
  rural: Numbers;
  in_area: Numbers;
  name: string[];
  la_name: Coded;
  district: Coded;
  town: Coded;
  postcode: Coded;
  type: Coded;
  religious_character: Coded;
  diocese: Coded;
  gender: Coded;
  admissions: Coded;
  rural_wording: Coded;
  ages_source: Coded;
  governance: Coded;
  faith: Coded;
  trust_id: Coded;
  trust_name: Coded;
  trust_kind: Coded;
  federation_id: Coded;
  federation_name: Coded;
  foundation_trust_id: Coded;
  foundation_trust_name: Coded;
}

/** Each column holds a row a group, best first; `min` in tenths of minutes, `m10` in tens of metres. */
export interface GroupColumns {
  id: string[];
  pattern: Coded;
  status: number[];
  form: number[];
  forms: string[];
  statuses: string[];
  hub: number[];
  min: Numbers;
  m10: Numbers;
  pupils: Numbers;
  score: number[];
  rank: number[];
  criteria: Record<string, Numbers>;
  reasons: number[][];
  verdicts: number[][];
  verdictRows: { form: number[]; status: number[]; rules: Coded; said: number[][] };
  bodies: string[];
  roles: string[];
  members: number[][];
  role: number[][];
  toHub: Numbers[];
}

/** Pairs of schools; what is the same both ways is written once, and its way back is null. */
export interface PairColumns {
  a: number[];
  b: number[];
  minThere: Numbers;
  m10There: Numbers;
  minBack: Numbers | null;
  m10Back: Numbers | null;
}

export interface PlanColumns {
  group: number[];
  served: number[];
  form: number[];
  status: number[];
  travel: Numbers;
  byHand: Numbers;
}

export interface LeftOverColumns {
  school: Numbers;
  name: string[];
  why: Coded;
  whyWords: Record<string, string>;
  reason: number[][];
  change: number[][];
  nearest: Numbers;
  nearestName: Coded;
  nearestMin: Numbers;
}

/** `ahead` and `given` hold a column for each of the years. */
export interface LocalColumns {
  years: number[];
  group: number[];
  ahead: Numbers[];
  given: number[][];
  atRisk: number[];
  school: number[];
  says: string[];
}

/** Lines are a latitude and a longitude in 1e-4 degrees and then steps, all in one row. */
export interface Roads {
  classes: string[];
  lines: number[][][];
  refs: [ref: string, lat: number, lon: number][][];
}

// What the script makes of it.

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
  /** The group of stages that shares a mark on the map. */
  phase: Phase;
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
  phases: Set<Phase>;
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

// Elements.

export type Child = Node | string | number | null | false | undefined;
export type Listener = (event: any) => void;
export type Props = Record<string, string | number | boolean | null | undefined | Record<string, Listener>> & {
  on?: Record<string, Listener>;
};

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

// The map.

export type Pair = [number, number];
/** Left, top, right, bottom, in pixels. */
export type Box = [number, number, number, number];
export type Place = "centre" | "right" | "left" | "above" | "below" | "over" | "under";

/** A shape and a colour; no points are a circle, `turn` is a part of a full one. */
export interface Mark {
  colour: string;
  points: number;
  turn?: number;
  star?: boolean;
  /** The colour on a dark ground, where it is another. */
  dark?: string;
}
export type Phase =
  | "infant"
  | "junior"
  | "primary"
  | "middle"
  | "secondary"
  | "all-through"
  | "nursery"
  | "16-plus"
  | "special"
  | "not-known";

/** The colours of the page's theme that a canvas needs. */
export interface Paint {
  land: string;
  edge: string;
  dark: boolean;
}

/** A label before it is placed, in pixels; one that must is placed whatever it covers. */
export interface Sized {
  x: number;
  y: number;
  width: number;
  height: number;
  away: number;
  at: Place[];
  must?: boolean;
}

/** A label on the map. */
export interface Label {
  lat: number;
  lon: number;
  node: HTMLElement;
  nudge?: Pair | undefined;
  away?: number;
  at?: Place[];
  must?: boolean;
}

/** A label that is made anew at each zoom. */
export interface Wanted extends Omit<Label, "node" | "nudge"> {
  school?: School;
  make(): HTMLElement;
}

/** What stands for the schools on the map. */
export interface Marks {
  /** Dim the schools that are not in the set. */
  focus(set: Set<number> | null): void;
  redraw(): void;
  drawForPrint(): void;
  clearPrint(): void;
}

export interface Selection {
  group(group: Group): void;
  body(body: Body): void;
  school(school: School): void;
  none(): void;
  frame(how?: { animate?: boolean; tight?: boolean }): void;
  write(): Box[];
}

export interface Panel {
  update(state: State, before: Partial<State>): Listed;
  selectedIn(state: State): Item | undefined;
}

// Leaflet's own parts that its published types keep to themselves.

interface DrawnCanvas extends L.Canvas {
  _ctx: CanvasRenderingContext2D;
  _container: HTMLCanvasElement;
  _drawing: boolean;
  _redrawRequest: number | null;
  _redrawBounds: L.Bounds | null;
  _update(): void;
  _redraw(): void;
}

export interface Beside extends L.CircleMarker {
  options: L.CircleMarkerOptions & { nudge: Pair; around: number };
  _map: L.Map;
  _latlng: L.LatLng;
  _point: L.Point;
  _radius: number;
  _updateBounds(): void;
}

export interface SchoolMarker extends Beside {
  options: Beside["options"] & { school: School; dim: boolean };
  _renderer: DrawnCanvas;
  _empty(): boolean;
}

export interface Frames extends L.Path {
  _schools: School[];
  _points: L.Point[];
  _map: L.Map;
  _renderer: { _setPath(layer: L.Path, path: string): void };
  _project(): void;
  _update(): void;
}

