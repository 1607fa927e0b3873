module.exports = class Cache {
  constructor(store) {
    this.store = store;
  }

  open() {
    return this.store.connect();
  }

  get(key) {
    return this.store.get(key);
  }
};
