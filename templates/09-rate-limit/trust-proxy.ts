import { trustedProxies } from "<%= helpers %>/rate-limit";

<%= app %>.set("trust proxy", trustedProxies());
