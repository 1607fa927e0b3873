import { trustedProxies } from "<%= helpers %>/<%= modules.rate_limit %>";

<%= app %>.set("trust proxy", trustedProxies());
