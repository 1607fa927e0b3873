import { corsAllowlist } from "<%= helpers %>/allowed-origins";

({ origin: corsAllowlist() });
