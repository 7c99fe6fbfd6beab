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
