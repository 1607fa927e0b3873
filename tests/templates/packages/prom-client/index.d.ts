// What prom-client 15 says of what is used, and no more.

type Labels<T extends string> = Partial<Record<T, string | number>>;

export declare class Registry {
  readonly contentType: string;
  metrics(): Promise<string>;
}

export declare class Histogram<T extends string = string> {
  constructor(configuration: {
    name: string;
    help: string;
    labelNames?: readonly T[];
    registers?: Registry[];
  });
  startTimer(labels?: Labels<T>): (labels?: Labels<T>) => number;
}

export declare function collectDefaultMetrics<
  T extends string,
>(configuration?: { labels?: Labels<T>; register?: Registry }): void;
