// What is drawn on the map, and the parts of Leaflet that its published types keep to themselves.

import type * as L from "leaflet";
import type { Body, Group, School } from "./types.d.ts";

export type Pair = [number, number];
/** Left, top, right, bottom, in pixels. */
export type Box = [number, number, number, number];
export type Place = "centre" | "right" | "left" | "above" | "below" | "over" | "under";

/** A shape and a colour; no points are a circle, `turn` is a part of a full one. */
export interface Mark {
  colour: string;
  points: number;
  turn: number;
  star?: boolean;
  /** The colour on a dark ground, where it is another. */
  dark?: string;
}

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

// Leaflet's own parts that its published types keep to themselves. The vendored Leaflet is locked.

/** A layer of ours, drawn by a method of its own. */
interface Drawn<Options> {
  options: Options;
  _map: L.Map;
  addTo(map: L.Map | L.LayerGroup): this;
  on(event: string, listener: L.LeafletEventHandlerFn): this;
}

export interface Beside extends Drawn<L.CircleMarkerOptions & { nudge: Pair; around: number }> {
  _latlng: L.LatLng;
  _point: L.Point;
  _radius: number;
  _updateBounds(): void;
}
export type BesideClass = typeof L.Class & { new (place: Pair, options: Beside["options"]): Beside };

export interface SchoolMarker extends Beside {
  options: Beside["options"] & { school: School; dim: boolean | null };
  _renderer: L.Canvas;
  _empty(): boolean;
  getLatLng(): L.LatLng;
}
export type SchoolMarkerClass = new (place: Pair, options: SchoolMarker["options"]) => SchoolMarker;

export interface Frames extends Drawn<L.PathOptions> {
  _schools: School[];
  _points: L.Point[];
  _renderer: { _setPath(layer: Frames, path: string): void };
  _project(): void;
  _update(): void;
}
export type FramesClass = new (schools: School[], options: L.PathOptions) => Frames;

declare module "leaflet" {
  interface Map {
    /** Never undefined here: the document makes every pane before this script runs. */
    getPane(pane: string): HTMLElement;
  }
  interface Canvas {
    _ctx: CanvasRenderingContext2D;
    _container: HTMLCanvasElement;
    _drawing: boolean;
    _redrawRequest: number | null;
    _redrawBounds: L.Bounds | null;
    _update(): void;
    _redraw(): void;
  }
}
