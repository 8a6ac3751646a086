/* The parts of the package `x11` that are used here; it brings no types of its own. */
declare module 'x11' {
  /** On an error the callback says whether it has dealt with it; otherwise the client raises it once more. */
  export type Reply<T> = (error: Error | null, value: T) => boolean;

  export interface XClient {
    GetKeyboardMapping(first: number, count: number, reply: Reply<number[][]>): void;
    ChangeKeyboardMapping(first: number, keysymsPerKeycode: number, keysyms: number[]): void;
    GetModifierMapping(reply: Reply<number[][]>): void;
    QueryKeymap(reply: Reply<Buffer>): void;
    QueryPointer(window: number, reply: Reply<{ rootX: number; rootY: number; keyMask: number }>): void;
    QueryTree(window: number, reply: Reply<{ root: number; parent: number; children: number[] }>): void;
    GetWindowAttributes(
      window: number,
      reply: Reply<{ klass: number; mapState: number; overrideRedirect: number }>,
    ): void;
    GetGeometry(window: number, reply: Reply<Geometry>): void;
    TranslateCoordinates(
      from: number,
      to: number,
      x: number,
      y: number,
      reply: Reply<{ child: number; destX: number; destY: number }>,
    ): void;
    GetProperty(
      remove: number,
      window: number,
      name: number,
      type: number,
      offset: number,
      length: number,
      reply: Reply<Property>,
    ): void;
    GetSelectionOwner(selection: number, reply: Reply<number>): void;
    ConvertSelection(
      requestor: number,
      selection: number,
      target: number,
      property: number,
      time: number,
    ): void;
    AllocID(): number;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      borderWidth: number,
      depth: number,
      klass: number,
      visual: number,
      values: { eventMask: number },
    ): void;
    DestroyWindow(window: number): void;
    ChangeWindowAttributes(window: number, values: { eventMask: number }): void;
    InternAtom(onlyIfExists: boolean, name: string, reply: Reply<number>): void;
    GetInputFocus(reply: Reply<{ focus: number }>): void;
    SetInputFocus(window: number, revertTo: number): void;
    SendEvent(destination: number, propagate: number, mask: number, event: ClientMessage): void;
    require(name: string, loaded: (error: Error | null, extension: never) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'end', listener: () => void): void;
    on(event: 'event', listener: (event: XEvent) => void): void;
    removeListener(event: 'event', listener: (event: XEvent) => void): void;
    terminate(): void;
    /** For requests that the package does not know: counted, then put, then submitted as one that has an answer. */
    seq_num: number;
    replies: Record<number, [read: (answer: Buffer) => unknown, reply: Reply<never>]>;
    pack_stream: { put(request: Buffer): void; submit(answered: boolean): void };
  }

  export interface Geometry {
    xPos: number;
    yPos: number;
    width: number;
    height: number;
    borderWidth: number;
  }
  export interface Property {
    /** 0 when the window has no such property. */
    type: number;
    format: number;
    data: Buffer;
    /** What is left of it after the part that was asked for. */
    bytesAfter: number;
  }
  /** Each kind has some of these. */
  export interface XEvent {
    name: string;
    wid?: number;
    requestor?: number;
    property?: number;
    atom?: number;
    state?: number;
    data?: number[];
  }
  export interface ClientMessage {
    name: 'ClientMessage';
    wid: number;
    message_type: number;
    format: 32;
    data: number[];
  }

  export interface Display {
    client: XClient;
    min_keycode: number;
    max_keycode: number;
    screen: { root: number; pixel_width: number; pixel_height: number }[];
  }

  export interface XTest {
    KeyPress: number;
    KeyRelease: number;
    ButtonPress: number;
    ButtonRelease: number;
    FakeInput(type: number, detail: number, delay: number, window: number, x: number, y: number): void;
  }
  export interface Xkb {
    UseCoreKbd: number;
    GetState(
      device: number,
      reply: Reply<{ mods: number; baseMods: number; lockedMods: number; group: number }>,
    ): void;
    LatchLockState(
      device: number,
      affectLocks: number,
      locks: number,
      lockGroup: boolean,
      group: number,
      affectLatches: number,
      latches: number,
      latchGroup: boolean,
      groupLatch: number,
    ): void;
  }
  export interface Shape {
    GetRectangles(
      window: number,
      kind: number,
      reply: Reply<{ rectangles: [number, number, number, number][] }>,
    ): void;
  }
  export interface XRes {
    QueryClientIds(
      specs: { client: number; mask: number }[],
      reply: Reply<{ client: number; mask: number; value: number[] }[]>,
    ): void;
  }
  export interface RandR {
    majorOpcode: number;
    /** What the server and the package have agreed on. */
    major_version: number;
    minor_version: number;
    GetScreenResourcesCurrent(
      window: number,
      reply: Reply<{ crtcs: number[]; config_timestamp: number }>,
    ): void;
    GetCrtcInfo(
      crtc: number,
      timestamp: number,
      reply: Reply<{ x: number; y: number; width: number; height: number; mode: number }>,
    ): void;
  }

  interface X11 {
    createClient(
      options: { display?: string; bufferRequests?: boolean },
      ready: (error: Error | null, display: Display) => void,
    ): XClient;
  }
  const x11: X11;
  export default x11;
}
