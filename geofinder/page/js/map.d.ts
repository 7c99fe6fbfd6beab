// What is drawn on the map, and the parts of Leaflet that its published types keep to themselves.

import type * as L from "leaflet";
import type { Body, Group, School, Shared, State } from "./types.d.ts";

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
  compared(groups: Group[]): void;
  school(school: School): void;
  none(): void;
  frame(how?: { animate?: boolean; tight?: boolean }): void;
  /** Keep these bounds in view too, until others are given. */
  include(bounds: L.LatLngBounds | null): void;
  write(): Box[];
}

/** The areas within some minutes on the map. */
export interface ReachOnMap {
  update(state: State): void;
  write(taken: Box[]): Box[];
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

/** All schools on one canvas; `_world` and `_at` hold an x and a y of each. */
export interface Dots extends Drawn<L.RendererOptions> {
  _schools: School[];
  _aside: Pair[];
  /** A number for each phase, over the border another. */
  _looks: number[];
  _world: Float64Array;
  _at: Float64Array;
  _radius: number;
  _dim: ((i: number) => boolean) | null;
  _paint: Paint;
  _bounds: L.Bounds;
  _container: HTMLCanvasElement;
  _context: CanvasRenderingContext2D;
  _frame: number | null;
  /** Made when they are first drawn. */
  _grid?: {
    add(item: number, x: number, y: number): void;
    near(x: number, y: number, reach: number): number[];
  };
  addInteractiveTarget(node: HTMLElement): void;
  removeInteractiveTarget(node: HTMLElement): void;
  on(event: string, listener: (event: L.LeafletMouseEvent) => void): this;
  _project(): void;
  _update(): void;
  _draw(): void;
  at(point: L.Point): { school: School; nudge: Pair } | null;
  focus(set: Set<number> | null): void;
  redraw(): void;
  printed(): SVGElement[];
}
export type DotsClass = new (schools: School[], shared: Shared) => Dots;

export interface Frames extends Drawn<L.PathOptions> {
  _schools: School[];
  _points: L.Point[];
  _renderer: { _setPath(layer: Frames, path: string): void };
  _project(): void;
  _update(): void;
}
export type FramesClass = new (schools: School[], options: L.PathOptions) => Frames;

/** The path of what is drawn between `min` and `max`, in the pixels that the map's panes count in. */
export type Drawing = (zoom: number, origin: L.Point, part: { min: L.Point; max: L.Point }) => string;

export interface Strokes extends Drawn<L.PathOptions> {
  _drawing: Drawing;
  _renderer: { _bounds: { min: L.Point; max: L.Point }; _setPath(layer: Strokes, path: string): void };
  _update(): void;
}
export type StrokesClass = new (drawing: Drawing, options: L.PathOptions) => Strokes;

declare module "leaflet" {
  interface Map {
    /** Never undefined here: the document makes every pane before this script runs. */
    getPane(pane: string): HTMLElement;
    _animatingZoom?: boolean;
  }
  interface Renderer {
    initialize(options: RendererOptions): void;
    _update(): void;
  }
}
