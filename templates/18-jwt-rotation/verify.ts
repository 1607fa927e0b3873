import { withPreviousSecrets } from "<%= helpers %>/jwt-rotation";

withPreviousSecrets(<%= verify %><% if previous %>, <%= previous | quoted %><% endif %>);
