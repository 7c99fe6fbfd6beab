// What the document carries: geofinder/page/payload.py and the modules that it gathers write it.

/** A column of whole numbers as one string: geofinder/page/packing.py. */
export type Packed = string;

/** Texts in numbers of the words and phrases that they share: geofinder/page/phrases.py. */
export interface Phrased {
  shared: string;
  once: string;
  at: Packed;
}

/**
 * A column of repeated texts: the place of each row's text in `of`, which is missing where it is.
 * `of` is the texts themselves, or one text with each of them behind the mark that is first. Where
 * it says `by`, there is a place for each text of another column instead.
 */
export interface Coded {
  of: string[] | string | Phrased;
  at: Packed;
  by?: boolean;
}

/** A number of each row, null where it is not known. */
export type Numbers = (number | null)[];

/** Columns of texts, in sentences: geofinder/page/sentences.py. */
export type Told = "reasons" | "verdicts" | "left" | "changes";

export interface PageData {
  /** `limitMin` is the run's limit in minutes for every two schools, null where it has none. */
  about: { estimate: boolean; limitMin: number | null; order: Order | null };
  words: Words;
  rules: Record<string, Rule>;
  schools: SchoolColumns;
  groups: GroupColumns;
  pairs: PairColumns;
  plan: PlanColumns | null;
  leftOver: LeftOverColumns;
  local: LocalColumns | null;
  sentences: Record<Told, Packed> & { templates: Phrased; numbers: string };
  backdrop: Ground;
  ways: WayColumns | null;
}

/**
 * What the script says of every score: what the words mean, and what stands for them where there is
 * no evidence. Both are null where the user's own weights rank: geofinder/page/ranked.py.
 */
export interface Order {
  words: string | null;
  unproven: string | null;
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
  likelihoods: Record<string, string>;
}

export interface Rule {
  sentence?: string;
  source?: string;
  source_date?: string;
  sure?: string;
}

/** "BN7" of "BN7 1AB" coded, and a number for "1AB": geofinder/page/schools_part.py. */
export type Postcodes = Coded & { inward: Packed };

/** Flags are 1, 0 or missing; lat and lon are in 1e-5 degrees. */
export interface SchoolColumns {
  urn: Packed;
  lat: Packed;
  lon: Packed;
  stages: string[];
  stage: Packed;
  closing: Packed;
  low_age: Packed;
  high_age: Packed;
  pupils: Packed;
  capacity: Packed;
  rural: Packed;
  in_area: Packed;
  name: Phrased;
  postcode: Postcodes;
  la_name: Coded;
  district: Coded;
  town: Coded;
  type: Coded;
  religious_character: Coded;
  diocese: Coded;
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

/**
 * Each column holds a row a group, best first; `min` in tenths of minutes, `m10` in tens of metres.
 * `role` and `toHub` hold one for each member, the hub first, `away` one for each but the hub: how
 * far it stands from it in the list of schools.
 */
export interface GroupColumns {
  id: string;
  pattern: { of: string[]; at: Packed };
  status: Packed;
  form: Packed;
  forms: string[];
  statuses: string[];
  roles: string[];
  min: Packed;
  m10: Packed;
  pupils: Packed;
  score: Packed;
  likelihood: { of: string[]; at: Packed };
  rank: Packed;
  criteria: Record<string, Packed>;
  size: Packed;
  hub: Packed;
  away: Packed;
  role: Packed;
  toHub: Packed;
  verdicts: VerdictColumns;
}

/** `of` is the set of each group: so many (`size`) of the distinct verdicts (`row`), which follow. */
export interface VerdictColumns {
  of: Packed;
  size: Packed;
  row: Packed;
  form: Packed;
  status: Packed;
  /** The list of rules of each, in `idsEach` and `idsAt`. */
  rules: Packed;
  ids: string[];
  idsEach: Packed;
  idsAt: Packed;
}

/** Pairs in the order in which the groups bring them; what is the same both ways is written once. */
export interface PairColumns {
  minThere: Packed | null;
  m10There: Packed | null;
  minBack: Packed | null;
  m10Back: Packed | null;
}

export interface PlanColumns {
  group: Packed;
  served: Packed;
  form: Packed;
  status: Packed;
  byHand: Packed;
}

/** Names only where the school is not on the page, or is called otherwise there. */
export interface LeftOverColumns {
  school: Packed;
  name: Coded;
  why: Coded;
  whyWords: Record<string, string>;
  nearest: Packed;
  nearestName: Coded;
  nearestMin: Packed;
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
export interface NamedLines {
  /** Only of roads: motorway, trunk, primary, secondary or tertiary. */
  kind?: string;
  /** "" where it has none. */
  name: string;
  lines: number[][];
}

/** `kind` counts down from 0, a city, to 4, a hamlet; places are in 1e-4 degrees. */
export type PlaceRow = [name: string, kind: number, people: number | null, lat: number, lon: number];

/** What is drawn under the schools: geofinder/page/ground.py. */
export interface Ground {
  roads: NamedLines[];
  rivers: NamedLines[];
  /** Each a ring and its islands, written as lines. */
  water: number[][][];
  places: PlaceRow[];
  districts: [name: string, lat: number, lon: number][];
  tiles: { url: string } | null;
}

/**
 * Routes and areas, the most wanted first: geofinder/page/ways.py. `area` holds a text for each of
 * `minutes`: the lines around it, with spaces between.
 */
export interface WayColumns {
  perDegree: number;
  from: number[];
  to: number[];
  line: string[];
  areaPerDegree: number;
  reach: string[];
  minutes: number[];
  area: string[][];
  sentence: string;
}
