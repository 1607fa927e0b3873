import { corsAllowlist } from "<%= helpers %>/allowed-origins";

corsAllowlist();
