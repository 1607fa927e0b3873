import { allowSocketsFrom, corsAllowlist } from "<%= helpers %>/allowed-origins";

allowSocketsFrom(<%= origin %>);
