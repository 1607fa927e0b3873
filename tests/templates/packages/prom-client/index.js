// Stands in for prom-client: a registry says which labels its histograms were given.

exports.Registry = class {
  contentType = "text/plain; version=0.0.4";
  observed = [];

  async metrics() {
    return JSON.stringify(this.observed);
  }
};

exports.Histogram = class {
  constructor({ registers }) {
    this.registers = registers;
  }

  startTimer(first) {
    return (last) => {
      for (const registry of this.registers) {
        registry.observed.push({ ...first, ...last });
      }
    };
  }
};

exports.collectDefaultMetrics = () => {};
