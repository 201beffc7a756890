/**
 * What the simulator's stand-in for Antom's web SDK exports. Antom's own package
 * exports more.
 */

/** The environment that the session was made in. */
export type Environment = {{ENVIRONMENTS}};

/** A language. Any other value stands for that of the browser. */
export type Locale = {{LOCALES}};

/** The code of an event. */
export type EventCode = {{EVENTS}};

/** What onEventCallback and onError are called with. */
export interface SDKEvent {
  code: EventCode;
  message: string;
  /** Present for the result of a payment. */
  result?: { paymentResultCode?: string; [name: string]: unknown };
}

/** What onLog is called with. */
export interface SDKLog {
  code: string;
  message: string;
}

/** The options of AMSCashierPayment. */
export interface CashierOptions {
  environment: Environment;
  locale?: Locale | (string & {});
  analytics?: { enabled?: boolean };
  onLog?: (log: SDKLog) => void;
  onEventCallback?: (event: SDKEvent) => void;
  onError?: (event: SDKEvent) => void;
  /** Leave the buyer on the page after a payment. */
  notRedirectAfterComplete?: boolean;
  /** An option of Antom's SDK that the stand-in does not know. It is left out, with a warning on the console. */
  [option: string]: unknown;
}

/** How the component looks. */
export interface Appearance {
  /** Show the loading animation; true when it is left out. */
  showLoading?: boolean;
  /** An option of Antom's SDK that the stand-in does not know. It is left out, with a warning on the console. */
  [option: string]: unknown;
}

/** The options of createComponent. */
export interface ComponentOptions {
  /** The whole paymentSessionData of createPaymentSession. */
  sessionData: string;
  appearance?: Appearance;
  notRedirectAfterComplete?: boolean;
  /** An option of Antom's SDK that the stand-in does not know. It is left out, with a warning on the console. */
  [option: string]: unknown;
}

/** Shows the payment of a session on the page. */
export declare class AMSCashierPayment {
  constructor(options: CashierOptions);
  /** Shows the payment. The promise is never rejected: an event tells what went wrong. */
  createComponent(options: ComponentOptions): Promise<void>;
  /** Removes the component. It can be called at any time, and twice. */
  unmount(): void;
}

declare global {
  /** The address of the simulator, before all others. Set it before createComponent is called. */
  // eslint-disable-next-line no-var
  var ANTOM_SIMULATOR_URL: string | undefined;
}
