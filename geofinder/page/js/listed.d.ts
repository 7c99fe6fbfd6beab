// What the lists, their filters and their order are made of. None of it is on the page.

import type { Body, Group, LeftOver, PlannedGroup, School, State, View } from "./types.d.ts";

/** The keys of the address that filter a list. */
export type FilterKey =
  | "pattern"
  | "form"
  | "status"
  | "likelihood"
  | "phase"
  | "faith"
  | "trust"
  | "size"
  | "rural"
  | "within"
  | "why";

/** A list has a view; about has none. */
export type ListView = Exclude<View, "about">;

/** A choice: what stands in the address, and what it is called. */
export type Choice = [value: string, label: string];

/** What each view lists, before any filter. */
export interface Items {
  plan: PlannedGroup[];
  groups: Group[];
  schools: School[];
  existing: Body[];
  left: LeftOver[];
}
export type Listable = Items[ListView][number];

/** For each item of a view the choices that it fits, as bits: the first choice is bit 0. */
export type Column = Int32Array;

/** One filter of a view. */
export interface Filter {
  key: FilterKey;
  choices: Choice[];
}

/** What one filter asks of an item; `wanted` 0 asks nothing. */
export interface Test {
  column: Column;
  wanted: number;
  /** Whose choices are counted as if this filter were not set. */
  counted: { key: FilterKey; column: Column }[];
}

/** By filter, in the order of its choices: how many items would be listed. */
export type Counts = Partial<Record<FilterKey, number[]>>;

export interface Sifted {
  /** By the place of each item: 1 where it fits everything. */
  fits: Uint8Array;
  counts: Counts;
}

/** What is chosen in a filter of the view. */
export interface Chosen {
  key: FilterKey;
  value: string;
  label: string;
}

export interface Filters {
  /** By key: every value that any view's filter has. */
  known: Partial<Record<FilterKey, Set<string>>>;
  /** The filters of a view that tell its items apart, those most used first. */
  of(view: View): Filter[];
  /** What the view's filters ask; all of them where choices are counted, else those that are set. */
  tests(view: ListView, state: State, counting: boolean): Test[];
  chosen(view: View, state: State): Chosen[];
}

/** What each view lists, in the order chosen. */
export interface Listed extends Items {
  about: never[];
  /** What the filters of the open view have chosen. */
  chosen: Chosen[];
  /** The counts beside the choices of the open view. */
  counts: Counts;
}

export interface Lists {
  filters: Filters;
  all: Items;
  listed(state: State): Listed;
  /** Make some more of what a search looks through; says whether all of it is there. */
  prepare(most?: number): boolean;
}
