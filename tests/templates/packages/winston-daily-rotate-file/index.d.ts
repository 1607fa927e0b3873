// Adds itself to the transports of winston, where the stand-in has it already.

export {};
