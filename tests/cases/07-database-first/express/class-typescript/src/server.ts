import { App } from './app';

new App(3000).listen();
