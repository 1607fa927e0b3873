import { withPreviousSecrets } from "<%= helpers %>/<%= modules.jwt_rotation %>";

withPreviousSecrets(<%= verify %><% if previous %>, <%= previous | quoted %><% endif %>);
