process.env["LOADED"] = "first";

export {};
