import { corsAllowlist } from "<%= helpers %>/<%= modules.allowed_origins %>";

({ origin: corsAllowlist() });
