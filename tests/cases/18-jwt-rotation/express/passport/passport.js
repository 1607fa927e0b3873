const passport = require("passport");
const { ExtractJwt, Strategy } = require("passport-jwt");

const options = {
  jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
  secretOrKey: process.env.JWT_SECRET || "keyboard cat",
};

passport.use(new Strategy(options, (claims, done) => done(null, claims)));
