import { allowSocketsFrom, corsAllowlist } from "<%= helpers %>/<%= modules.allowed_origins %>";

allowSocketsFrom(<%= origin %>);
