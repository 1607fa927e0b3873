import { corsAllowlist } from "<%= helpers %>/<%= modules.allowed_origins %>";

corsAllowlist();
